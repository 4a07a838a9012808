package chare

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charm4go/charm/wire"
)

// An Error is the failure of an entry method, as told to whoever waits for its
// end or result: a panic there, or the error that it returned.
type Error struct {
	Chare string // which chare: "main.Block[3,4]", "main" for the main function
	Entry string // which entry method: "Run"
	PE    int    // where it ran
	Err   error  // what went wrong; several failures of a broadcast are joined
	Stack string // the stack of a panic, at that moment; empty for a returned error

	// Results holds, after Ret on many that failed for some, what the others
	// returned: a []R by index, with a zero R where an element failed.
	Results any
}

// Error says what went wrong, and where.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Chare)
	if e.Entry != "" {
		b.WriteString("." + e.Entry)
	}
	fmt.Fprintf(&b, " on PE %d: %v", e.PE, e.Err)
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// MarshalWire and UnmarshalWire are how an Error travels. Results stay behind:
// they belong to the caller of Ret, who is the last to have them.
func (e *Error) MarshalWire(enc *wire.Encoder) {
	enc.String(e.Chare)
	enc.String(e.Entry)
	enc.Int(e.PE)
	wireError.Encode(enc, &e.Err)
	enc.String(e.Stack)
}

// UnmarshalWire reads what MarshalWire wrote.
func (e *Error) UnmarshalWire(d *wire.Decoder) {
	e.Chare = d.String()
	e.Entry = d.String()
	e.PE = d.Int()
	wireError.Decode(d, &e.Err)
	e.Stack = d.String()
}

var wireError = wire.For[error]()

func init() { wire.Register[*Error]("chare.Error") }

// asError makes an Error of what a method panicked with or returned, if it is
// not one already: a failure that travels on keeps its first place.
func asError(a *activity, pe int, err error, stack string) *Error {
	if e, ok := err.(*Error); ok {
		return e
	}
	return &Error{Chare: a.chare(), Entry: a.method(), PE: pe, Err: err, Stack: stack}
}

// panicError makes an error of what recover returned.
func panicError(v any) error {
	if err, ok := v.(error); ok {
		return err
	}
	return fmt.Errorf("panic: %v", v)
}

// joined makes one Error of those of several elements, nil of none.
func joined(who, entry string, pe int, errs []*Error) *Error {
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	all := make([]error, len(errs))
	for i, e := range errs {
		all[i] = e
	}
	return &Error{Chare: who, Entry: entry, PE: pe, Err: errors.Join(all...)}
}
