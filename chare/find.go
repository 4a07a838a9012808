package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// This file brings messages to elements that have no slot: that were, or are yet
// to be, inserted into an array. A PE that does not know where such an element
// is sends to its home, the PE that the array's map names. The home keeps
// messages until the element is made, and passes them on if it was made
// elsewhere; then it tells the sender where. From there on the sender could
// overtake its own messages on their way by the home, so it sends a flush after
// them, and keeps what is new until the element's PE answers:
//
//	sender                 home                 element's PE
//	   │ call ──────────────> │ call ──────────────> │
//	   │ <──────── located    │                      │
//	   │ flush ─────────────> │ flush ─────────────> │
//	   │   (keeps calls)                             │
//	   │ <────────────────────────────────── flushed │
//	   │ call, call ───────────────────────────────> │
//
// A PE that has sent to an element by its home, and gets that element itself,
// does the same before its calls stay on the PE.

// A holding is what this PE keeps for an element that it cannot send to yet.
type holding struct {
	messages []earlyMessage
	flushing bool // until the element's PE answers; else until it is made here
}

// A tip is about an element, for a PE.
type tip struct {
	loc *location
	pe  int
}

// homeOf returns the home of an element without a slot.
func (c *collection) homeOf(i Index) int {
	if c.mapped != nil {
		return c.mapped.place(c, i)
	}
	return scattered(i, c.k.n)
}

// locate returns the location of an index, nil if the collection cannot have
// it.
func (c *collection) locate(i Index) *location {
	if slot, ok := c.shape.slot(i); ok && c.has(slot) {
		return c.at(slot)
	}
	if c.growth == nil || i.n != c.shape.n {
		return nil
	}
	loc := c.growth.byIndex[i]
	if loc == nil {
		loc = &location{coll: c, index: i, slot: noSlot, pe: int32(c.homeOf(i))}
		c.growth.byIndex[i] = loc
	}
	return loc
}

// sendByIndex sends a message to an element without a slot, which is not here.
// It keeps m.
func (c *collection) sendByIndex(loc *location, m []byte) {
	k := c.k
	held := c.growth.held[loc]
	switch {
	case !c.created && int(loc.pe) == k.me:
		k.early[c.id] = append(k.early[c.id], earlyMessage{k.me, m})
	case held != nil || int(loc.pe) == k.me:
		c.hold(loc, k.me, m)
	default:
		loc.sent = true
		k.sendBytes(int(loc.pe), m)
	}
}

// hold keeps a message to an element until letGo.
func (c *collection) hold(loc *location, from int, m []byte) {
	held := c.growth.held
	if held[loc] == nil {
		held[loc] = &holding{}
	}
	held[loc].messages = append(held[loc].messages, earlyMessage{from, m})
}

// letGo sends what was held for an element, now that it is known where it is.
func (c *collection) letGo(loc *location) {
	held := c.growth.held[loc]
	if held == nil {
		return
	}
	delete(c.growth.held, loc)
	for _, e := range held.messages {
		c.k.replay(e)
	}
}

// find returns the element that an arrived message without a slot is for, and
// what follows its index. If the element is not here it passes the message on
// or keeps it, and returns nil.
func (c *collection) find(from int, h *header, rest, m []byte) (el *element, body []byte) {
	k := c.k
	d := k.decoder(rest)
	i := takeIndex(d)
	loc := c.locate(i)
	switch {
	case d.Err() != nil || loc == nil || loc.slot != noSlot:
		k.release()
		k.bad(from, fmt.Errorf("a message for element %v of %v: %v", i, c, d.Err()))
	case loc.el != nil:
		return loc.el, d.Rest()
	case c.growth.arrived[loc] != nil && from != k.me:
		return c.growth.arrived[loc], d.Rest()
	case int(loc.pe) == k.me:
		c.hold(loc, from, append([]byte(nil), m...))
		k.release()
	default:
		k.sendBytes(int(loc.pe), m)
		k.release()
		if told := (tip{loc, from}); from != k.me && h.kind != kindFlush && !c.growth.told[told] {
			c.growth.told[told] = true
			c.sendAbout(kindLocated, loc, from, int(loc.pe))
		}
	}
	return nil, nil
}

// sendAbout sends a message of this file's: about an element, and a PE.
func (c *collection) sendAbout(what kind, loc *location, dst, pe int) {
	h := header{kind: what, slot: noSlot, coll: c.id}
	e := c.k.encoder(h.append(nil))
	putIndex(e, loc.index)
	e.Int32(int32(pe))
	c.k.sendBytes(dst, e.Bytes())
}

// takeAbout reads it.
func (c *collection) takeAbout(from int, rest []byte) (loc *location, pe int, ok bool) {
	k := c.k
	d := k.decoder(rest)
	i := takeIndex(d)
	pe = int(d.Int32())
	loc = c.locate(i)
	err := d.Err()
	k.release()
	if err != nil || loc == nil || loc.slot != noSlot || pe < 0 || pe >= k.n {
		k.bad(from, fmt.Errorf("the whereabouts of element %v of %v: %v", i, c, err))
		return nil, 0, false
	}
	return loc, pe, true
}

// handleLocated takes the news of where an element is, from its home.
func (c *collection) handleLocated(from int, rest []byte) {
	loc, pe, ok := c.takeAbout(from, rest)
	if ok && int(loc.pe) != pe && c.growth.held[loc] == nil {
		c.flush(loc, nil)
	}
}

// flush keeps messages to an element until those that have gone by its home are
// there. If it is el, on this PE, calls would find it here.
func (c *collection) flush(loc *location, el *element) {
	if el != nil {
		loc.el = nil
		c.growth.arrived[loc] = el
	}
	c.growth.held[loc] = &holding{flushing: true}
	c.sendAbout(kindFlush, loc, c.homeOf(loc.index), c.k.me)
}

// handleFlush answers, on the element's PE, the PE that has sent a flush.
func (c *collection) handleFlush(from int, h *header, rest, m []byte) {
	el, _ := c.find(from, h, rest, m)
	if el == nil {
		return
	}
	if loc, pe, ok := c.takeAbout(from, rest); ok {
		c.sendAbout(kindFlushed, loc, pe, c.k.me)
	}
}

// handleFlushed lets go what was kept meanwhile, to where the element is.
func (c *collection) handleFlushed(from int, rest []byte) {
	loc, pe, ok := c.takeAbout(from, rest)
	if ok {
		loc.pe = int32(pe)
		if el := c.growth.arrived[loc]; el != nil {
			loc.el = el
			delete(c.growth.arrived, loc)
		}
		c.letGo(loc)
	}
}

// putElement and takeElement are how an element of a known collection travels.
func putElement(e *wire.Encoder, loc *location) {
	e.Uint32(loc.slot)
	if loc.slot == noSlot {
		putIndex(e, loc.index)
	}
}

func (c *collection) takeElement(d *wire.Decoder) *location {
	slot := d.Uint32()
	switch {
	case slot == noSlot:
		i := takeIndex(d)
		if loc := c.locate(i); loc != nil && d.Err() == nil {
			return loc
		}
		d.Fail(fmt.Errorf("chare: element %v of %v, which cannot have it", i, c))
	case d.Err() == nil && c.has(int(slot)):
		return c.at(int(slot))
	}
	d.Fail(fmt.Errorf("chare: element %d of %v, which has none", slot, c))
	return nil
}
