package chare

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// Reduce contributes a value to a reduction over all chares of h's collection,
// whose result goes to a target. It does not wait. The k-th contribution of
// each chare belongs to the k-th reduction of the collection, in which all
// must name the same reducer and target; any number may be under way. v may be
// changed after the call.
func Reduce[V, R any](h Chare, v V, r reduce.Reducer[V, R], to Target[R]) {
	if to.to == nil {
		panic(fmt.Sprintf("chare: %v reduces to a zero Target, which is nowhere", h.base().el))
	}
	contribute(h, v, r(), to, nil)
}

// Gather contributes a value to a reduction whose result is the values of all
// chares, by index.
func Gather[T any](h Chare, v T, to Target[[]T]) {
	Reduce(h, reduce.Keyed[Index, T]{Key: h.base().el.loc.index, Value: v}, reduce.Gather[Index, T], to)
}

// Contribute takes part in a reduction of nothing: the target is told once all
// chares have.
func Contribute(h Chare, to Target[Void]) { Reduce(h, Void{}, reduce.Nop[Void], to) }

// AllReduce is Reduce with the result for all: each contributor gets it by the
// future that it returns.
func AllReduce[V, R any](h Chare, v V, r reduce.Reducer[V, R]) *Future[R] {
	f := newFuture[R](h.kernel())
	contribute(h, v, r(), Target[R]{}, f)
	return f
}

// Barrier is AllReduce of nothing: the future is ready once all chares of the
// collection have called it.
func Barrier(h Chare) *Future[Void] { return AllReduce(h, Void{}, reduce.Nop[Void]) }

// rounds are the reductions of a collection that are under way on one PE.
// Since every chare contributes in order, they complete in order too.
type rounds struct {
	first uint64       // number of open[0]
	open  []*reduction // that lack contributions of this PE or those below
	down  []*reduction // all-reduces whose result has yet to come
}

// A reduction is one of them.
type reduction struct {
	number uint64
	round  reduce.Partial // nil until a chare here has contributed
	early  []earlyPartial // from below, ahead of the first contribution here
	result finisher       // nil until a chare here has contributed
	common agreement
}

// An agreement is what all contributions to one reduction must have in common,
// and the first element that said so.
type agreement struct {
	known   bool
	by      uint32
	reducer string
	target  []byte // as it travels; empty for an all-reduce
}

// An earlyPartial came before this PE knew the reducer.
type earlyPartial struct {
	child int
	list  []byte
}

// A finisher knows the type of a reduction's result.
type finisher interface {
	// finish delivers the result of a complete round, at the root.
	finish(c *collection, x *reduction)
	// take takes the result of an all-reduce from a message.
	take(k *kernel, encoded []byte) error
}

