package wire

import (
	"encoding/binary"
	"reflect"
	"strconv"
	"unsafe"
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
	return int(unsafe.Sizeof(*new(T)))
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
	// A T has no pointers, so its bytes may be read as such.
	e.buf = append(e.buf, unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*numberBytes[T]())...)
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

// fresh is a copy of b, which is len(b)/size elements W without pointers. The
// view of b as a []W may be misaligned, but nothing looks at its elements:
// append copies them as bytes, into memory that is aligned and that it need not
// clear beforehand, which make would.
func fresh[W any](b []byte) []W {
	if len(b) == 0 {
		return []W{}
	}
	return append([]W(nil), unsafe.Slice((*W)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(*new(W))))...)
}

// A sliceHeader is how any slice stands in memory.
type sliceHeader struct {
	data     place
	len, cap int
}

// freshSlice is fresh for n elements of a type that only its plan knows, of
// alignment align and without pointers, so that to the garbage collector one
// type of that alignment is as good as another.
func freshSlice(b []byte, n, align int) sliceHeader {
	var data unsafe.Pointer
	switch {
	case align >= 8:
		data = unsafe.Pointer(unsafe.SliceData(fresh[uint64](b)))
	case align == 4:
		data = unsafe.Pointer(unsafe.SliceData(fresh[uint32](b)))
	case align == 2:
		data = unsafe.Pointer(unsafe.SliceData(fresh[uint16](b)))
	default:
		data = unsafe.Pointer(unsafe.SliceData(fresh[uint8](b)))
	}
	return sliceHeader{place(data), n, n}
}
