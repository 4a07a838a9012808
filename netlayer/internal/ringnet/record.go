package ringnet

import (
	"encoding/binary"

	"github.com/charm4go/charm/ring"
)

// The kinds of records.
const (
	whole     ring.Kind = 1 + iota // a message
	refer                          // a reference to a message in a block of the sender
	referPart                      // a reference to a part of a message; see assembly
	offers                         // the exchange of the sender is to be used with it
)

// inlineMax is the longest message that is put into a ring, if the ring's own
// limit is not lower. Longer ones cost less in a block: the same one is used
// again while it is in the caches, and has no lines to be cleared. Measured
// between two processes, in ns for a message to and fro (one way, all bytes
// copied at both ends) and in a stream:
//
//	bytes              1000  2048  4096  8192  16384  65536
//	to and fro, ring    484   669  1044  1633   2798   7864
//	            block   417   552   735  1185   1834   5502
//	stream,     ring     95   149   325   607   1123   4435
//	            block   145   193   298   442    847   1751
const inlineMax = 2 << 10

// A reference says where bytes are in the sender's blocks.
type reference struct {
	unit   uint64 // where the block starts
	length uint64
	total  uint64 // length of the message that these are, or are a part of
}

const referenceBytes = 24

func (r reference) put(b []byte) {
	binary.LittleEndian.PutUint64(b[0:], r.unit)
	binary.LittleEndian.PutUint64(b[8:], r.length)
	binary.LittleEndian.PutUint64(b[16:], r.total)
}

func takeReference(b []byte) reference {
	return reference{
		binary.LittleEndian.Uint64(b[0:]),
		binary.LittleEndian.Uint64(b[8:]),
		binary.LittleEndian.Uint64(b[16:]),
	}
}
