package reduce

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// A Round is one reduction as seen from one PE that knows the reducer.
type Round[V, R any] interface {
	Host
	// Add adds the contribution of the chare at the given position (0 or
	// more) among those of this PE. Contributions at positions 0, 1, 2, ...
	// are combined as they come; those ahead of their turn, or behind a gap
	// in the positions, are copied and wait. v may be changed afterwards;
	// but if it was the last that was missing, only after Encode or Result.
	Add(position int, v V) error
	// AddGiven is Add of a v that is the Round's from now on: the result can be in
	// its memory.
	AddGiven(position int, v V) error
	// HandOver is Encode and AddChild in one, for a Round of the same reducer
	// and PE, if that gives the same result without a copy. It reports whether
	// it has. Nothing may be missing.
	HandOver(to Round[V, R], i int) (done bool, err error)
	// Result returns the result of the reduction, at the root. Nothing may be
	// missing. It is the zero R if nobody contributed. It belongs to the
	// caller and can be had once.
	Result() R
	// Reset makes the Round ready for another reduction by the same reducer,
	// in the same memory.
	Reset(locals, children int)
}

type round[V, P, R any] struct {
	*recipe[V, P, R]
	ctx any

	locals   line[P]
	children line[P] // combined once no locals are missing
	spare    []*P    // memory for what comes ahead of its turn
	total    total[P]
	lengths  lengths

	// What is being added. It is here and not in a local variable because the
	// recipe's functions take its address, which would allocate.
	in, more P
}

func (r *round[V, P, R]) Name() string { return r.name }

func (r *round[V, P, R]) Missing() int { return r.locals.missing + r.children.missing }

func (r *round[V, P, R]) Reset(locals, children int) {
	r.total.reset(&r.combiner)
	r.locals.reset(locals)
	r.children.reset(children)
	r.lengths = lengths{}
}

func (r *round[V, P, R]) Expect(delta int) {
	if r.locals.missing+delta < 0 {
		panic(fmt.Sprintf("reduce: %s: Expect(%d) when %d contributions are missing", r.name, delta, r.locals.missing))
	}
	r.total.own(&r.combiner)
	r.locals.missing += delta
	r.advance()
}

func (r *round[V, P, R]) Add(position int, v V) error {
	err := r.add(position, v, r.clone != nil)
	r.in = *new(P) // it may share memory with v
	return err
}

func (r *round[V, P, R]) AddGiven(position int, v V) error {
	err := r.add(position, v, false)
	r.in = *new(P)
	return err
}

// add adds v, whose memory is borrowed or ours.
func (r *round[V, P, R]) add(position int, v V, borrowed bool) (err error) {
	from := Origin{Number: position}
	if !r.locals.expects(position) {
		return unexpected(r.name, from)
	}
	if r.in, err = r.pre(r.ctx, v); err != nil {
		return fmt.Errorf("reduce: %s: %v: %w", r.name, from, err)
	}
	if err := r.checkLength(&r.in, from); err != nil {
		return err
	}
	if !borrowed && r.clip != nil {
		r.clip(&r.in)
	}
	switch isNext := r.locals.isNext(position); {
	case isNext && borrowed:
		r.locals.pass(position)
		r.total.addBorrowed(&r.combiner, &r.in)
	case isNext:
		r.locals.pass(position)
		r.total.add(&r.combiner, &r.in)
	case borrowed:
		p := r.takeSpare()
		r.clone(p, &r.in)
		r.locals.wait(position, p)
	default:
		r.locals.wait(position, r.keep())
	}
	r.advance()
	if r.Missing() > 0 {
		r.total.own(&r.combiner)
	}
	return nil
}

// keep returns what is in, which is ours, in a place of its own.
func (r *round[V, P, R]) keep() *P {
	p := r.takeSpare()
	*p = r.in
	return p
}

func (r *round[V, P, R]) takeSpare() *P {
	last := len(r.spare) - 1
	if last < 0 {
		return new(P)
	}
	p := r.spare[last]
	r.spare = r.spare[:last]
	return p
}

func (r *round[V, P, R]) AddChild(i int, d *wire.Decoder) error {
	err := r.addChild(i, d)
	r.in, r.more = *new(P), *new(P)
	return err
}

func (r *round[V, P, R]) AddAway(position int, d *wire.Decoder) error {
	err := r.addAway(position, d)
	r.in, r.more = *new(P), *new(P)
	return err
}

func (r *round[V, P, R]) addAway(position int, d *wire.Decoder) error {
	from := Origin{Number: position}
	if !r.locals.expects(position) {
		return unexpected(r.name, from)
	}
	isSome, err := r.decode(d, from)
	switch {
	case err != nil:
		return err
	case !isSome:
		r.locals.wait(position, nil)
	case r.locals.isNext(position):
		r.locals.pass(position)
		r.total.add(&r.combiner, &r.in)
	default:
		r.locals.wait(position, r.keep())
	}
	r.advance()
	return nil
}

