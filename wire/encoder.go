package wire

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/charm4go/charm/internal/bulk"
)

// An Encoder appends values to a slice of bytes. The zero value is ready for
// use. It keeps the first error; what it holds after one is of no use. Until
// the next Reset it keeps alive what the pointers that it wrote point to.
type Encoder struct {
	buf []byte
	ctx any
	err error

	depth   int       // of slices, maps and interfaces around the present value
	met     met       // pointers written in this message
	pending []pointee // pointers whose values are still to be written
}

// Reset begins a new message, to be appended after the len(buf) bytes that buf
// holds. The Encoder writes into the room behind them up to cap(buf); whoever
// handed out that room sees by Len() > cap(buf) that it was too small and that
// Bytes is elsewhere. Marshalers find ctx by Context.
func (e *Encoder) Reset(buf []byte, ctx any) {
	e.buf, e.ctx, e.err, e.depth = buf, ctx, nil, 0
	e.met.reset()
	e.pending = emptied(e.pending)
}

// Bytes returns what Reset was given and all that was appended since.
func (e *Encoder) Bytes() []byte { return e.buf }

// Len returns len(e.Bytes()).
func (e *Encoder) Len() int { return len(e.buf) }

// Context returns what Reset was given.
func (e *Encoder) Context() any { return e.ctx }

// Err returns the first error.
func (e *Encoder) Err() error { return e.err }

// Fail makes err the error of this message, unless it has one.
func (e *Encoder) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// Bool appends one byte, 0 or 1.
func (e *Encoder) Bool(v bool) {
	var b byte
	if v {
		b = 1
	}
	e.buf = append(e.buf, b)
}

// Int appends 8 bytes, on hosts of 32 bits too.
func (e *Encoder) Int(v int) { e.Uint64(uint64(v)) }

// Int8 appends 1 byte.
func (e *Encoder) Int8(v int8) { e.Uint8(uint8(v)) }

// Int16 appends 2 bytes.
func (e *Encoder) Int16(v int16) { e.Uint16(uint16(v)) }

// Int32 appends 4 bytes.
func (e *Encoder) Int32(v int32) { e.Uint32(uint32(v)) }

// Int64 appends 8 bytes.
func (e *Encoder) Int64(v int64) { e.Uint64(uint64(v)) }

// Uint appends 8 bytes, on hosts of 32 bits too.
func (e *Encoder) Uint(v uint) { e.Uint64(uint64(v)) }

// Uint8 appends 1 byte.
func (e *Encoder) Uint8(v uint8) { e.buf = append(e.buf, v) }

// Uint16 appends 2 bytes.
func (e *Encoder) Uint16(v uint16) { e.buf = binary.LittleEndian.AppendUint16(e.buf, v) }

// Uint32 appends 4 bytes.
func (e *Encoder) Uint32(v uint32) { e.buf = binary.LittleEndian.AppendUint32(e.buf, v) }

// Uint64 appends 8 bytes.
func (e *Encoder) Uint64(v uint64) { e.buf = binary.LittleEndian.AppendUint64(e.buf, v) }

// Float32 appends 4 bytes.
func (e *Encoder) Float32(v float32) { e.Uint32(math.Float32bits(v)) }

// Float64 appends 8 bytes.
func (e *Encoder) Float64(v float64) { e.Uint64(math.Float64bits(v)) }

// Complex64 appends 8 bytes, the real part first.
func (e *Encoder) Complex64(v complex64) {
	e.Float32(real(v))
	e.Float32(imag(v))
}

// Complex128 appends 16 bytes, the real part first.
func (e *Encoder) Complex128(v complex128) {
	e.Float64(real(v))
	e.Float64(imag(v))
}

// String appends the length in 4 bytes and the bytes of v.
func (e *Encoder) String(v string) {
	e.count(len(v))
	e.buf = bulk.Append(e.buf, textOf(v))
}

// ByteSlice appends the length in 4 bytes and the bytes of v.
func (e *Encoder) ByteSlice(v []byte) { PutSlice(e, v) }

// countBytes is the size of the number that precedes the elements of strings,
// slices and maps.
const countBytes = 4

// countNil is that number for a nil slice or map.
const countNil = math.MaxUint32

// count appends the number of elements that follow.
func (e *Encoder) count(n int) {
	if uint64(n) >= countNil {
		e.Fail(fmt.Errorf("%d elements are more than can travel in one piece (%d)", n, uint32(countNil-1)))
	}
	e.Uint32(uint32(n))
}

// countOrNil is count for what can be nil.
func (e *Encoder) countOrNil(n int, isNil bool) {
	if isNil {
		e.Uint32(countNil)
		return
	}
	e.count(n)
}
