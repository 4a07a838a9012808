package boot

import (
	"fmt"
	"strings"

	"github.com/charm4go/charm/internal/stack"
)

// A Failure is what ends a job from inside: an uncaught panic of an entry
// method, or an Abort.
type Failure struct {
	PE    int
	Host  string // may be empty
	Chare string // type and index, such as "jacobi.Block[3,4]"; may be empty
	Entry string // the method; may be empty
	Text  string // the panic's value, or what Abort was given
	Stack string // as debug.Stack writes it; may be empty
	Abort bool
}

// maxFailureText bounds each text of a report to the launcher, so that the whole
// always fits.
const maxFailureText = 128 << 10

// cut returns the beginning of a text that is too long.
func cut(text string) string {
	if len(text) > maxFailureText {
		return text[:maxFailureText] + "... (cut)"
	}
	return text
}

// bounded returns f with its long texts cut.
func (f Failure) bounded() Failure {
	for _, s := range []*string{&f.Host, &f.Chare, &f.Entry, &f.Text, &f.Stack} {
		*s = cut(*s)
	}
	return f
}

// Format tells the failure in a line or more, with the user's frames of the
// stack or, if whole, all of it. It does not end in a newline.
func (f Failure) Format(whole bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "PE %d", f.PE)
	if f.Host != "" {
		fmt.Fprintf(&b, " on host %s", f.Host)
	}
	if f.Abort {
		b.WriteString(": abort")
	} else {
		b.WriteString(": panic")
	}
	switch {
	case f.Chare != "" && f.Entry != "":
		fmt.Fprintf(&b, " in %s.%s", f.Chare, f.Entry)
	case f.Chare != "" || f.Entry != "":
		fmt.Fprintf(&b, " in %s", f.Chare+f.Entry)
	}
	fmt.Fprintf(&b, ": %s", strings.TrimSpace(f.Text))
	frames := strings.TrimRight(f.Stack, "\n")
	if !whole {
		frames = stack.User(frames)
	}
	for line := range strings.SplitSeq(frames, "\n") {
		if line != "" {
			fmt.Fprintf(&b, "\n    %s", line)
		}
	}
	return b.String()
}
