package chare

import (
	"fmt"
	"math"

	"github.com/charm4go/charm/wire"
)

// A Channel is one end of a two-way stream of values between two chares. What
// one end sends, the other receives, in order.
type Channel[T any] struct {
	el    *element
	peer  *location // the other chare
	n     uint32    // how many channels to it were made here before
	codec *wire.Codec[T]

	sent     uint32       // values, so far: each has its number
	expected uint32       // the number of the next that arrives
	ahead    map[uint32]T // arrived before their turn: one of the ends has moved
	arrived  fifo[T]
	arrival  waiters
	receiver *Task
	far      *Channel[T] // the other end, once found on this PE
	out      T           // what is being sent: here, so that it need not be allocated
}

// A channelKey is what a chare calls a channel by: the chare at the other end,
// and how many channels to this one that had made before. A chare without a slot
// is given one, for these keys only.
type channelKey struct {
	coll collID
	slot uint32
	n    uint32
}

// channelTable is the channels of one chare.
type channelTable struct {
	made  map[*location]uint32         // how many, by the chare at the other end
	ends  map[channelKey]channelEnd    // by the key of the other end
	early map[channelKey][]channelItem // what arrived before the end was made here
	slots map[slotless]uint32          // of chares without one
}

// slotless is a chare without a slot.
type slotless struct {
	coll  collID
	index Index
}

// slot returns the slot by which keys name a chare.
func (t *channelTable) slot(coll collID, slot uint32, index Index) uint32 {
	if slot != noSlot {
		return slot
	}
	given, ok := t.slots[slotless{coll, index}]
	if !ok {
		given = math.MaxInt32 + uint32(len(t.slots)) // no array has as many elements
		if t.slots == nil {
			t.slots = map[slotless]uint32{}
		}
		t.slots[slotless{coll, index}] = given
	}
	return given
}

// key returns the key of channel n that the chare at a location has made.
func (t *channelTable) key(from *location, n uint32) channelKey {
	return channelKey{from.coll.id, t.slot(from.coll.id, from.slot, from.index), n}
}

// takeKey reads the key that putKey wrote.
func (t *channelTable) takeKey(d *wire.Decoder) channelKey {
	key := channelKey{collID(d.Uint64()), d.Uint32(), d.Uint32()}
	if key.slot == noSlot {
		key.slot = t.slot(key.coll, noSlot, takeIndex(d))
	}
	return key
}

func putKey(e *wire.Encoder, from *location, n uint32) {
	e.Uint64(uint64(from.coll.id))
	e.Uint32(from.slot)
	e.Uint32(n)
	if from.slot == noSlot {
		putIndex(e, from.index)
	}
}

// A channelEnd is a Channel[T] without its type.
type channelEnd interface {
	// take takes a value by its number from a message, accept one from this PE.
	take(number uint32, d *wire.Decoder)
	accept(number uint32, v any) bool
	// part forgets that the other end is on this PE.
	part()
	// unread returns what has arrived and was not received, encoded.
	unread() []channelItem
	// encoded returns a value of the channel as it travels.
	encoded(v any) []byte
	String() string
}

// A channelItem is a value that was early: encoded, or from this PE.
type channelItem struct {
	number  uint32
	encoded []byte
	v       any
	from    channelEnd // that sent v
}

// NewChannel makes h's end of a channel to another chare, or to h itself. The
// other chare makes its end the same way: the first channel that h makes to it
// meets the first that it makes to h, the second the second. Neither waits for
// the other.
func NewChannel[T any](h Chare, remote Remote) *Channel[T] {
	h.kernel() // panics if it is no chare
	el, peer := h.base().el, remote.ref().loc
	if peer == nil {
		panic(fmt.Sprintf("chare: %v makes a channel to a zero proxy, which stands for no chare", el))
	}
	t := el.channelTable()
	c := &Channel[T]{el: el, peer: peer, n: t.made[peer], codec: wire.For[T]()}
	t.made[peer]++
	c.join(t)
	return c
}

