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
)

// inlineMax is the longest message that is put into a ring, if the ring's own
// limit is not lower. Above, one more cache miss for the block costs less than
// a ring that is soon full, and a message to many PEs is written only once.
const inlineMax = 8 << 10

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
