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
	contribute(h, v, r(), to, nil, in)
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
	f := newFuture[R](h.kernel(), origin{})
	contribute(h, v, r(), Target[R]{}, f, in)
	return f
}

// Barrier is AllReduce of nothing: the future is ready once all chares of the
// collection, or section, have called it.
func Barrier(h Chare, in ...Scope) *Future[Void] {
	return AllReduce(h, Void{}, reduce.Nop[Void], in...)
}

// contribute adds a chare's next contribution: to a target, or for a future of
// its own.
func contribute[V, R any](h Chare, v V, spec *reduce.Spec[V, R], to Target[R], f *Future[R], in []Scope) {
	k := h.kernel()
	before := k.profile.send()
	el := h.base().el
	c, m := el.part(in)
	if c.rounds.reckoned != spec.Name() && c.kind != group {
		note(c, spec)
	}
	if pe, elsewhere := m.answerer(); elsewhere {
		m.next++
		contributeAway(c, pe, el, m.next-1, v, spec, to, f)
		return
	}
	c.sortMembers()
	x := c.reduction(m.next)
	if x.round == nil {
		locals, children := c.participants(m.next)+c.standing(m.next), len(c.place.Children)
		if used, ok := x.used.(reduce.Round[V, R]); ok && used.Name() == spec.Name() {
			used.Reset(locals, children)
			x.round = used
		} else {
			x.round = spec.NewRound(k, locals, children)
		}
		if used, ok := x.usedResult.(*resultFor[V, R]); ok {
			*used = resultFor[V, R]{to, emptied(used.futures)}
			x.result = used
		} else {
			x.result = &resultFor[V, R]{to: to}
		}
		x.used, x.usedResult = nil, nil
	}
	m.next++
	c.agree(x, agreement{true, el.loc, int32(k.me), spec.Name(), encodedTarget(k, to)})
	round, ok := x.round.(reduce.Round[V, R])
	if !ok {
		panic(fmt.Sprintf("chare: reduction %d of %v: %v contributes a %T to a reduction of another type", x.number, c, el, v))
	}
	if f != nil {
		f.core.from = origin{who: c, what: reductionOf}
		r := x.result.(*resultFor[V, R])
		r.futures = append(r.futures, f)
	}
	if err := round.Add(m.position, v); err != nil {
		panic(fmt.Sprintf("chare: reduction %d of %v: contribution of %v: %v", x.number, c, el, c.named(err)))
	}
	for _, e := range x.early {
		c.addPartial(x, e.child, k.decoder(e.list))
	}
	for _, e := range x.awayEarly {
		c.addAway(x, e.position, k.decoder(e.list))
	}
	x.early, x.awayEarly = nil, nil
	c.advance()
	k.profile.sent(before)
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
