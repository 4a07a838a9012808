package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// A Decoder takes values from a slice of bytes, in the order in which an
// Encoder appended them. It keeps the first error, after which every value is
// zero, so that callers ask for Err once, at the end. Nothing that it returns
// shares memory with the input but what Take and Rest return.
type Decoder struct {
	buf []byte
	pos int // in buf; beyond its end after an error, and then every value is missing
	ctx any
	err error // the first one; that values are missing is noted when Err is asked

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
func (d *Decoder) Err() error {
	if d.err == nil && d.pos > len(d.buf) {
		d.err = shortError(len(d.buf))
	}
	return d.err
}

// Fail makes err the error of this message, unless it has one.
func (d *Decoder) Fail(err error) {
	if d.pos <= len(d.buf) {
		d.err = err
		d.pos = len(d.buf) + 1
	}
}

// Len returns the number of bytes left.
func (d *Decoder) Len() int { return max(0, len(d.buf)-d.pos) }

// Pos returns the number of bytes taken.
func (d *Decoder) Pos() int { return min(d.pos, len(d.buf)) }

// Rest returns the bytes left without taking them. They are the input's own:
// valid as long as it is, and not to be written.
func (d *Decoder) Rest() []byte { return d.buf[d.Pos():] }

// Take takes n bytes. They are the input's own: valid as long as it is, and not
// to be written.
func (d *Decoder) Take(n int) []byte {
	if n < 0 || n > len(d.buf)-d.pos {
		d.pos = len(d.buf) + 1
		return nil
	}
	b := d.buf[d.pos : d.pos+n : d.pos+n]
	d.pos += n
	return b
}

// Bool takes one byte, which must be 0 or 1.
func (d *Decoder) Bool() bool {
	b := d.Uint8()
	if b > 1 {
		d.Fail(errBool)
	}
	return b == 1
}

// Int takes 8 bytes. A number beyond the int of this host is an error.
func (d *Decoder) Int() int {
	v := d.Uint64()
	if int64(int(v)) == int64(v) {
		return int(v)
	}
	d.Fail(errTooLarge)
	return 0
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
	if uint64(uint(v)) == v {
		return uint(v)
	}
	d.Fail(errTooLarge)
	return 0
}

// Uint8 takes 1 byte.
func (d *Decoder) Uint8() (v uint8) {
	if d.pos++; d.pos <= len(d.buf) {
		v = d.buf[d.pos-1]
	}
	return v
}

// Uint16 takes 2 bytes.
func (d *Decoder) Uint16() (v uint16) {
	if d.pos += 2; d.pos <= len(d.buf) {
		v = binary.LittleEndian.Uint16(d.buf[d.pos-2:])
	}
	return v
}

// Uint32 takes 4 bytes.
func (d *Decoder) Uint32() (v uint32) {
	if d.pos += 4; d.pos <= len(d.buf) {
		v = binary.LittleEndian.Uint32(d.buf[d.pos-4:])
	}
	return v
}

// Uint64 takes 8 bytes.
func (d *Decoder) Uint64() (v uint64) {
	if d.pos += 8; d.pos <= len(d.buf) {
		v = binary.LittleEndian.Uint64(d.buf[d.pos-8:])
	}
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
		d.Fail(errors.New("a string without length"))
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
	case d.Err() != nil:
		return 0, false
	case c == countNil:
		return 0, true
	case uint64(c)*uint64(min) > uint64(d.Len()) || uint64(c) > math.MaxInt:
		d.Fail(fmt.Errorf("%d elements of %d bytes or more announced, %d bytes left: %w", c, min, d.Len(), io.ErrUnexpectedEOF))
		return 0, false
	}
	return int(c), false
}

// A shortError is the length of a message that ends within a value.
type shortError int

func (s shortError) Error() string {
	return fmt.Sprintf("the message ends too early, after %d bytes", int(s))
}

func (s shortError) Unwrap() error { return io.ErrUnexpectedEOF }

var (
	errBool     = errors.New("a bool that is neither 0 nor 1")
	errTooLarge = errors.New("an integer from a host of 64 bits that is too large for this one")
)
