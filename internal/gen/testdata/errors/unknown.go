package unknown

import "github.com/charm4go/charm/chare"

type Unknown struct{ chare.Base }

// want 28: undefined: Nothing
func (u *Unknown) Direct(x Nothing) {}

type Holder struct {
	n int
	// want 8: undefined: Something
	thing Something
}

func (u *Unknown) Within(h *Holder) {}

// Generated types are known, other things that are missing do no harm.
func (u *Unknown) Fine(p UnknownProxy) { noSuchFunction(p) }

var fine = NewUnknown(nil)

type unused struct{ f AlsoNothing }
