package wire

import (
	"errors"

	"github.com/charm4go/charm/internal/bulk"
)

// viewAlign is what a view's elements start at a multiple of, from the start of
// the Encoder's buffer. The largest alignment of a Fixed type.
const viewAlign = 8

// PutView appends s like PutSlice, but so that TakeView can leave the elements
// where they arrive:
//
//	count in 4 bytes | n in 1 byte | n zeros | elements | 7 - n zeros
func PutView[T Fixed](e *Encoder, s []T) {
	e.countOrNil(len(s), s == nil)
	before := -(len(e.buf) + 1) & (viewAlign - 1)
	e.Uint8(uint8(before))
	e.buf = append(e.buf, zeros[:before]...)
	if copied[T]() {
		e.buf = bulk.Append(e.buf, bytesIn(s))
	} else {
		putEach(e, s)
	}
	e.buf = append(e.buf, zeros[before:]...)
}

var zeros [viewAlign - 1]byte

// TakeView takes what PutView appended. If the caller can share the input, and
// the elements are in it as they are in memory, the slice is a part of the
// input, valid as long as that, and not to be written. Else it is new memory.
func TakeView[T Fixed](d *Decoder, share bool) (s []T, shared bool) {
	size := numberBytes[T]()
	n, isNil := d.count(size)
	before := int(d.Uint8())
	if before >= viewAlign {
		d.Fail(errors.New("a slice that is not where it should be"))
		return nil, false
	}
	d.Take(before)
	if !copied[T]() {
		s = takeEach[T](d, n)
	} else if b := d.Take(n * size); d.Err() == nil {
		if s, shared = inPlace[T](b); !share || !shared {
			s, shared = fresh[T](b), false
		}
	}
	d.Take(len(zeros) - before)
	if isNil || d.Err() != nil {
		return nil, false
	}
	return s, shared
}

// SizeView returns the number of bytes that PutView appends.
func SizeView[T Fixed](s []T) int { return countBytes + viewAlign + len(s)*numberBytes[T]() }
