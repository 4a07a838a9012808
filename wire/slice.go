package wire

import (
	"encoding/binary"
	"reflect"
	"strconv"

	"github.com/charm4go/charm/internal/bulk"
)

// Fixed are the types that take the same number of bytes whatever their value.
type Fixed interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 |
		~float32 | ~float64 | ~complex64 | ~complex128
}

// littleEndian is whether numbers stand in memory as they do on the wire. It is
// a variable so that tests can try what hosts of the other kind do.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// widened reports whether a T takes more bytes on the wire than in memory, as
// int and uint do on hosts of 32 bits.
func widened[T Fixed]() bool {
	if strconv.IntSize == 64 {
		return false
	}
	k := reflect.TypeFor[T]().Kind()
	return k == reflect.Int || k == reflect.Uint
}

// numberBytes is what a T takes on the wire.
func numberBytes[T Fixed]() int {
	if widened[T]() {
		return 8
	}
	return sizeOf[T]()
}

// copied reports whether a []T is on the wire what it is in memory.
func copied[T Fixed]() bool { return littleEndian && !widened[T]() }

// PutSlice appends the length of s in 4 bytes and its elements. Methods that T
// has for its encoding are not asked.
func PutSlice[T Fixed](e *Encoder, s []T) {
	e.countOrNil(len(s), s == nil)
	if !copied[T]() {
		putEach(e, s)
		return
	}
	e.buf = bulk.Append(e.buf, bytesIn(s))
}

// TakeSlice takes what PutSlice appended. The slice is new memory.
func TakeSlice[T Fixed](d *Decoder) []T {
	size := numberBytes[T]()
	n, isNil := d.count(size)
	if isNil || d.Err() != nil {
		return nil
	}
	if !copied[T]() {
		return takeEach[T](d, n)
	}
	return fresh[T](d.Take(n * size))
}

// putEach is PutSlice's loop where memory is not what travels.
//
// It is kept out of PutSlice because s, whose address is taken here, would else
// be allocated there too.
//
//go:noinline
func putEach[T Fixed](e *Encoder, s []T) {
	number := numberPlan(reflect.TypeFor[T]()).ops
	for i := range s {
		number.encode(e, placeOf(&s[i]))
	}
}

// takeEach is TakeSlice's loop where memory is not what travels.
func takeEach[T Fixed](d *Decoder, n int) []T {
	number := numberPlan(reflect.TypeFor[T]()).ops
	s := make([]T, n)
	for i := range s {
		number.decode(d, placeOf(&s[i]))
	}
	return s
}