func (r *round[V, P, R]) addChild(i int, d *wire.Decoder) error {
	from := Origin{Child: true, Number: i}
	if !r.children.expects(i) {
		return unexpected(r.name, from)
	}
	if acc := r.ahead(i); acc != nil {
		done, err := r.mergeInPlace(acc, d, from)
		if done {
			r.children.pass(i)
			r.advance()
		}
		if done || err != nil {
			return err
		}
	}
	isSome, err := r.decode(d, from)
	if err == nil {
		r.arrive(i, isSome)
	}
	return err
}

// arrive adds what is in, which is ours, as the result of child i.
func (r *round[V, P, R]) arrive(i int, isSome bool) {
	switch {
	case !isSome:
		r.children.wait(i, nil)
	case r.locals.missing == 0 && r.children.isNext(i):
		r.children.pass(i)
		r.total.add(&r.combiner, &r.in)
	default:
		r.children.wait(i, r.keep())
	}
	r.advance()
}

func (r *round[V, P, R]) HandOver(next Round[V, R], i int) (done bool, err error) {
	mustBeComplete(r)
	to, ok := next.(*round[V, P, R])
	if !ok || !r.plain {
		return false, nil
	}
	from := Origin{Child: true, Number: i}
	if !to.children.expects(i) {
		return false, unexpected(r.name, from)
	}
	isSome := r.total.isSome
	if isSome {
		if err := to.checkLength(&r.total.value, from); err != nil {
			return false, err
		}
		if acc := to.ahead(i); acc != nil {
			to.merge(acc, &r.total.value)
			to.children.pass(i)
			to.advance()
			return true, nil
		}
		to.in = r.total.take(&r.combiner)
	}
	to.arrive(i, isSome)
	to.in = *new(P)
	return true, nil
}

// ahead returns what the result of child i can be combined with at once, so that
// it need not be copied; nil if there is nothing.
func (r *round[V, P, R]) ahead(i int) *P {
	switch {
	case r.clone == nil || r.locals.missing > 0 || !r.children.isNext(i):
		return nil
	case r.total.isSome:
		r.total.own(&r.combiner)
		return &r.total.value
	case r.commutes && i == r.children.next && r.children.has(i+1):
		return r.children.waiting[i+1].value
	}
	return nil
}

// mergeInPlace combines a list of one slice into acc from where it is in the
// message. It reports whether the list is that, and else leaves it.
func (r *round[V, P, R]) mergeInPlace(acc *P, d *wire.Decoder, from Origin) (done bool, err error) {
	list := d.Rest()
	if single(d) {
		if r.codec.DecodeInPlace(d, &r.in) && d.Len() == 0 {
			if err := r.checkLength(&r.in, from); err != nil {
				return false, err
			}
			r.merge(acc, &r.in)
			return true, nil
		}
	}
	d.Reset(list, d.Context())
	return false, nil
}

// decode reads a list and combines it in r.in. That is done before anything
// else is combined with it, so that it makes no difference to rounding when
// the list arrives.
func (r *round[V, P, R]) decode(d *wire.Decoder, from Origin) (isSome bool, err error) {
	if single(d) {
		r.codec.Decode(d, &r.in)
		if atEnd(d) {
			return true, r.checkLength(&r.in, from)
		}
	}
	for i := range partials(d) {
		p := &r.more
		if i == 0 {
			p = &r.in
		}
		r.codec.Decode(d, p)
		if d.Err() != nil {
			break
		}
		if err := r.checkLength(p, from); err != nil {
			return false, err
		}
		if i > 0 {
			r.merge(&r.in, &r.more)
			r.more = *new(P)
		}
		isSome = true
	}
	if err := d.Err(); err != nil {
		return false, fmt.Errorf("reduce: %s: %v: %w", r.name, from, err)
	}
	return isSome, nil
}

// advance combines what has waited and whose turn has come.
func (r *round[V, P, R]) advance() {
	for p := range r.locals.passing() {
		if p != nil {
			r.addWaiting(p)
		}
	}
	if r.locals.missing > 0 {
		return
	}
	for p := range r.children.passing() {
		if p != nil {
			r.addWaiting(p)
		}
	}
}

func (r *round[V, P, R]) addWaiting(p *P) {
	r.total.add(&r.combiner, p)
	if r.clone == nil {
		*p = *new(P) // what it points to is not used again
	}
	r.spare = append(r.spare, p)
}

func (r *round[V, P, R]) Encode(e *wire.Encoder) {
	mustBeComplete(r)
	if r.total.isSome && e.Err() == nil {
		start := beginPartial(e)
		r.codec.Encode(e, &r.total.value)
		endPartial(e, start)
	}
}

func (r *round[V, P, R]) Result() (result R) {
	mustBeComplete(r)
	if r.total.isSome {
		result = r.post(r.total.take(&r.combiner))
	}
	return result
}

func (r *round[V, P, R]) checkLength(p *P, from Origin) error {
	if r.length == nil {
		return nil
	}
	return r.lengths.check(r.name, r.length(p), from)
}