// contribute adds a chare's next contribution: to a target, or for a future of
// its own.
func contribute[V, R any](h Chare, v V, spec *reduce.Spec[V, R], to Target[R], f *Future[R]) {
	k := h.kernel()
	el := h.base().el
	c := el.loc.coll
	x := c.reduction(el.reductions)
	el.reductions++
	if x.round == nil {
		x.round = spec.NewRound(k, len(c.members), len(c.place.Children))
		x.result = &resultFor[V, R]{to: to}
	}
	c.agree(x, agreement{true, el.loc.slot, spec.Name(), encodedTarget(k, to)})
	round, ok := x.round.(reduce.Round[V, R])
	if !ok {
		panic(fmt.Sprintf("chare: reduction %d of %v: %v contributes a %T to a reduction of another type", x.number, c, el, v))
	}
	if f != nil {
		r := x.result.(*resultFor[V, R])
		r.futures = append(r.futures, f)
	}
	if err := round.Add(el.position, v); err != nil {
		panic(fmt.Sprintf("chare: reduction %d of %v: contribution of %v: %v", x.number, c, el, c.named(err)))
	}
	for _, e := range x.early {
		c.addPartial(x, e.child, k.decoder(e.list))
	}
	x.early = nil
	c.advance()
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

// reduction returns the reduction with a number, which is open or yet to be.
func (c *collection) reduction(number uint64) *reduction {
	rs := &c.rounds
	for uint64(len(rs.open)) <= number-rs.first {
		rs.open = append(rs.open, &reduction{number: rs.first + uint64(len(rs.open))})
	}
	return rs.open[number-rs.first]
}

// agree ends the job if a contribution does not fit those before it.
func (c *collection) agree(x *reduction, a agreement) {
	if !x.common.known {
		x.common = a
		return
	}
	first := x.common
	if a.reducer == first.reducer && bytes.Equal(a.target, first.target) {
		return
	}
	what := fmt.Sprintf("%q and %q", first.reducer, a.reducer)
	if a.reducer == first.reducer {
		what = "two targets"
	}
	panic(fmt.Sprintf("chare: reduction %d of %v: elements %v and %v contribute to %s; all must contribute alike, in the same order",
		x.number, c, c.at(int(first.by)).index, c.at(int(a.by)).index, what))
}

// handleReduce takes the partial result of a PE below.
func (c *collection) handleReduce(from int, h *header, rest []byte) {
	k := c.k
	defer k.release()
	d := k.decoder(rest)
	number := d.Uint64()
	a := agreement{known: true, by: d.Uint32(), reducer: d.String()}
	a.target = bytes.Clone(d.Take(int(d.Uint32())))
	child := slices.Index(c.place.Children, int32(from))
	if d.Err() != nil || child < 0 || number < c.rounds.first || number > c.rounds.first+1<<32 || !c.has(int(a.by)) {
		k.bad(from, fmt.Errorf("a partial result for reduction %d of %v: %v", number, c, d.Err()))
		return
	}
	x := c.reduction(number)
	c.agree(x, a)
	if x.round == nil {
		x.early = append(x.early, earlyPartial{child, bytes.Clone(d.Rest())})
		return
	}
	k.running = &c.reducing // a reducer may be the user's, and panic
	c.addPartial(x, child, d)
	c.advance()
	k.running = nil
}

// reduceInfo stands for the taking of a partial result, in errors.
var reduceInfo = entryInfo{name: "Reduce"}

// fail is called when a reducer panics at a partial result.
func (c *collection) fail(err *Error) {
	c.k.running = nil
	c.k.fatal(err)
}

// addPartial adds the partial result of a PE below to a round.
func (c *collection) addPartial(x *reduction, child int, d *wire.Decoder) {
	if err := x.round.AddChild(child, d); err != nil {
		c.k.fatal(&Error{Chare: c.String(), Entry: "Reduce", PE: c.k.me, Err: fmt.Errorf("reduction %d: %w", x.number, c.named(err))})
	}
}

// named says which elements have contributed slices of different lengths, if
// that is what err tells.
func (c *collection) named(err error) error {
	var l *reduce.LengthError
	if !errors.As(err, &l) {
		return err
	}
	from := func(o reduce.Origin) string {
		if o.Child {
			return fmt.Sprintf("the elements on PE %d and below it", c.place.Children[o.Number])
		}
		return c.members[o.Number].String()
	}
	return fmt.Errorf("slices of different lengths: %d from %s, %d from %s", l.FirstLen, from(l.FirstFrom), l.Len, from(l.From))
}

// advance passes on what is complete.
func (c *collection) advance() {
	rs := &c.rounds
	for len(rs.open) > 0 && rs.open[0].complete() {
		x := rs.open[0]
		rs.first++
		if len(rs.open) == 1 {
			rs.open = rs.open[:0]
		} else {
			rs.open = rs.open[1:]
		}
		switch {
		case c.place.Parent >= 0:
			c.sendPartial(x)
			if len(x.common.target) == 0 {
				rs.down = append(rs.down, x)
			}
		default:
			x.result.finish(c, x)
		}
	}
}

func (x *reduction) complete() bool {
	return x.round != nil && x.round.Missing() == 0
}

// sendPartial sends what this PE and those below have contributed to the PE
// above.
func (c *collection) sendPartial(x *reduction) {
	k := c.k
	h := header{kind: kindReduce, coll: c.id}
	e := k.encoder(h.append(k.scratch[:0]))
	e.Uint64(x.number)
	e.Uint32(x.common.by)
	e.String(x.common.reducer)
	e.Uint32(uint32(len(x.common.target)))
	m := append(e.Bytes(), x.common.target...)
	e = k.encoder(m)
	x.round.Encode(e)
	if err := e.Err(); err != nil {
		panic(fmt.Sprintf("chare: reduction %d of %v: a partial result cannot travel: %v", x.number, c, err))
	}
	k.scratch = e.Bytes()[:0]
	k.sendBytes(c.place.Parent, e.Bytes())
}

// resultFor is where the result of a reduction goes: to its target, or to the
// futures of this PE's members.
type resultFor[V, R any] struct {
	to      Target[R]
	futures []*Future[R]
}

func (r *resultFor[V, R]) finish(c *collection, x *reduction) {
	k := c.k
	v := x.round.(reduce.Round[V, R]).Result()
	if r.to.to != nil {
		r.to.Send(v)
		return
	}
	if len(c.place.Children) > 0 {
		h := header{kind: kindReduced, coll: c.id}
		e := k.encoder(h.append(k.scratch[:0]))
		wire.For[R]().Encode(e, &v)
		if err := e.Err(); err != nil {
			panic(fmt.Sprintf("chare: the result of reduction %d of %v cannot travel: %v", x.number, c, err))
		}
		k.scratch = e.Bytes()[:0]
		k.sendMany(c.place.Children, e.Bytes())
	}
	// Each chare gets its own copy, as everywhere.
	for _, f := range r.futures[1:] {
		f.ended(copied(k, wire.For[R](), v), nil)
	}
	r.futures[0].ended(v, nil)
}

func (r *resultFor[V, R]) take(k *kernel, encoded []byte) error {
	for _, f := range r.futures {
		var v R
		d := k.decoder(encoded)
		wire.For[R]().Decode(d, &v)
		if err := d.Err(); err != nil {
			return err
		}
		f.ended(v, nil)
	}
	return nil
}

// handleReduced takes the result of an all-reduce. Results come in the order of
// the reductions.
func (c *collection) handleReduced(from int, rest, m []byte) {
	k := c.k
	defer k.release()
	k.sendMany(c.place.Children, m)
	rs := &c.rounds
	if len(rs.down) == 0 {
		k.bad(from, fmt.Errorf("the result of a reduction of %v that is not under way", c))
		return
	}
	x := rs.down[0]
	rs.down = rs.down[1:]
	if err := x.result.take(k, rest); err != nil {
		k.bad(from, err)
	}
}