// join puts the end into the table of its chare, and takes what was early.
func (c *Channel[T]) join(t *channelTable) {
	other := t.key(c.peer, c.n)
	t.ends[other] = c
	early := t.early[other]
	delete(t.early, other)
	for _, item := range early {
		if item.encoded == nil {
			c.mustAccept(item.number, item.v)
			continue
		}
		var d wire.Decoder
		d.Reset(item.encoded, c.el.coll.k)
		c.take(item.number, &d)
		if err := d.Err(); err != nil {
			panic(fmt.Sprintf("chare: %v: a message that had arrived: %v", c, err))
		}
	}
}

func (el *element) channelTable() *channelTable {
	if el.channels == nil {
		el.channels = &channelTable{
			made:  map[*location]uint32{},
			ends:  map[channelKey]channelEnd{},
			early: map[channelKey][]channelItem{},
		}
	}
	return el.channels
}

// Send sends a value to the other end. It does not wait.
func (c *Channel[T]) Send(v T) {
	k := c.el.coll.k
	before := k.profile.send()
	if c.far != nil || c.peer.el != nil {
		c.sendHere(k, v)
		k.profile.sent(before)
		return
	}
	c.out = v
	h := header{kind: kindChannel, slot: c.peer.slot, coll: c.peer.coll.id}
	size := c.codec.Size(&c.out)
	if c.peer.around {
		c.peer.coll.sendAround(c.peer, c.encode(k, c.peer.address(&h, nil).Bytes()))
	} else if size < 0 || c.el.loc.slot == noSlot || int(c.peer.pe) == k.me {
		m := c.encode(k, h.append(k.scratch[:0]))
		k.scratch = m[:0]
		if int(c.peer.pe) == k.me { // it is yet to be made
			k.early[h.coll] = append(k.early[h.coll], earlyMessage{k.me, append([]byte(nil), m...)})
		} else {
			c.peer.sent = true
			k.sendBytes(int(c.peer.pe), m)
		}
	} else {
		c.peer.sent = true
		size += headerBytes + channelKeyBytes
		buf := k.port.Reserve(int(c.peer.pe), size)
		h.put(buf)
		c.encode(k, buf[:headerBytes:size])
		k.port.Commit(size)
		k.sent++
	}
	var none T
	c.out = none
	c.sent++
	k.profile.sent(before)
}

// channelKeyBytes is what precedes the value in a message.
const channelKeyBytes = 20

// encode appends the sender's key, the number and the value that is being sent.
func (c *Channel[T]) encode(k *kernel, buf []byte) []byte {
	e := k.encoder(buf)
	putKey(e, c.el.loc, c.n)
	e.Uint32(c.sent)
	c.codec.Encode(e, &c.out)
	if err := e.Err(); err != nil {
		panic(fmt.Sprintf("chare: a %T was sent into %v: %v", c.out, c, err))
	}
	return e.Bytes()
}

// sendHere sends to the other end on this PE.
func (c *Channel[T]) sendHere(k *kernel, v T) {
	if k.options.LocalCopy {
		v = copied(k, c.codec, v)
	}
	if c.far == nil {
		t := c.peer.el.channelTable()
		key := t.key(c.el.loc, c.n)
		end := t.ends[key]
		if end == nil {
			t.early[key] = append(t.early[key], channelItem{number: c.sent, v: v, from: c})
			c.sent++
			return
		}
		far, ok := end.(*Channel[T])
		if !ok {
			panic(fmt.Sprintf("chare: a %T was sent into %v, whose other end is %v", v, c, end))
		}
		c.far = far
	}
	c.far.arrive(c.sent, v)
	c.sent++
}

