package chare

import "slices"

// A pile holds the messages that wait for one value of a condition, in the order
// of their arrival. Their arguments lie side by side, and most without their
// calls: there may be a million of them, in piles that are taken in any order, and
// then what one costs is how much memory it touches. (Batches of six that the map
// of a line leads to directly were a tenth faster there, and three times the
// code.)
type pile[A, R any] struct {
	born  uint64 // orders piles
	args  []A
	calls []*call[A, R] // of the same messages; shorter, or nil: only the arguments
	taken int           // of both, from the front
	few   [4]A
}

// A parked message is a call, or the arguments of one that nobody waits for.
type parked[A, R any] struct {
	args A
	call *call[A, R] // nil: only the arguments
}

// keptMessages is how many messages a pile may keep space for when it is empty.
const keptMessages = 64

// park returns what waits in place of a call, which it may end the use of.
func park[A, R any](c *call[A, R]) parked[A, R] {
	if c.done != nil || c.reply.mode != replyNone || c.lease != nil || c.k.trace != nil {
		return parked[A, R]{call: c}
	}
	p := parked[A, R]{args: c.args}
	c.recycle()
	return p
}

// unpark returns the call of a message for a chare.
func (p *parked[A, R]) unpark(e *Entry[A, R], el *element) *call[A, R] {
	if p.call != nil {
		return p.call
	}
	c := e.newCall(el.coll.k, el)
	c.args = p.args
	return c
}

// waiting returns how many messages have not been taken.
func (p *pile[A, R]) waiting() int { return len(p.args) - p.taken }

// call returns that of a message, nil if it has none.
func (p *pile[A, R]) call(i int) *call[A, R] {
	if i += p.taken; i < len(p.calls) {
		return p.calls[i]
	}
	return nil
}

// arguments returns those of a message, wherever they are.
func (p *pile[A, R]) arguments(i int) *A {
	if c := p.call(i); c != nil {
		return &c.args
	}
	return &p.args[p.taken+i]
}

// add puts a message behind the others.
func (p *pile[A, R]) add(m parked[A, R]) { p.put(p.reserve(), m) }

// reserve makes room for a message behind the others, and returns its place among
// them.
func (p *pile[A, R]) reserve() int {
	if len(p.args) == cap(p.args) {
		p.grow()
	}
	n := len(p.args)
	p.args = p.args[:n+1]
	return n - p.taken
}

// grow makes space for one more at least.
func (p *pile[A, R]) grow() {
	switch {
	case p.args == nil:
		p.args = p.few[:0]
	case 2*p.taken > len(p.args): // so that each is moved once
		p.args = slices.Delete(p.args, 0, p.taken)
		p.calls = slices.Delete(p.calls, 0, min(p.taken, len(p.calls)))
		p.taken = 0
	default:
		p.args = slices.Grow(p.args, 1)
	}
}

// put puts a message at a place that was reserved.
func (p *pile[A, R]) put(i int, m parked[A, R]) {
	i += p.taken
	p.args[i] = m.args
	if m.call == nil {
		return
	}
	for i >= len(p.calls) {
		p.calls = append(p.calls, nil)
	}
	p.calls[i] = m.call
}

// take takes out one of those that wait, by its place among them.
func (p *pile[A, R]) take(i int) parked[A, R] {
	m := parked[A, R]{p.args[p.taken+i], p.call(i)}
	if i == 0 {
		p.args[p.taken] = *new(A)
		if m.call != nil {
			p.calls[p.taken] = nil
		}
		p.taken++
	} else {
		at := p.taken + i
		p.args = slices.Delete(p.args, at, at+1)
		if at < len(p.calls) {
			p.calls = slices.Delete(p.calls, at, at+1)
		}
	}
	if p.waiting() == 0 {
		p.args, p.calls, p.taken = p.args[:0], p.calls[:0], 0
		if cap(p.args) > keptMessages {
			p.args, p.calls = nil, nil
		}
	}
	return m
}
