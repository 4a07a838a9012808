package chare

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"github.com/charm4go/charm/wire"
)

// This file holds how the state of a chare travels: its own fields, and what the
// runtime keeps for it.

// memberships yields the collections that the chare is a member of, in an order
// that does not depend on chance.
func (el *element) memberships() iter.Seq2[*collection, *membership] {
	return func(yield func(*collection, *membership) bool) {
		if !yield(el.coll, &el.own) {
			return
		}
		for _, id := range slices.Sorted(maps.Keys(el.sections)) {
			if s := el.coll.k.known(id); s != el.coll.k.gone && !yield(s, el.sections[id]) {
				return
			}
		}
	}
}

// bound reports whether the chare must stay for now: broadcasts for it are on
// their way from a stand-in, or a section of it is being made.
func (el *element) bound() bool {
	for _, m := range el.memberships() {
		if w := m.elsewhere; w != nil && w.owed > 0 {
			return true
		}
	}
	return el.unformed()
}

// unformed reports whether a section of the chare is being made.
func (el *element) unformed() bool {
	for c, m := range el.memberships() {
		if m.elsewhere == nil && !c.created {
			return true
		}
	}
	return false
}

// pack writes the chare.
func (el *element) pack(e *wire.Encoder) {
	el.own.put(e)
	sections := 0
	for s := range el.memberships() {
		if s.kind == section {
			sections++
		}
	}
	e.Uint32(uint32(sections))
	for s, m := range el.memberships() {
		if s.kind == section {
			Many{s}.MarshalWire(e)
			m.put(e)
		}
	}
	el.channels.put(e)
	if el.coll.balanced {
		el.putClient(e)
	}
	k := el.coll.k
	k.packing = el
	wire.EncodeAny(e, el.chare)
	k.packing = nil
}

// unpack reads what pack wrote, into an empty chare.
func (el *element) unpack(d *wire.Decoder) {
	k := el.coll.k
	el.own.take(d)
	if n := d.Uint32(); n > 0 {
		el.takeSections(d, int(n))
	}
	el.takeChannels(d)
	if el.coll.balanced {
		el.takeClient(d)
	}
	k.packing = el
	wire.DecodeAny(d, el.chare)
	k.packing = nil
}

func (el *element) takeSections(d *wire.Decoder, n int) {
	el.sections = map[collID]*membership{}
	for range n {
		var s Many
		s.UnmarshalWire(d)
		m := &membership{}
		m.take(d)
		if d.Err() != nil {
			return
		}
		s.coll.visited = true
		el.sections[s.coll.id] = m
	}
}

// put writes the part of a chare in a collection.
func (m *membership) put(e *wire.Encoder) {
	w := m.elsewhere
	e.Uint64(m.next)
	e.Uint64(w.taken)
	e.Uint32(w.left)
	e.Uint32(uint32(len(w.answers)))
	for _, a := range w.answers {
		e.Int32(a.pe)
		e.Uint64(a.until)
	}
}

// take reads it.
func (m *membership) take(d *wire.Decoder) {
	w := &elsewhere{}
	m.elsewhere = w
	m.next = d.Uint64()
	w.taken = d.Uint64()
	w.left = d.Uint32()
	for n := d.Uint32(); n > 0 && d.Err() == nil; n-- {
		w.answers = append(w.answers, answer{d.Int32(), d.Uint64()})
	}
}

// pack takes the calls that wait for conditions, as messages.
func (cs *conditions) pack() (messages []earlyMessage) {
	if cs == nil {
		return nil
	}
	k := cs.el.coll.k
	for _, ln := range cs.lines {
		if ln, ok := ln.(interface{ pack() [][]byte }); ok {
			for _, m := range ln.pack() {
				messages = append(messages, earlyMessage{k.me, m})
			}
		}
	}
	i := slices.Index(k.conditions, cs)
	k.conditions = slices.Delete(k.conditions, i, i+1)
	return messages
}

// pack takes the calls that wait in a line, as messages.
func (ln *line[A, R, K]) pack() (out [][]byte) {
	k := ln.el.coll.k
	ln.sort()
	piles := slices.SortedFunc(maps.Values(ln.piles), func(a, b *pile[A, R]) int { return cmp.Compare(a.born, b.born) })
	for _, same := range piles {
		for same.waiting() > 0 {
			m := same.take(0)
			out = append(out, m.unpark(ln.entry, ln.el).pack(k))
		}
	}
	return out
}

// pack makes a message of a call that waits.
func (c *call[A, R]) pack(k *kernel) []byte {
	h := header{kind: kindCall, entry: c.entry.id, reply: c.reply}
	if c.done != nil {
		h.reply = c.done.replyTo(k)
	}
	e := c.el.loc.address(&h, nil)
	c.entry.m.Encode(e, &c.args)
	c.entry.mustTravel(e)
	return e.Bytes()
}
