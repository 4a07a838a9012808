package reduce

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"

	"github.com/charm4go/charm/wire"
)

// lengthBytes is the size of the number that precedes each partial.
const lengthBytes = 4

// putPartial appends a list of one partial, which put encodes.
//
// The pointers of a partial are numbered from its start and not from that of
// the message, since a Relay puts it into another one. Hence the Reset here and
// those in partials.
func putPartial(e *wire.Encoder, put func(e *wire.Encoder)) {
	if e.Err() != nil {
		return
	}
	start := e.Len() + lengthBytes
	e.Uint32(0)
	e.Reset(e.Bytes(), e.Context())
	put(e)
	n := e.Len() - start
	if uint64(n) > math.MaxUint32 {
		e.Fail(fmt.Errorf("a partial result of %d bytes, want at most %d", n, uint32(math.MaxUint32)))
		return
	}
	binary.LittleEndian.PutUint32(e.Bytes()[start-lengthBytes:], uint32(n))
}

// putList appends a list that is encoded already.
func putList(e *wire.Encoder, list []byte) {
	if e.Err() == nil {
		e.Reset(append(e.Bytes(), list...), e.Context())
	}
}

// partials goes through the list that the rest of d is. It prepares d for each
// partial in turn, and fails d if the loop's body leaves anything of it.
func partials(d *wire.Decoder) iter.Seq[int] {
	return func(yield func(i int) bool) {
		for i := 0; d.Err() == nil && d.Len() > 0; i++ {
			partial := d.Take(int(d.Uint32()))
			rest := d.Rest()
			if d.Err() != nil {
				return
			}
			d.Reset(partial, d.Context())
			if !yield(i) || d.Err() != nil {
				return
			}
			if d.Len() > 0 {
				d.Fail(fmt.Errorf("%d of the %d bytes of partial result %d are left", d.Len(), len(partial), i))
				return
			}
			d.Reset(rest, d.Context())
		}
	}
}
