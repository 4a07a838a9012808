package chare

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// A kind says what a message between PEs is.
type kind uint8

const (
	kindCall        kind = 1 + iota // an entry method of one chare
	kindCast                        // an entry method of many, down the tree of their collection
	kindCastAsk                     // the same, from the caller to the root of the tree
	kindCreate                      // a collection, down its tree
	kindCreateAsk                   // the same, from the creator to the root
	kindFuture                      // a value for a future of the receiver
	kindCollected                   // ends or results of a kindCast, up the tree
	kindReduce                      // a partial result of a reduction, up the tree
	kindReduced                     // the result of an all-reduce, down the tree
	kindBegin                       // a reduction has begun, to a PE below that would not know
	kindPart                        // a partial result of an all-reduce, to all others of an exchange
	kindFinish                      // partial results, to a PE that can finish the reduction
	kindInsert                      // an element, to its home and from there to its PE
	kindInserted                    // the answer
	kindLocated                     // where an element is, from its home
	kindFlush                       // after the last call by way of the home
	kindFlushed                     // the answer of the element's PE
	kindTakeOver                    // a PE answers for a chare that has come to it, to the one that did
	kindForward                     // a broadcast, to a chare that has moved
	kindDeclined                    // it has got that in another way
	kindAway                        // a contribution, to the PE that answers for the chare
	kindAsleep                      // nothing here begins reductions, to the PE above
	kindChosen                      // a chare that has moved is to be in a section
	kindReleased                    // the section has ended
	kindMigrate                     // a wish that a chare move
	kindArrive                      // a chare that moves
	kindChannel                     // a message of a channel
	kindBalance                     // a step of load balancing that chares wait for
	kindPassed                      // any of the above, passed on behind an element
	kindWatch                       // a target for quiescence, to PE 0
	kindProbe                       // is everything idle? down the tree of all PEs
	kindIdle                        // the answer, up
	kindBalanceIdle                 // a step of load balancing that nobody waits for
	kindExit                        // the job ends
)

// A collID names a collection everywhere: its creator in the upper 32 bits,
// and the creator's count of collections.
type collID uint64

func (id collID) creator() int   { return int(id >> 32) }
func (id collID) number() int    { return int(uint32(id)) }
func (id collID) String() string { return fmt.Sprintf("%d.%d", id.creator(), id.number()) }

// A reply says where the end or the result of a call goes.
type reply struct {
	mode replyMode
	pe   int32  // whose future
	id   uint64 // which of its futures
}

type replyMode uint8

const (
	replyNone   replyMode = iota
	replyEnd              // tell that it has ended, or failed
	replyResult           // tell the result too
)

// A header begins every message about a chare or a collection. On the network
// it takes 16 bytes, and 16 more if there is a reply to give:
//
//	 0     1      2       4      8            16         20        24     32
//	+-----+------+-------+------+------------+----------+---------+------+
//	|kind |reply | entry | slot | collection | reply pe | (empty) |  id  | arguments …
//	+-----+------+-------+------+------------+----------+---------+------+
type header struct {
	kind  kind
	entry uint16
	slot  uint32 // which element
	coll  collID
	reply reply
}

const (
	headerBytes      = 16
	headerReplyBytes = 32
)

func (h *header) size() int {
	if h.reply.mode == replyNone {
		return headerBytes
	}
	return headerReplyBytes
}

// put writes the header to the front of b.
func (h *header) put(b []byte) {
	_ = b[headerBytes-1]
	binary.LittleEndian.PutUint64(b, uint64(h.kind)|uint64(h.reply.mode)<<8|uint64(h.entry)<<16|uint64(h.slot)<<32)
	binary.LittleEndian.PutUint64(b[8:], uint64(h.coll))
	if h.reply.mode != replyNone {
		_ = b[headerReplyBytes-1]
		binary.LittleEndian.PutUint64(b[16:], uint64(uint32(h.reply.pe)))
		binary.LittleEndian.PutUint64(b[24:], h.reply.id)
	}
}

// append appends the header to b.
func (h *header) append(b []byte) []byte {
	n, end := len(b), len(b)+h.size()
	if end > cap(b) {
		b = slices.Grow(b, 256)
	}
	b = b[:end]
	h.put(b[n:])
	return b
}

// parse reads what put wrote, and returns what follows.
func (h *header) parse(m []byte) (rest []byte, err error) {
	if len(m) < headerBytes {
		return nil, fmt.Errorf("a message of %d bytes, less than its header", len(m))
	}
	w := binary.LittleEndian.Uint64(m)
	h.kind = kind(w)
	h.reply.mode = replyMode(w >> 8)
	h.entry = uint16(w >> 16)
	h.slot = uint32(w >> 32)
	h.coll = collID(binary.LittleEndian.Uint64(m[8:]))
	if h.reply.mode == replyNone {
		return m[headerBytes:], nil
	}
	if len(m) < headerReplyBytes || h.reply.mode > replyResult {
		return nil, fmt.Errorf("a message of kind %d with a bad reply address", h.kind)
	}
	h.reply.pe = int32(binary.LittleEndian.Uint64(m[16:]))
	h.reply.id = binary.LittleEndian.Uint64(m[24:])
	return m[headerReplyBytes:], nil
}
