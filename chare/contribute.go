package chare

import (
	"cmp"
	"fmt"

	"github.com/charm4go/charm/reduce"
)

// Reduce contributes a value to a reduction over all chares of h's collection,
// whose result goes to a target. It does not wait. The k-th contribution of
// each chare belongs to the k-th reduction of the collection, in which all
// must name the same reducer and target; any number may be under way. v may be
// changed after the call. With In the reduction is over the chares of a section.
func Reduce[V, R any](h Chare, v V, r reduce.Reducer[V, R], to Target[R], in ...Scope) {
	if to.to == nil {
		panic(fmt.Sprintf("chare: %v reduces to a zero Target, which is nowhere", h.base().el))
	}
	contribute(h, v, false, r(), to, false, in)
}

// Gather contributes a value to a reduction whose result is the values of all
// chares, by index. With the same index in several collections of a section, by
// the age of the collections.
func Gather[T any](h Chare, v T, to Target[[]T], in ...Scope) {
	el := h.base().element()
	loc := el.loc
	if c, _ := el.part(in); c.kind == section {
		key := memberKey{loc.index, loc.coll.id}
		Reduce(h, reduce.Keyed[memberKey, T]{Key: key, Value: v}, reduce.Gather[memberKey, T], to, in...)
		return
	}
	Reduce(h, reduce.Keyed[Index, T]{Key: loc.index, Value: v}, reduce.Gather[Index, T], to)
}

// A memberKey orders the members of sections.
type memberKey struct {
	index Index
	coll  collID
}

// Compare orders them by index.
func (m memberKey) Compare(o memberKey) int {
	return cmp.Or(m.index.Compare(o.index), cmp.Compare(m.coll, o.coll))
}

// Contribute takes part in a reduction of nothing: the target is told once all
// chares have.
func Contribute(h Chare, to Target[Void], in ...Scope) {
	Reduce(h, Void{}, reduce.Nop[Void], to, in...)
}

// AllReduce is Reduce with the result for all: each contributor gets it by the
// future that it returns.
func AllReduce[V, R any](h Chare, v V, r reduce.Reducer[V, R], in ...Scope) *Future[R] {
	return contribute(h, v, false, r(), Target[R]{}, true, in)
}

// AllReduceInPlace is AllReduce of a v that the chare gives away, for good: the
// result may be in its memory, or that of another chare's. For large slices that
// spares a copy, and the memory for it, if the chare goes on with the result:
//
//	s.values = chare.AllReduceInPlace(s, s.values, reduce.Sum).Get(t)
func AllReduceInPlace[V, R any](h Chare, v V, r reduce.Reducer[V, R], in ...Scope) *Future[R] {
	return contribute(h, v, true, r(), Target[R]{}, true, in)
}

// Barrier is AllReduce of nothing: the future is ready once all chares of the
// collection, or section, have called it.
func Barrier(h Chare, in ...Scope) *Future[Void] {
	return AllReduce(h, Void{}, reduce.Nop[Void], in...)
}

// contribute adds a chare's next contribution, which it may have given away: to a
// target, or for all, and then returns the chare's future. What only some
// contributions need is in functions of their own, since each task that contributes
// does so on its own stack: what this one touches of it is to be fetched for each.
func contribute[V, R any](h Chare, v V, given bool, spec *reduce.Spec[V, R], to Target[R], forAll bool, in []Scope) (f *Future[R]) {
	el := h.base().element()
	k := el.coll.k
	before := k.profile.send()
	c, m := el.part(in)
	if c.rounds.reckoned != spec.Name() && c.kind != group {
		note(c, spec)
	}
	if m.elsewhere != nil {
		if pe, elsewhere := m.answerer(); elsewhere {
			f = contributeAway(c, pe, el, m, v, spec, to, forAll)
			k.profile.sent(before)
			return f
		}
	}
	c.sortMembers()
	x := c.reduction(m.next)
	if !forAll || !x.known(spec.Name()) {
		join(c, x, el, spec.Name(), to)
	}
	r := roundFor(c, x, spec, to)
	if r == nil {
		panic(c.otherType(x, el, v))
	}
	m.next++
	if forAll {
		f = r.promise(c)
	}
	var err error
	if given {
		err = r.round.AddGiven(m.position, v)
	} else {
		err = r.round.Add(m.position, v)
	}
	if err != nil {
		panic(c.refused(x, el, err))
	}
	if x.early != nil || x.awayEarly != nil {
		c.addHeld(x)
	}
	c.advance()
	if forAll {
		r.foresee(c)
	}
	k.profile.sent(before)
	return f
}

