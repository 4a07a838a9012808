package wire

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// A Decoder takes values from a slice of bytes, in the order in which an
// Encoder appended them. It keeps the first error, after which every value is
// zero, so that callers ask for Err once, at the end. Nothing that it returns
// shares memory with the input but what Take and Rest return.
type Decoder struct {
	buf []byte // up to pos taken; cut there after an error, so that whatever follows is short
	pos int
	ctx any
	err error

	depth   int       // of slices, maps and interfaces around the present value
	met     []pointee // pointers read in this message, by number
	pending []pointee // those whose values are still to be read
	owed    int       // the least number of bytes that these will take
}

// Reset begins a new message. Unmarshalers find ctx by Context.
func (d *Decoder) Reset(buf []byte, ctx any) {
	d.buf, d.pos, d.ctx, d.err, d.depth, d.owed = buf, 0, ctx, nil, 0, 0
	d.met = emptied(d.met)
	d.pending = emptied(d.pending)
}

// Context returns what Reset was given.
func (d *Decoder) Context() any { return d.ctx }

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }

// Fail makes err the error of this message, unless it has one.
func (d *Decoder) Fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.buf = d.buf[:d.pos]
}

// Len returns the number of bytes left.
func (d *Decoder) Len() int { return len(d.buf) - d.pos }

// Pos returns the number of bytes taken.
func (d *Decoder) Pos() int { return d.pos }

// Rest returns the bytes left without taking them. They are the input's own:
// valid as long as it is, and not to be written.
func (d *Decoder) Rest() []byte { return d.buf[d.pos:] }

// Take takes n bytes. They are the input's own: valid as long as it is, and not
// to be written.
func (d *Decoder) Take(n int) []byte {
	if uint(n) > uint(d.Len()) {
		d.short(n)
		return nil
	}
	b := d.buf[d.pos : d.pos+n : d.pos+n]
	d.pos += n
	return b
}

// short fails for want of n bytes.
func (d *Decoder) short(n int) {
	d.Fail(fmt.Errorf("%d bytes wanted, %d left: %w", n, d.Len(), io.ErrUnexpectedEOF))
}

// Bool takes one byte, which must be 0 or 1.
func (d *Decoder) Bool() bool {
	b := d.Uint8()
	if b > 1 {
		d.Fail(fmt.Errorf("%d is not a bool", b))
	}
	return b == 1
}

// Int takes 8 bytes. A number beyond the int of this host is an error.
func (d *Decoder) Int() int {
	v := d.Int64()
	if int64(int(v)) != v {
		d.tooLarge(v)
		return 0
	}
	return int(v)
}

// Int8 takes 1 byte.
func (d *Decoder) Int8() int8 { return int8(d.Uint8()) }

// Int16 takes 2 bytes.
func (d *Decoder) Int16() int16 { return int16(d.Uint16()) }

// Int32 takes 4 bytes.
func (d *Decoder) Int32() int32 { return int32(d.Uint32()) }

// Int64 takes 8 bytes.
func (d *Decoder) Int64() int64 { return int64(d.Uint64()) }

// Uint takes 8 bytes. A number beyond the uint of this host is an error.
func (d *Decoder) Uint() uint {
	v := d.Uint64()
	if uint64(uint(v)) != v {
		d.tooLarge(v)
		return 0
	}
	return uint(v)
}

// tooLarge fails because of a number that came from a host of 64 bits.
func (d *Decoder) tooLarge(v any) {
	d.Fail(fmt.Errorf("%d does not fit an integer of this host", v))
}

// Uint8 takes 1 byte.
func (d *Decoder) Uint8() uint8 {
	if d.pos >= len(d.buf) {
		d.short(1)
		return 0
	}
	v := d.buf[d.pos]
	d.pos++
	return v
}

// Uint16 takes 2 bytes.
func (d *Decoder) Uint16() uint16 {
	if len(d.buf)-d.pos < 2 {
		d.short(2)
		return 0
	}
	v := binary.LittleEndian.Uint16(d.buf[d.pos:])
	d.pos += 2
	return v
}

// Uint32 takes 4 bytes.
func (d *Decoder) Uint32() uint32 {
	if len(d.buf)-d.pos < 4 {
		d.short(4)
		return 0
	}
	v := binary.LittleEndian.Uint32(d.buf[d.pos:])
	d.pos += 4
	return v
}

// Uint64 takes 8 bytes.
func (d *Decoder) Uint64() uint64 {
	if len(d.buf)-d.pos < 8 {
		d.short(8)
		return 0
	}
	v := binary.LittleEndian.Uint64(d.buf[d.pos:])
	d.pos += 8
	return v
}

// Float32 takes 4 bytes.
func (d *Decoder) Float32() float32 { return math.Float32frombits(d.Uint32()) }

// Float64 takes 8 bytes.
func (d *Decoder) Float64() float64 { return math.Float64frombits(d.Uint64()) }

// Complex64 takes 8 bytes.
func (d *Decoder) Complex64() complex64 {
	re := d.Float32()
	return complex(re, d.Float32())
}

// Complex128 takes 16 bytes.
func (d *Decoder) Complex128() complex128 {
	re := d.Float64()
	return complex(re, d.Float64())
}

// String takes a length and as many bytes.
func (d *Decoder) String() string {
	n, isNil := d.count(1)
	if isNil {
		d.Fail(fmt.Errorf("a string has no length"))
	}
	return string(d.Take(n))
}

// ByteSlice takes a length and as many bytes.
func (d *Decoder) ByteSlice() []byte { return TakeSlice[byte](d) }

// count takes the number of elements that follow, each of at least min bytes.
// It is never larger than what the bytes left can hold; after an error it is 0.
func (d *Decoder) count(min int) (n int, isNil bool) {
	c := d.Uint32()
	switch {
	case d.err != nil:
		return 0, false
	case c == countNil:
		return 0, true
	case uint64(c)*uint64(min) > uint64(d.Len()) || uint64(c) > math.MaxInt:
		d.Fail(fmt.Errorf("%d elements of %d bytes or more announced, %d bytes left: %w", c, min, d.Len(), io.ErrUnexpectedEOF))
		return 0, false
	}
	return int(c), false
}
