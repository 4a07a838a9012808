package chare

import "slices"

// A pile holds the messages that wait for one value of a condition, in the order
// of their arrival. They lie side by side, and most without their calls: there
// may be a million of them, in piles that are taken in any order, and then what
// one costs is how much memory it touches. (Batches of six that the map of a
// line leads to directly were a tenth faster there, and three times the code.)
type pile[A, R any] struct {
	born     uint64 // orders piles
	messages []parked[A, R]
	taken    int // of messages, from the front
	few      [4]parked[A, R]
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
	if c.done != nil || c.reply.mode != replyNone || c.lease != nil {
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
	c := e.newCall(el.loc.coll.k, el)
	c.args = p.args
	return c
}

// arguments of the message, wherever they are.
func (p *parked[A, R]) arguments() *A {
	if p.call != nil {
		return &p.call.args
	}
	return &p.args
}

// waiting are the messages that have not been taken.
func (p *pile[A, R]) waiting() []parked[A, R] { return p.messages[p.taken:] }

// add puts a message behind the others.
func (p *pile[A, R]) add(m parked[A, R]) {
	if p.messages == nil {
		p.messages = p.few[:0]
	}
	if len(p.messages) == cap(p.messages) && 2*p.taken > len(p.messages) {
		p.messages = slices.Delete(p.messages, 0, p.taken) // so that each is moved once
		p.taken = 0
	}
	p.messages = append(p.messages, m)
}

// take takes out one of those that wait, by its place among them.
func (p *pile[A, R]) take(i int) parked[A, R] {
	m := p.waiting()[i]
	if i == 0 {
		p.messages[p.taken] = parked[A, R]{}
		p.taken++
	} else {
		p.messages = slices.Delete(p.messages, p.taken+i, p.taken+i+1)
	}
	if p.taken == len(p.messages) {
		p.messages, p.taken = p.messages[:0], 0
		if cap(p.messages) > keptMessages {
			p.messages = nil
		}
	}
	return m
}
