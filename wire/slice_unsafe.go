package wire

import (
	"unsafe"

	"github.com/charm4go/charm/internal/bulk"
)

// sizeOf is the size of a T in memory.
func sizeOf[T any]() int { return int(unsafe.Sizeof(*new(T))) }

// bytesIn are the bytes of the elements of s, which have no pointers.
func bytesIn[T Fixed](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*sizeOf[T]())
}

// textOf are the bytes of a string, not to be written.
func textOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// fresh is a copy of b, which is len(b)/size elements W without pointers. The
// view of b as a []W may be misaligned, but nothing looks at its elements:
// they are copied as bytes, into memory that is aligned and that need not be
// cleared beforehand, which make would.
func fresh[W any](b []byte) []W {
	switch {
	case len(b) == 0:
		return []W{}
	case len(b) < bulk.CloneMin:
		return append([]W(nil), as[W](b)...)
	default:
		return as[W](bulk.Clone(b))
	}
}

// as returns b as elements W.
func as[W any](b []byte) []W {
	return unsafe.Slice((*W)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/sizeOf[W]())
}

// inPlace returns b, which is len(b)/size elements T, as a slice of them, if it
// starts where a T may.
func inPlace[T Fixed](b []byte) (s []T, ok bool) {
	start := unsafe.Pointer(unsafe.SliceData(b))
	if len(b) == 0 || uintptr(start)%unsafe.Alignof(*new(T)) != 0 {
		return nil, false
	}
	return unsafe.Slice((*T)(start), len(b)/sizeOf[T]()), true
}

// A sliceHeader is how any slice stands in memory.
type sliceHeader struct {
	data     place
	len, cap int
}

// sliceIn returns b, which is n elements without pointers, as a slice of them, if
// it starts at a multiple of align.
func sliceIn(b []byte, n, align int) (h sliceHeader, ok bool) {
	start := unsafe.Pointer(unsafe.SliceData(b))
	return sliceHeader{place(start), n, n}, len(b) > 0 && uintptr(start)%uintptr(align) == 0
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