// copied returns a value as it would arrive on another PE.
func copied[T any](k *kernel, codec *wire.Codec[T], v T) (w T) {
	if codec.Flat() {
		return v
	}
	e := k.encoder(nil)
	codec.Encode(e, &v)
	if err := e.Err(); err != nil {
		panic(fmt.Sprintf("chare: a %T cannot travel: %v", v, err))
	}
	d := k.decoder(e.Bytes())
	codec.Decode(d, &w)
	if err := d.Err(); err != nil {
		panic(fmt.Sprintf("chare: a %T cannot travel: %v", v, err))
	}
	return w
}

// Recv waits for the next value from the other end. Only one task may wait for
// a channel at a time.
func (c *Channel[T]) Recv(t *Task) T {
	for c.arrived.n == 0 {
		if c.receiver != nil && c.receiver != t {
			panic(fmt.Sprintf("chare: two tasks receive from %v at once", c))
		}
		c.receiver = t
		c.arrival.add(t)
		t.suspend((*reception[T])(c))
		c.arrival.remove(t)
		c.receiver = nil
	}
	return c.arrived.pop()
}

// A reception is a channel that a task receives from.
type reception[T any] Channel[T]

func (c *reception[T]) String() string {
	return fmt.Sprintf("channel %d of %T from %v", c.n, c.out, c.peer)
}

// Ready reports whether Recv would return at once.
func (c *Channel[T]) Ready() bool { return c.arrived.n > 0 }

// String says between which chares the channel is.
func (c *Channel[T]) String() string {
	return fmt.Sprintf("channel %d of %T from %v to %v", c.n, c.out, c.el, c.peer)
}

func (c *Channel[T]) watch(w waiter)   { c.arrival.add(w) }
func (c *Channel[T]) unwatch(w waiter) { c.arrival.remove(w) }

// arrive takes a value by its number. Those of a chare that has moved may
// overtake each other.
func (c *Channel[T]) arrive(number uint32, v T) {
	if number != c.expected {
		if c.ahead == nil {
			c.ahead = map[uint32]T{}
		}
		c.ahead[number] = v
		return
	}
	c.expected++
	c.arrived.push(v)
	for len(c.ahead) > 0 {
		v, ok := c.ahead[c.expected]
		if !ok {
			break
		}
		delete(c.ahead, c.expected)
		c.expected++
		c.arrived.push(v)
	}
	c.arrival.wake()
}

func (c *Channel[T]) take(number uint32, d *wire.Decoder) {
	var v T
	c.codec.Decode(d, &v)
	if n := d.Len(); n > 0 {
		d.Fail(fmt.Errorf("it has %d bytes more than a %T", n, v)) // the other end is of another type
	}
	if d.Err() == nil {
		c.arrive(number, v)
	}
}

func (c *Channel[T]) accept(number uint32, v any) bool {
	w, ok := v.(T)
	if v == nil && any(w) == nil { // T is an interface, and nothing was sent
		ok = true
	}
	if ok {
		c.arrive(number, w)
	}
	return ok
}

func (c *Channel[T]) mustAccept(number uint32, v any) {
	if !c.accept(number, v) {
		panic(fmt.Sprintf("chare: a %T had been sent into %v", v, c))
	}
}

// handleChannel takes a message of a channel to a chare here.
func (c *collection) handleChannel(from int, h *header, rest, m []byte) {
	k := c.k
	el := c.element(h.slot)
	if el == nil {
		if el, rest = c.find(from, h, rest, m); el == nil {
			return
		}
	}
	d := k.decoder(rest)
	t := el.channelTable()
	key := t.takeKey(d)
	number := d.Uint32()
	end := t.ends[key]
	if end == nil {
		t.early[key] = append(t.early[key], channelItem{number: number, encoded: append([]byte{}, d.Rest()...)})
	} else {
		end.take(number, d)
	}
	err := d.Err()
	k.release()
	if err != nil {
		k.fatal(&Error{Chare: el.String(), PE: k.me, Err: fmt.Errorf("a message from PE %d for %v: %w", from, end, err)})
	}
}
