package reduce

import (
	"reflect"

	"github.com/charm4go/charm/wire"
)

// A recipe is what a Round needs to know of a reducer: contributions become
// partials, partials are combined, and the last one becomes the result.
type recipe[V, P, R any] struct {
	name  string
	codec *wire.Codec[P]

	// pre makes a partial of a contribution. It shares memory with the
	// contribution only if the combiner has a clone.
	pre func(ctx any, v V) (P, error)
	combiner[P]
	post func(P) R

	// plain tells that a partial is the same after it has travelled.
	plain bool

	// length returns what must be the same for all; nil if nothing must.
	length func(p *P) int
}

// A combiner makes one partial of two.
type combiner[P any] struct {
	// merge combines *p into *acc. If there is a clone, it keeps nothing of *p.
	merge func(acc, p *P)
	// commutes tells that merge gives the same if acc and p are exchanged.
	commutes bool
	// clone makes *dst a copy of *p, using the memory of *dst again. It is nil
	// if that is of no use.
	clone func(dst, p *P)
	// clip takes from *p the memory behind it, which may be somebody else's. It is
	// there if clone is.
	clip func(p *P)
}

func (r recipe[V, P, R]) spec() *Spec[V, R] {
	r.codec = wire.For[P]()
	return &Spec[V, R]{
		name: r.name,
		newRound: func(ctx any, locals, children int) Round[V, R] {
			round := &round[V, P, R]{recipe: &r, ctx: ctx}
			round.Reset(locals, children)
			return round
		},
	}
}

func nameFor[V any](reducer string) string {
	return reducer + " of " + reflect.TypeFor[V]().String()
}

func same[T any](v T) T { return v }
