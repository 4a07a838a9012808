package chare

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/pe"
	"github.com/charm4go/charm/reduce"
)

// This file keeps the broadcasts and reductions of a collection right while its
// chares move. All PEs of its tree see all broadcasts in one order, and
// reductions have numbers. So for each chare and each broadcast or reduction
// there is exactly one PE that answers for it: delivers the broadcast and tells
// its end; waits for the contribution.
//
// When a chare leaves a PE, a stand-in takes its place there. It passes
// broadcasts on to the chare, and the chare contributes to it. When the chare
// has arrived on another PE of the tree, that one takes over, from the broadcast
// that it will see next and the first reduction that it has not passed on, and
// says so to the stand-in, which answers for what came before and then goes.
// Until it has heard, the stand-in passes on broadcasts that the other PE
// delivers too; the chare declines those, by their numbers.
//
// A PE outside the tree (of a section, or of an array with fewer elements than
// there are PEs) never takes over, so the stand-in stays.

// elsewhere is what a chare knows of the PEs that answer for it as a member of a
// collection, besides the one that it is on.
type elsewhere struct {
	answers []answer // by until
	taken   uint64   // the broadcast that it gets next: all before have got to it
	owed    uint64   // how many from there on come from a stand-in
	left    uint32   // how often the chare had moved when it left the stand-in that answers last
	waiting []pe.Item
}

// An answer says which PE waits for a chare's contributions to the reductions
// below a number, from where the one before it ends; forever: the PE that the
// chare is on is outside the tree.
type answer struct {
	pe    int32
	until uint64
}

// outside reports whether the PE that the chare is on does not answer for it.
func (w *elsewhere) outside() bool {
	n := len(w.answers)
	return n > 0 && w.answers[n-1].until == forever
}

// since is the first reduction that the PE it is on waits for it in.
func (m *membership) since() uint64 {
	if w := m.elsewhere; w != nil && len(w.answers) > 0 {
		return max(m.next, w.answers[len(w.answers)-1].until)
	}
	return m.next
}

// answerer returns the PE that waits for the next contribution, if that is
// another.
func (m *membership) answerer() (pe int, ok bool) {
	if m.elsewhere == nil {
		return 0, false
	}
	for _, a := range m.elsewhere.answers {
		if m.next < a.until {
			return int(a.pe), true
		}
	}
	return 0, false
}

// inTree reports whether this PE has a place in the collection's tree, and the
// collection exists here.
func (c *collection) inTree() bool {
	return c.created && (c.root == c.k.me || c.place.Parent >= 0)
}

// substitute puts a stand-in in the place of a member that leaves.
func (c *collection) substitute(el *element, m *membership) {
	if m.elsewhere == nil {
		m.elsewhere = &elsewhere{}
	} else if !m.elsewhere.outside() {
		c.guests--
	}
	w := m.elsewhere
	if w.outside() {
		return // what stands in for it does so on another PE
	}
	s := &standIn{
		loc:      el.loc,
		epoch:    el.loc.epoch,
		position: m.position,
		casts:    span{max(c.spreads, w.taken), forever},
		rounds:   span{m.since(), forever},
	}
	c.standIns.add(s)
	w.answers, w.left = append(w.answers, answer{int32(c.k.me), forever}), s.epoch
	w.taken = s.casts.from
	c.discharge(el, m)
}

// discharge takes a chare out of the members.
func (c *collection) discharge(el *element, m *membership) {
	if c.lent {
		c.members = slices.Clone(c.members)
		c.lent = false
	}
	end := len(c.members) - 1
	last := c.members[end]
	c.members[m.at] = last
	last.member(c).at = m.at
	c.members[end] = nil
	c.members = c.members[:end]
	c.rounds.unsorted = c.rounds.unsorted || last != el
}

