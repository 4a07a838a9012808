package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// This file brings messages to elements that are not where a PE believes: that
// were, or are yet to be, inserted into an array, or that have moved. A PE keeps
// for each chare that it has heard of where it last was, as far as it knows.
// The home of an element that is inserted, the PE that the array's map names,
// keeps messages until the element is made; a PE that an element has left
// passes messages on behind it. Both then tell the sender where it is. From
// there on the sender could overtake its own messages on their way, so it sends
// a flush after them, and keeps what is new until the element's PE answers:
//
//	sender              home or old PE           element's PE
//	   │ call ──────────────> │ call ──────────────> │
//	   │ <──────── located    │                      │
//	   │ flush ─────────────> │ flush ─────────────> │
//	   │   (keeps calls)                             │
//	   │ <────────────────────────────────── flushed │
//	   │ call, call ───────────────────────────────> │
//
// A PE that has sent to an element elsewhere, and gets that element itself, does
// the same before its calls stay on the PE; and so does one that has passed on
// what others sent, and gets it back (pass.go).
//
// What a PE knows has an epoch, the number of moves, so that older news never
// replaces newer. A PE that an element was on sends the messages of others after
// it to where it went, whatever it may have heard since, so that they stay in
// order; and a message that follows the element like that gets to it, as it
// meets ever later epochs.

// routes is what a PE keeps for the elements of a collection that messages do
// not simply go to.
type routes struct {
	held    map[*location]*holding // what cannot be sent to an element yet
	arrived map[*location]*element // elements here that this PE cannot call yet
	told    map[tip]uint32         // whom this PE has told where an element is, by the epoch
	left    map[*location]departure
}

// A holding is what this PE keeps for an element that it cannot send to yet.
type holding struct {
	messages []earlyMessage
	flushing int // how many answers of the element's PE it waits for; none: until it is made here, or has left
}

// A tip is about an element, for a PE.
type tip struct {
	loc *location
	pe  int
}

// routing returns the collection's routes, of which there are some from now on.
func (c *collection) routing() *routes {
	if c.routes == nil {
		c.routes = &routes{
			held:    map[*location]*holding{},
			arrived: map[*location]*element{},
			told:    map[tip]uint32{},
			left:    map[*location]departure{},
		}
	}
	return c.routes
}

// holds returns what is held for an element, or nil.
func (c *collection) holds(loc *location) *holding {
	if c.routes == nil {
		return nil
	}
	return c.routes.held[loc]
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
		home := int32(c.homeOf(i))
		loc = &location{coll: c, index: i, slot: noSlot, around: true, pe: home, next: home}
		c.growth.byIndex[i] = loc
	}
	return loc
}

// address makes h the header of a message to an element: messages name it by its
// slot or, if it has none, by its index ahead of all else.
func (loc *location) address(h *header, buf []byte) *wire.Encoder {
	h.coll, h.slot = loc.coll.id, loc.slot
	e := loc.coll.k.encoder(h.append(buf))
	if loc.slot == noSlot {
		putIndex(e, loc.index)
	}
	return e
}

// addressee reads whom a message is for that address began, nil if that is
// nobody.
func (c *collection) addressee(h *header, d *wire.Decoder) *location {
	if h.slot != noSlot {
		if !c.has(int(h.slot)) {
			return nil
		}
		return c.at(int(h.slot))
	}
	loc := c.locate(takeIndex(d))
	if d.Err() != nil || loc == nil || loc.slot != noSlot {
		return nil
	}
	return loc
}

// sendAround sends a message to an element that is not here, where the message
// cannot simply go by its slot. It keeps m.
func (c *collection) sendAround(loc *location, m []byte) {
	k := c.k
	switch {
	case !c.created && int(loc.pe) == k.me:
		k.early[c.id] = append(k.early[c.id], earlyMessage{k.me, m})
	case c.holds(loc) != nil || int(loc.pe) == k.me:
		c.hold(loc, k.me, m)
	default:
		loc.sent = true
		k.sendBytes(int(loc.pe), m)
	}
}

// hold keeps a message to an element until letGo.
func (c *collection) hold(loc *location, from int, m []byte) {
	h := c.block(loc)
	h.messages = append(h.messages, earlyMessage{from, m})
}

// block makes this PE keep its messages to an element.
func (c *collection) block(loc *location) *holding {
	h := c.holds(loc)
	if h == nil {
		h = &holding{}
		c.routing().held[loc] = h
		loc.around = true
	}
	return h
}

// letGo sends what was held for an element, now that it is known where it is.
func (c *collection) letGo(loc *location) {
	held := c.holds(loc)
	if held == nil {
		return
	}
	delete(c.routes.held, loc)
	loc.around = loc.slot == noSlot
	if loc.el != nil && len(held.messages) > 0 {
		c.k.pe.Push(nothing{}) // so that calls queue behind it, and none runs here
	}
	for _, e := range held.messages {
		c.k.replay(e)
	}
}

