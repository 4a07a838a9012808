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

// beginPartial begins a list of one partial, which is to be encoded next, and
// endPartial ends it: it started where beginPartial said.
//
// The pointers of a partial are numbered from its start and not from that of
// the message, since a Relay puts it into another one. Hence the Reset here and
// those in single and partials.
func beginPartial(e *wire.Encoder) (start int) {
	e.Uint32(0)
	e.Reset(e.Bytes(), e.Context())
	return e.Len()
}

func endPartial(e *wire.Encoder, start int) {
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

// single prepares d for the partial if the list that the rest of d is has one, and
// else leaves it.
func single(d *wire.Decoder) bool {
	list := d.Rest()
	if int(d.Uint32()) == d.Len() && d.Err() == nil {
		d.Reset(d.Rest(), d.Context())
		return true
	}
	d.Reset(list, d.Context())
	return false
}

// atEnd fails d if anything of a partial result is left.
func atEnd(d *wire.Decoder) bool {
	if d.Err() == nil && d.Len() > 0 {
		d.Fail(fmt.Errorf("%d bytes of a partial result are left", d.Len()))
	}
	return d.Err() == nil
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
			if !yield(i) || !atEnd(d) {
				return
			}
			d.Reset(rest, d.Context())
		}
	}
}