// join makes a member of a chare that has come to this PE, and takes over from
// its stand-in.
func (c *collection) join(el *element, m *membership) {
	rs, w := &c.rounds, m.elsewhere
	if !c.inTree() || c.released {
		return
	}
	last := len(w.answers) - 1
	pe := int(w.answers[last].pe)
	rounds := max(m.next, rs.first)
	if last > 0 {
		rounds = max(rounds, w.answers[last-1].until)
	}
	w.answers[last].until = rounds
	casts := max(c.spreads, w.taken)
	w.owed = casts - w.taken
	for len(w.answers) > 0 && w.answers[0].until <= m.next {
		w.answers = w.answers[1:]
	}

	c.enlist(el, m)
	rs.uneven = true
	c.guests++
	for _, x := range rs.open {
		if x.round != nil && x.number >= rounds {
			x.round.(reduce.Host).Expect(1)
		}
	}
	if pe == c.k.me {
		was := c.k.running
		c.k.begin(&c.reducing)
		c.takeOver(el.loc, w.left, casts, rounds)
		c.k.resume(was)
		return
	}
	h := header{kind: kindTakeOver, coll: c.id}
	e := c.k.encoder(h.append(nil))
	Ref{el.loc}.MarshalWire(e)
	e.Uint32(w.left)
	e.Uint64(casts)
	e.Uint64(rounds)
	c.k.sendBytes(pe, e.Bytes())
}

// handleTakeOver takes the news that another PE has taken over.
func (c *collection) handleTakeOver(from int, rest []byte) {
	k := c.k
	d := k.decoder(rest)
	var r Ref
	r.UnmarshalWire(d)
	left, casts, rounds := d.Uint32(), d.Uint64(), d.Uint64()
	err := d.Err()
	k.release()
	if err != nil || !c.takeOver(r.loc, left, casts, rounds) {
		k.bad(from, fmt.Errorf("another PE for %v in %v: %v", r, c, err))
	}
}

// takeOver gives the stand-in for a chare since it left, after so many moves, its
// end.
func (c *collection) takeOver(loc *location, left uint32, casts, rounds uint64) bool {
	s := c.standIns.open(loc, left)
	if s == nil {
		return false
	}
	s.casts.until, s.rounds.until = casts, rounds
	for _, x := range c.rounds.open {
		if x.round != nil && x.number >= rounds {
			x.round.(reduce.Host).Expect(-1)
		}
	}
	c.advance()
	if c.standIns.ended++; 2*c.standIns.ended >= len(c.standIns.all) {
		c.retire() // not each time: all chares may move at once
	} else {
		c.drowse()
	}
	return true
}

// retire lets the stand-ins go that have nothing left to answer for.
func (c *collection) retire() {
	if len(c.standIns.all) == 0 {
		return
	}
	c.standIns.drop(func(s *standIn) bool {
		return s.rounds.until <= c.rounds.first && s.casts.until <= c.spreads
	})
	c.drowse()
}

// standing returns how many stand-ins take part in a reduction.
func (c *collection) standing(number uint64) (n int) {
	for _, s := range c.standIns.all {
		if s.rounds.has(number) {
			n++
		}
	}
	return n
}

// forward sends a broadcast to the chares that this PE stands in for.
func (c *collection) forward(h *header, number uint64, args []byte, to *collector) {
	k := c.k
	entry := c.class.entries[h.entry]
	for _, s := range c.standIns.all {
		if !s.casts.has(number) {
			continue
		}
		fh := header{kind: kindForward, entry: h.entry}
		if to != nil {
			to.missing++
			fh.reply = reply{mode: h.reply.mode, pe: int32(k.me), id: k.futures.add(entry.awaits(to, s.loc))}
		}
		c.sendForward(&fh, s, number, args)
	}
	c.retire()
}

// sendForward sends a broadcast to one of them. The chare may be on this PE again,
// where nobody has taken over; then it gets what is queued before it leaves.
func (c *collection) sendForward(h *header, s *standIn, number uint64, args []byte) {
	e := s.loc.address(h, nil)
	start := e.Len()
	e.Uint64(uint64(c.id))
	e.Uint64(number)
	m := append(e.Bytes(), args...)
	el := s.loc.el
	if el == nil {
		s.loc.send(m)
		return
	}
	k, at := c.k, *h
	k.pe.Push(pe.Func(func() {
		k.replaying = true
		el.forwarded(k.me, &at, m[start:], pe.Item.Run)
	}))
}

