package chare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/charm4go/charm/wire"
)

// This file holds how the channels of a chare move with it. A chare's fields
// lead to its ends; what has arrived and was not received travels apart from
// them, as if it had arrived before the ends were made.

// part tells the other ends on this PE that a chare's ends are going.
func (t *channelTable) part() {
	if t == nil {
		return
	}
	for _, end := range t.ends {
		end.part()
	}
}

func (c *Channel[T]) part() {
	c.far = nil
	peer := c.peer.here()
	if peer == nil || peer.channels == nil {
		return
	}
	other := peer.channels.ends[peer.channels.key(c.el.loc, c.n)]
	if far, ok := other.(*Channel[T]); ok {
		far.far = nil
	}
}

// here returns the chare if it is on this PE, also if calls cannot find it yet.
func (loc *location) here() *element {
	if loc.el == nil && loc.coll.routes != nil {
		return loc.coll.routes.arrived[loc]
	}
	return loc.el
}

func (c *Channel[T]) unread() (items []channelItem) {
	next := c.expected
	c.expected -= uint32(c.arrived.n)
	for number := c.expected; number != next; number++ {
		items = append(items, channelItem{number: number, encoded: c.encoded(c.arrived.pop())})
	}
	for _, number := range slices.Sorted(maps.Keys(c.ahead)) {
		items = append(items, channelItem{number: number, encoded: c.encoded(c.ahead[number])})
	}
	return items
}

func (c *Channel[T]) encoded(v any) []byte {
	w, _ := v.(T) // a nil of an interface type is no T
	var e wire.Encoder
	e.Reset(nil, c.el.coll.k)
	c.codec.Encode(&e, &w)
	if err := e.Err(); err != nil {
		panic(fmt.Sprintf("chare: a %T in %v cannot travel: %v", v, c, err))
	}
	return e.Bytes()
}

// MarshalWire writes the end of a chare that moves.
func (c *Channel[T]) MarshalWire(e *wire.Encoder) {
	if k, ok := e.Context().(*kernel); !ok || c.el == nil || k.packing != c.el {
		e.Fail(fmt.Errorf("chare: an end of a channel belongs to its chare, and cannot be sent"))
		return
	}
	Ref{c.peer}.MarshalWire(e)
	e.Uint32(c.n)
	e.Uint32(c.sent)
	e.Uint32(c.expected)
}

// UnmarshalWire reads it, on the chare's new PE.
func (c *Channel[T]) UnmarshalWire(d *wire.Decoder) {
	k := arriving(d)
	var peer Ref
	peer.UnmarshalWire(d)
	c.n, c.sent, c.expected = d.Uint32(), d.Uint32(), d.Uint32()
	if k.packing == nil || peer.loc == nil {
		d.Fail(fmt.Errorf("chare: an end of a channel without its chare"))
		return
	}
	c.el, c.peer, c.codec = k.packing, peer.loc, wire.For[T]()
	c.join(c.el.channelTable())
}

// put writes what the runtime keeps for a chare's channels.
func (t *channelTable) put(e *wire.Encoder) {
	e.Bool(t != nil)
	if t == nil {
		return
	}
	e.Uint32(uint32(len(t.made)))
	for _, loc := range slices.SortedFunc(maps.Keys(t.made), (*location).compare) {
		Ref{loc}.MarshalWire(e)
		e.Uint32(t.made[loc])
	}
	e.Uint32(uint32(len(t.slots)))
	for _, s := range slices.SortedFunc(maps.Keys(t.slots), func(a, b slotless) int { return cmp.Compare(t.slots[a], t.slots[b]) }) {
		e.Uint64(uint64(s.coll))
		putIndex(e, s.index)
	}
	early := maps.Clone(t.early)
	for key, end := range t.ends {
		if items := end.unread(); len(items) > 0 {
			early[key] = items
		}
	}
	e.Uint32(uint32(len(early)))
	for _, key := range slices.SortedFunc(maps.Keys(early), channelKey.compare) {
		e.Uint64(uint64(key.coll))
		e.Uint32(key.slot)
		e.Uint32(key.n)
		e.Uint32(uint32(len(early[key])))
		for _, item := range early[key] {
			if item.encoded == nil {
				item.encoded = item.from.encoded(item.v)
			}
			e.Uint32(item.number)
			e.ByteSlice(item.encoded)
		}
	}
}

// takeChannels reads it.
func (el *element) takeChannels(d *wire.Decoder) {
	if !d.Bool() {
		return
	}
	t := el.channelTable()
	for n := d.Uint32(); n > 0 && d.Err() == nil; n-- {
		var r Ref
		r.UnmarshalWire(d)
		t.made[r.loc] = d.Uint32()
	}
	for n := d.Uint32(); n > 0 && d.Err() == nil; n-- {
		t.slot(collID(d.Uint64()), noSlot, takeIndex(d))
	}
	for n := d.Uint32(); n > 0 && d.Err() == nil; n-- {
		key := channelKey{collID(d.Uint64()), d.Uint32(), d.Uint32()}
		for items := d.Uint32(); items > 0 && d.Err() == nil; items-- {
			item := channelItem{number: d.Uint32(), encoded: d.ByteSlice()}
			t.early[key] = append(t.early[key], item)
		}
	}
}

func (loc *location) compare(other *location) int {
	return cmp.Or(cmp.Compare(loc.coll.id, other.coll.id), loc.index.Compare(other.index))
}

func (key channelKey) compare(other channelKey) int {
	return cmp.Or(cmp.Compare(key.coll, other.coll), cmp.Compare(key.slot, other.slot), cmp.Compare(key.n, other.n))
}
