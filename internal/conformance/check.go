package conformance

import (
	"fmt"
	"reflect"
	"strings"
)

// must panics unless ok. The failure travels to whoever waits for the method,
// and ends the job if nobody does.
func must(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Errorf(format, args...))
	}
}

// equal panics unless got is want.
func equal[T comparable](what string, got, want T) {
	if got != want {
		panic(fmt.Errorf("%s: got %v, want %v", what, got, want))
	}
}

// alike is equal for what cannot be compared by ==.
func alike(what string, got, want any) {
	if !reflect.DeepEqual(got, want) {
		panic(fmt.Errorf("%s: got %v, want %v", what, got, want))
	}
}

// says panics unless a text has all parts.
func says(text string, parts ...string) {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			panic(fmt.Errorf("%q does not say %q", text, part))
		}
	}
}

// complains panics unless f does, with a text that has all parts.
func complains(f func(), parts ...string) {
	text, complained := complaint(f)
	must(complained, "no panic, want one that says %q", parts)
	says(text, parts...)
}

// complaint calls f and returns what it panics with.
func complaint(f func()) (text string, complained bool) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			text, complained = v.Error(), true
		case string:
			text, complained = v, true
		default:
			panic(v) // how the runtime unwinds a method
		}
	}()
	f()
	return "", false
}
