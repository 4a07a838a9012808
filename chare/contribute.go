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
// target, or for all, and then returns the chare's future.
func contribute[V, R any](h Chare, v V, given bool, spec *reduce.Spec[V, R], to Target[R], forAll bool, in []Scope) (f *Future[R]) {
	el := h.base().element()
	k := el.loc.coll.k
	before := k.profile.send()
	c, m := el.part(in)
	if c.rounds.reckoned != spec.Name() && c.kind != group {
		note(c, spec)
	}
	if pe, elsewhere := m.answerer(); elsewhere {
		m.next++
		if forAll {
			f = newFuture[R](k, origin{})
		}
		contributeAway(c, pe, el, m.next-1, v, spec, to, f)
		return f
	}
	c.sortMembers()
	x := c.reduction(m.next)
	locals := 0
	if x.round == nil {
		locals = c.participants(m.next) + c.standing(m.next)
	}
	m.next++
	target := encodedTarget(k, to)
	c.agree(x, &agreement{true, el.loc, int32(k.me), spec.Name(), target})
	c.decide(x, c.wayOf(target))
	if x.round == nil {
		r, ok := x.used.(*resultFor[V, R])
		if !ok {
			r = &resultFor[V, R]{}
		}
		r.to, r.futures = to, emptied(r.futures)
		x.result, x.used = r, nil
		x.round = renew(k, &r.round, spec, locals, c.below(x))
		if x.way == across {
			x.all = renew(k, &r.all, spec, 0, len(c.exchange.pes))
		}
	}
	r, ok := x.result.(*resultFor[V, R])
	if !ok {
		panic(fmt.Sprintf("chare: reduction %d of %v: %v contributes a %T to a reduction of another type", x.number, c, el, v))
	}
	if forAll {
		f = r.newFuture(c)
		r.futures = append(r.futures, f)
	}
	add := r.round.Add
	if given {
		add = r.round.AddGiven
	}
	if err := add(m.position, v); err != nil {
		panic(fmt.Sprintf("chare: reduction %d of %v: contribution of %v: %v", x.number, c, el, c.named(x, err)))
	}
	c.addEarly(x)
	for _, e := range x.awayEarly {
		c.addAway(x, e.position, k.decoder(e.list))
	}
	x.awayEarly = nil
	c.advance()
	if forAll {
		r.foresee(c)
	}
	k.profile.sent(before)
	return f
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