// find returns the element that an arrived message is for, and what follows its
// address. If the element is not here it passes the message on or keeps it, and
// returns nil.
func (c *collection) find(from int, h *header, rest, m []byte) (el *element, body []byte) {
	k := c.k
	d := k.decoder(rest)
	loc := c.addressee(h, d)
	passed := k.passed
	k.passed = 0
	switch {
	case loc == nil:
		k.release()
		k.bad(from, fmt.Errorf("a message for element %d of %v, which cannot have it: %v", int32(h.slot), c, d.Err()))
	case loc.el != nil:
		return loc.el, d.Rest()
	case from != k.me && c.routes != nil && c.routes.arrived[loc] != nil && !c.routes.isNew(loc, passed):
		return c.routes.arrived[loc], d.Rest()
	case from == k.me && int(loc.pe) != k.me: // it was held
		loc.sent = true
		k.sendBytes(int(loc.pe), m)
		k.release()
	case int(loc.next) == k.me:
		c.hold(loc, from, append([]byte(nil), m...))
		k.release()
	default:
		c.pass(loc, m, passed)
		k.release()
		c.tell(loc, from, h)
	}
	return nil, nil
}

// tell tells the sender of a message, which was passed on, where the element is;
// once for each of its moves.
func (c *collection) tell(loc *location, from int, h *header) {
	if h.kind == kindFlush {
		return
	}
	told, about := c.routing().told, tip{loc, from}
	if epoch, ok := told[about]; !ok || epoch < loc.epoch {
		told[about] = loc.epoch
		c.sendAbout(kindLocated, loc, from, int(loc.next))
	}
}

// sendAbout sends a message of this file's: about an element, and a PE.
func (c *collection) sendAbout(what kind, loc *location, dst, at int) {
	e := loc.address(&header{kind: what}, nil)
	e.Int32(int32(at))
	e.Uint32(loc.epoch)
	c.k.sendBytes(dst, e.Bytes())
}

// takeAbout reads it.
func (c *collection) takeAbout(from int, h *header, rest []byte) (loc *location, pe int, epoch uint32, ok bool) {
	k := c.k
	d := k.decoder(rest)
	loc = c.addressee(h, d)
	pe, epoch = int(d.Int32()), d.Uint32()
	err := d.Err()
	k.release()
	if err != nil || loc == nil || pe < 0 || pe >= k.n {
		k.bad(from, fmt.Errorf("the whereabouts of an element of %v: %v", c, err))
		return nil, 0, 0, false
	}
	return loc, pe, epoch, true
}

// handleLocated takes the news of where an element is.
func (c *collection) handleLocated(from int, h *header, rest []byte) {
	loc, _, epoch, ok := c.takeAbout(from, h, rest)
	if ok && epoch > loc.epoch && loc.el == nil && c.holds(loc) == nil {
		c.flush(loc, int(loc.pe)) // and the answer tells where it has got to by then
	}
}

// flush makes this PE keep its messages to an element until those that have gone
// by way of a PE are there.
func (c *collection) flush(loc *location, way int) {
	c.block(loc).flushing++
	c.sendAbout(kindFlush, loc, way, c.k.me)
}

// settleHere makes an element that has come to this PE known to the PE: at once,
// unless messages of its own are on their way to where the element was, or those
// of others to where it went from here.
func (c *collection) settleHere(el *element, was, next int32) {
	loc, me := el.loc, int32(c.k.me)
	held := c.holds(loc)
	own := held != nil && held.flushing > 0
	if loc.sent && was != me && !own {
		c.flush(loc, int(was))
		own = true
	}
	passed := c.routes != nil && c.routes.left[loc].passed
	if passed {
		c.flush(loc, int(next))
	}
	if !own && !passed {
		c.settled(el)
		c.letGo(loc)
		return
	}
	loc.el = nil
	c.routes.arrived[loc] = el
}

// settled makes an element known to this PE.
func (c *collection) settled(el *element) {
	loc := el.loc
	loc.el, loc.sent = el, false
	if c.routes != nil {
		delete(c.routes.arrived, loc)
		delete(c.routes.left, loc)
	}
}

// handleFlush answers, on the element's PE, the PE that has sent a flush.
func (c *collection) handleFlush(from int, h *header, rest, m []byte) {
	el, _ := c.find(from, h, rest, m)
	if el == nil {
		return
	}
	if loc, pe, _, ok := c.takeAbout(from, h, rest); ok {
		c.sendAbout(kindFlushed, loc, pe, c.k.me)
	}
}

// handleFlushed lets go what was kept meanwhile, to where the element is.
func (c *collection) handleFlushed(from int, h *header, rest []byte) {
	loc, pe, epoch, ok := c.takeAbout(from, h, rest)
	if !ok {
		return
	}
	if epoch >= loc.epoch {
		loc.pe, loc.epoch = int32(pe), epoch
	}
	held := c.holds(loc)
	if held == nil || held.flushing == 0 {
		c.k.bad(from, fmt.Errorf("the answer to a flush for %v that was not sent", loc))
		return
	}
	if held.flushing--; held.flushing > 0 {
		return
	}
	el := c.routes.arrived[loc]
	if el != nil {
		c.settled(el)
	}
	if el == nil || !el.tryLeave() {
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

func (c *collection) takeElement(d *wire.Decoder) *location { return c.takeElementAt(d, d.Uint32()) }

// takeElementAt is takeElement for a slot that was read before.
func (c *collection) takeElementAt(d *wire.Decoder, slot uint32) *location {
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

// nothing is an item that does nothing.
type nothing struct{}

func (nothing) Run() {}