// join has a contribution agree with those to the same reduction before it.
func join[R any](c *collection, x *reduction, el *element, reducer string, to Target[R]) {
	target := encodedTarget(c.k, to)
	c.agree(x, &agreement{true, el.loc, int32(c.k.me), reducer, target})
	c.decide(x, c.wayOf(target))
}

// roundFor returns where contributions are added, and for the first one of this PE makes
// it. It returns nil if that is for values of another type.
func roundFor[V, R any](c *collection, x *reduction, spec *reduce.Spec[V, R], to Target[R]) *resultFor[V, R] {
	if x.round == nil {
		return beginRound(c, x, spec, to)
	}
	r, _ := x.result.(*resultFor[V, R])
	return r
}

// beginRound makes the round of a reduction that no chare here has contributed to.
func beginRound[V, R any](c *collection, x *reduction, spec *reduce.Spec[V, R], to Target[R]) *resultFor[V, R] {
	k := c.k
	r, ok := x.used.(*resultFor[V, R])
	if !ok {
		r = &resultFor[V, R]{}
	}
	r.to, r.futures = to, emptied(r.futures)
	x.result, x.used = r, nil
	x.round = renew(k, &r.round, spec, c.participants(x.number)+c.standing(x.number), c.below(x))
	if x.way == across {
		x.all = renew(k, &r.all, spec, 0, len(c.exchange.pes))
	}
	return r
}

// addHeld adds what came ahead of the first contribution here.
func (c *collection) addHeld(x *reduction) {
	c.addEarly(x)
	for _, e := range x.awayEarly {
		c.addAway(x, e.position, c.k.decoder(e.list))
	}
	x.awayEarly = nil
}

// otherType and refused say why a contribution cannot be added.
//
//go:noinline // for the stack of contribute
func (c *collection) otherType(x *reduction, el *element, v any) string {
	return fmt.Sprintf("chare: reduction %d of %v: %v contributes a %T to a reduction of another type", x.number, c, el, v)
}

func (c *collection) refused(x *reduction, el *element, err error) string {
	return fmt.Sprintf("chare: reduction %d of %v: contribution of %v: %v", x.number, c, el, c.named(x, err))
}

// renew makes *round one of the reducer, in the memory that it has if it was one
// already.
func renew[V, R any](k *kernel, round *reduce.Round[V, R], spec *reduce.Spec[V, R], locals, children int) reduce.Round[V, R] {
	if *round != nil && (*round).Name() == spec.Name() {
		(*round).Reset(locals, children)
	} else {
		*round = spec.NewRound(k, locals, children)
	}
	return *round
}

// note notes the types of a reducer, so that this PE can finish reductions by it
// that none of the chares on the root takes part in.
//
//go:noinline // for the stack of contribute
func note[V, R any](c *collection, spec *reduce.Spec[V, R]) {
	name := spec.Name()
	c.rounds.reckoned = name
	if c.k.reckoners[name] == nil {
		c.k.reckoners[name] = &reckonerOf[V, R]{spec}
	}
}

// encodedTarget is a target as it travels, nil for none.
func encodedTarget[R any](k *kernel, to Target[R]) []byte {
	if to.to == nil {
		return nil
	}
	e := k.encoder(make([]byte, 0, 48))
	to.MarshalWire(e)
	return e.Bytes()
}

// emptied returns the memory of s for other elements.
func emptied[T any](s []T) []T {
	clear(s)
	return s[:0]
}
