package ring

import (
	"encoding/binary"
	"fmt"
	"sync/atomic"
)

// A Consumer takes the records out of a ring, oldest first. It is for one
// goroutine, and there is one for a ring.
type Consumer struct {
	data []byte
	head *atomic.Uint64
	room func()

	next    uint64 // position of the oldest record
	given   uint64 // what head says: lines before it are given back
	portion uint64 // of what is given back at once, at least
	// Lines in [given, next) are cleared, and ours until the next store of head.

	extent int // bytes of the record that Peek has shown, 0 if none
}

// NewConsumer returns the consumer of the ring in mem, which is Size(data) bytes
// that were zero when the first producer or consumer came. It calls room, if
// that is not nil, each time after it has given space back to the producers.
func NewConsumer(mem []byte, room func()) (*Consumer, error) {
	_, head, data, err := carve(mem)
	if err != nil {
		return nil, err
	}
	if room == nil {
		room = func() {}
	}
	at := head.Load()
	return &Consumer{data: data, head: head, room: room, next: at, given: at, portion: uint64(min(len(data)/heldPart, heldMax))}, nil
}

// A BadRecord is the error for a record that no producer can have written
// rightly.
type BadRecord struct {
	Sender   int    // as the record has it
	Position uint64 // in the ring
	Header   uint64
	Room     int // bytes up to the end of the ring's data
}

func (e *BadRecord) Error() string {
	return fmt.Sprintf("ring: bad record from sender %d: header %#016x at position %d says kind %d with %d bytes, there is room for %d",
		e.Sender, e.Header, e.Position, kindOf(e.Header), lengthOf(e.Header), e.Room-headerBytes)
}

// Ready reports whether there is anything to be taken, if only a pad.
func (c *Consumer) Ready() bool { return Word(c.data, index(c.data, c.next)).Load() != 0 }

// Position returns that of the oldest record, or of the next one to come.
func (c *Consumer) Position() uint64 { return c.next }

// Peek returns the oldest record: who sent it, what kind it is and the bytes in
// it, which are to be read only, and only until Release. Data is nil if there
// is no record; it is empty and not nil for a record of no bytes. A bad record
// is an error, now and ever after.
func (c *Consumer) Peek() (sender int, kind Kind, data []byte, err error) {
	for {
		at := index(c.data, c.next)
		h := Word(c.data, at).Load() // if it is there, all of the record is ours
		if h == 0 {
			return 0, none, nil, nil
		}
		kind := kindOf(h)
		// A skip may fill all the ring has, up to its end; so a bad length is
		// only one that leads outside.
		room := len(c.data) - at
		if kind == none || lengthOf(h) > uint64(room-headerBytes) {
			return senderOf(h), none, nil, &BadRecord{senderOf(h), c.next, h, room}
		}
		length := int(lengthOf(h))
		c.extent = extentOf(length)
		switch kind {
		default:
			at += headerBytes
			return senderOf(h), kind, c.data[at : at+length : at+length], nil
		case pad:
			c.giveUp(c.extent)
		case skip:
			c.giveUp(headerBytes)
		}
	}
}

// Release gives up the record that Peek has shown.
func (c *Consumer) Release() { c.giveUp(c.extent) }

// giveUp gives up the oldest record, of which the first written bytes are not
// what they were when the space was free.
//
// Space goes back to the producers in portions, so that they seldom find their
// copy of head's line taken away. What is held back does not keep a record out
// of an empty ring (see recordPart), so nothing depends on it being given back
// when the ring falls idle.
func (c *Consumer) giveUp(written int) {
	at := index(c.data, c.next)
	// These need not be atomic: head hands them over.
	for end := at + written; at < end; at += lineBytes {
		binary.NativeEndian.PutUint64(c.data[at:], 0)
	}
	c.next += uint64(c.extent)
	c.extent = 0
	if c.next-c.given >= c.portion {
		c.given = c.next
		c.head.Store(c.given)
		c.room()
	}
}
