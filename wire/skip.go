package wire

import "reflect"

// A Skipper is a type whose values do not travel: struct fields of that type
// are left out, and keep what they hold when the struct is read. It must be the
// type's own method: a struct that embeds a Skipper is none. The tag
// `charm:"-"` does the same for one field.
type Skipper interface {
	WireSkip()
}

func skips(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return has[Skipper](t, wireSkip)
}
