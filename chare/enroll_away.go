package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// This file makes members of sections of chares that have moved, on the PEs that
// answer for them. There a stand-in takes part in the section from the start;
// the chare hears of it, and agrees unless it is in the section already, by way
// of another PE.

// askStandIns has the stand-ins take part in the making of a section. What they
// answer for turns out when the chare has got, or declined, the broadcast.
func (c *collection) askStandIns(to *collector, number uint64, chosen func(Index) bool) {
	k := c.k
	for _, s := range c.standIns.all {
		if !s.casts.has(number) {
			continue
		}
		to.missing++
		asked := &chosenAway{to, s.loc, chosen(s.loc.index)}
		h := header{kind: kindForward, entry: entryEnroll, reply: reply{mode: replyEnd, pe: int32(k.me), id: k.futures.add(asked)}}
		c.sendForward(&h, s, number, nil)
	}
	c.retire()
}

// chosenAway is, in the table of futures, a stand-in that waits to know whether
// it answers for the making of a section.
type chosenAway struct {
	to     *collector
	loc    *location
	chosen bool
}

func (w *chosenAway) receive(k *kernel, from int, d *wire.Decoder) (done bool) {
	if _, _, err := takeResult[Void](d); err != nil {
		k.bad(from, err)
		return true
	}
	if w.chosen {
		w.to.roster.add(w.to, w.loc, 0)
	}
	w.declined()
	return true
}

func (w *chosenAway) declined() { w.to.met() }

// addAway asks a chare that is elsewhere to be in a section, with a stand-in
// here.
func (r *roster) addAway(to *collector, s *collection, loc *location, i int) {
	k := r.k
	to.missing++
	in := &standIn{loc: loc, casts: span{0, forever}, rounds: span{0, forever}}
	s.standIns.add(in)
	id := k.futures.add(&agreed{to, s, in, i})
	e := loc.address(&header{kind: kindChosen, reply: reply{mode: replyResult, pe: int32(k.me), id: id}}, nil)
	e.Uint64(uint64(s.id))
	r.of.put(e)
	loc.send(e.Bytes())
}

// agreed is, in the table of futures, what waits for its answer.
type agreed struct {
	to *collector
	s  *collection
	in *standIn
	i  int // of the section, among those that are made
}

func (w *agreed) receive(k *kernel, from int, d *wire.Decoder) (done bool) {
	yes, _, err := takeResult[bool](d)
	if err != nil {
		k.bad(from, err)
		return true
	}
	if yes {
		w.to.roster.members[w.i]++
	} else {
		w.s.standIns.drop(func(s *standIn) bool { return s == w.in })
	}
	w.to.met()
	return true
}

// handleChosen tells a chare that it is in a section.
func (c *collection) handleChosen(from int, h *header, rest, m []byte) {
	k := c.k
	el, rest := c.find(from, h, rest, m)
	if el == nil {
		return
	}
	d := k.decoder(rest)
	id := collID(d.Uint64())
	of := k.take(d)
	if of == nil || id.creator() >= k.n {
		k.release()
		k.bad(from, fmt.Errorf("a section of %v: %v", el, d.Err()))
		return
	}
	k.release()
	s := k.section(id, of)
	s.visited = true
	yes := el.joins(s, &elsewhere{answers: []answer{{h.reply.pe, forever}}})
	sendReply(k, h.reply, wire.For[bool](), yes, nil)
}

// tellReleased tells a chare that a section of it has ended.
func (c *collection) tellReleased(loc *location) {
	if loc.el != nil {
		delete(loc.el.sections, c.id)
		return
	}
	e := loc.address(&header{kind: kindReleased}, nil)
	e.Uint64(uint64(c.id))
	loc.send(e.Bytes())
}

// handleReleased takes that.
func (c *collection) handleReleased(from int, h *header, rest, m []byte) {
	el, rest := c.find(from, h, rest, m)
	if el == nil {
		return
	}
	d := c.k.decoder(rest)
	delete(el.sections, collID(d.Uint64()))
	c.k.release()
}
