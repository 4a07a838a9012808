package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// A Channel is one end of a two-way stream of values between two chares. What
// one end sends, the other receives, in order.
type Channel[T any] struct {
	el    *element
	peer  *location // the other chare
	key   channelKey
	codec *wire.Codec[T]

	arrived  fifo[T]
	arrival  waiters
	receiver *Task
	far      *Channel[T] // the other end, once found on this PE
	out      T           // what is being sent: here, so that it need not be allocated
}

// A channelKey is what the other end of a channel calls it by: the chare at
// this end, and how many channels to that chare it made before.
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
}

// A channelEnd is a Channel[T] without its type.
type channelEnd interface {
	// take takes a value from a message, accept one from this PE.
	take(d *wire.Decoder)
	accept(v any) bool
	String() string
}

// A channelItem is a value that was early: encoded, or from this PE.
type channelItem struct {
	encoded []byte
	v       any
}

// NewChannel makes h's end of a channel to another chare, or to h itself. The
// other chare makes its end the same way: the first channel that h makes to it
// meets the first that it makes to h, the second the second. Neither waits for
// the other.
func NewChannel[T any](h Chare, remote Remote) *Channel[T] {
	k := h.kernel()
	el, peer := h.base().el, remote.ref().loc
	if peer == nil {
		panic(fmt.Sprintf("chare: %v makes a channel to a zero proxy, which stands for no chare", el))
	}
	t := el.channelTable()
	n := t.made[peer]
	t.made[peer]++
	c := &Channel[T]{el: el, peer: peer, codec: wire.For[T]()}
	c.key = channelKey{el.loc.coll.id, el.loc.slot, n}
	other := channelKey{peer.coll.id, peer.slot, n}
	t.ends[other] = c
	for _, item := range t.early[other] {
		if item.encoded == nil {
			c.mustAccept(item.v)
			continue
		}
		d := k.decoder(item.encoded)
		c.take(d)
		if err := d.Err(); err != nil {
			panic(fmt.Sprintf("chare: %v: a message that had arrived: %v", c, err))
		}
	}
	delete(t.early, other)
	return c
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
	k := c.el.loc.coll.k
	if c.far != nil || c.peer.el != nil {
		c.sendHere(k, v)
		return
	}
	c.out = v
	h := header{kind: kindChannel, slot: c.peer.slot, coll: c.peer.coll.id}
	size := c.codec.Size(&c.out)
	if size < 0 || int(c.peer.pe) == k.me {
		m := c.encode(k, h.append(k.scratch[:0]))
		k.scratch = m[:0]
		if int(c.peer.pe) == k.me { // it is yet to be made
			k.early[h.coll] = append(k.early[h.coll], earlyMessage{k.me, append([]byte(nil), m...)})
		} else {
			k.sendBytes(int(c.peer.pe), m)
		}
	} else {
		size += headerBytes + channelKeyBytes
		buf := k.port.Reserve(int(c.peer.pe), size)
		h.put(buf)
		c.encode(k, buf[:headerBytes:size])
		k.port.Commit(size)
		k.sent++
	}
	var none T
	c.out = none
}

const channelKeyBytes = 16

// encode appends the sender's key and the value that is being sent.
func (c *Channel[T]) encode(k *kernel, buf []byte) []byte {
	e := k.encoder(buf)
	e.Uint64(uint64(c.key.coll))
	e.Uint32(c.key.slot)
	e.Uint32(c.key.n)
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
		end := t.ends[c.key]
		if end == nil {
			t.early[c.key] = append(t.early[c.key], channelItem{v: v})
			return
		}
		far, ok := end.(*Channel[T])
		if !ok {
			panic(fmt.Sprintf("chare: a %T was sent into %v, whose other end is %v", v, c, end))
		}
		c.far = far
	}
	c.far.arrive(v)
}

// copied returns a value as it would arrive on another PE.
func copied[T any](k *kernel, codec *wire.Codec[T], v T) (w T) {
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
		t.suspend(c)
		c.arrival.remove(t)
		c.receiver = nil
	}
	return c.arrived.pop()
}

// Ready reports whether Recv would return at once.
func (c *Channel[T]) Ready() bool { return c.arrived.n > 0 }

// String says between which chares the channel is.
func (c *Channel[T]) String() string {
	return fmt.Sprintf("channel %d of %T from %v to %v", c.key.n, c.out, c.el, c.peer)
}

func (c *Channel[T]) watch(w waiter)   { c.arrival.add(w) }
func (c *Channel[T]) unwatch(w waiter) { c.arrival.remove(w) }

func (c *Channel[T]) arrive(v T) {
	c.arrived.push(v)
	c.arrival.wake()
}

func (c *Channel[T]) take(d *wire.Decoder) {
	var v T
	c.codec.Decode(d, &v)
	if n := d.Len(); n > 0 {
		d.Fail(fmt.Errorf("it has %d bytes more than a %T", n, v)) // the other end is of another type
	}
	if d.Err() == nil {
		c.arrive(v)
	}
}

func (c *Channel[T]) accept(v any) bool {
	w, ok := v.(T)
	if v == nil && any(w) == nil { // T is an interface, and nothing was sent
		ok = true
	}
	if ok {
		c.arrive(w)
	}
	return ok
}

func (c *Channel[T]) mustAccept(v any) {
	if !c.accept(v) {
		panic(fmt.Sprintf("chare: a %T had been sent into %v", v, c))
	}
}

// handleChannel takes a message of a channel to a chare here.
func (c *collection) handleChannel(from int, h *header, rest []byte) {
	k := c.k
	el := c.element(h.slot)
	if el == nil {
		k.release()
		k.bad(from, fmt.Errorf("a channel's message for element %d of %v, which is not here", h.slot, c))
		return
	}
	d := k.decoder(rest)
	key := channelKey{collID(d.Uint64()), d.Uint32(), d.Uint32()}
	t := el.channelTable()
	end := t.ends[key]
	if end == nil {
		t.early[key] = append(t.early[key], channelItem{encoded: append([]byte{}, d.Rest()...)})
	} else {
		end.take(d)
	}
	err := d.Err()
	k.release()
	if err != nil {
		k.fatal(&Error{Chare: el.String(), PE: k.me, Err: fmt.Errorf("a message from PE %d for %v: %w", from, end, err)})
	}
}