// send sends a message to where the chare is, which is not here. It keeps m.
func (loc *location) send(m []byte) {
	if loc.around {
		loc.coll.sendAround(loc, m)
		return
	}
	loc.sent = true
	loc.coll.k.sendBytes(int(loc.pe), m)
}

// handleForward takes a broadcast from a stand-in to its chare.
func (c *collection) handleForward(from int, h *header, rest, m []byte) {
	if el, body := c.find(from, h, rest, m); el != nil {
		el.forwarded(from, h, body, c.k.pe.Push)
	}
}

// forwarded is handleForward where the chare is. It has the call run.
func (el *element) forwarded(from int, h *header, body []byte, run func(pe.Item)) {
	c := el.coll
	k := c.k
	d := k.decoder(body)
	of := k.known(collID(d.Uint64()))
	number := d.Uint64()
	var w *elsewhere
	if of == k.gone {
		k.release()
		c.decline(h.reply)
		return
	}
	if of != nil {
		if m := el.member(of); m != nil {
			w = m.elsewhere
		}
	}
	switch {
	case d.Err() != nil || of == nil || int(h.entry) >= len(of.class.entries) && h.entry != entryEnroll:
		k.release()
		k.bad(from, fmt.Errorf("a broadcast for %v: %v", el, d.Err()))
		return
	case w == nil || number != w.taken || w.owed == 0 && !w.outside():
		k.release()
		c.decline(h.reply)
		return
	}
	w.taken++
	if h.entry == entryEnroll {
		k.release()
		sendReply(k, h.reply, nil, Void{}, nil) // that PE knows what to do
	} else {
		entry := of.class.entries[h.entry]
		item := entry.receive(k, el, d, h.reply)
		k.release()
		if item == nil {
			k.badArguments(from, el, entry.info(), d.Err())
			return
		}
		run(item)
	}
	if w.owed > 0 {
		if w.owed--; w.owed == 0 {
			for _, v := range w.waiting {
				k.pe.Push(v)
			}
			w.waiting = nil
			of.settleIn(el)
			el.tryLeave()
		}
	}
}

// decline tells a stand-in that a broadcast gets to the chare in another way.
func (c *collection) decline(r reply) {
	if r.mode == replyNone {
		return
	}
	h := header{kind: kindDeclined, coll: collID(r.id)}
	c.k.sendBytes(int(r.pe), h.append(nil))
}

// handleDeclined takes that.
func (k *kernel) handleDeclined(from int, h *header) {
	k.release()
	w, ok := k.futures.get(uint64(h.coll)).(interface{ declined() })
	if !ok {
		k.bad(from, fmt.Errorf("a broadcast declined that was not sent"))
		return
	}
	k.futures.drop(uint64(h.coll))
	w.declined()
}

// deliverable returns the members that a broadcast is now to be delivered to.
// For those that are still owed others it waits with them.
func (c *collection) deliverable(number uint64, v delivery) []*element {
	if c.guests == 0 {
		return c.members
	}
	now := make([]*element, 0, len(c.members))
	for _, el := range c.members {
		switch w := el.member(c).elsewhere; {
		case w == nil || w.taken <= number && w.owed == 0:
			now = append(now, el)
		case w.taken > number: // it has got it elsewhere
		default:
			waits := v
			waits.members = []*element{el}
			w.waiting = append(w.waiting, &waits)
			if v.to != nil {
				v.to.missing++
			}
		}
	}
	return now
}

// settleIn makes an ordinary member of one that has come from elsewhere, once
// no other PE has anything to do with it.
func (c *collection) settleIn(el *element) {
	m := el.member(c)
	w := m.elsewhere
	if w == nil || w.owed > 0 || w.taken > c.spreads || len(w.answers) > 0 && m.next < w.answers[len(w.answers)-1].until {
		return
	}
	m.elsewhere = nil
	c.guests--
}

// settleGuests is settleIn of all.
func (c *collection) settleGuests() {
	if c.guests == 0 {
		return
	}
	for _, el := range c.members {
		c.settleIn(el)
	}
}
