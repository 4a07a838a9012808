package reduce

import (
	"slices"
	"unsafe"
)

// A kernel combines values whose underlying type is E or []E, for an E that is
// known when the kernel is made and forgotten then: a reducer for a named type
// uses the kernel of its underlying type. What makes it right is that a type
// and its underlying type are the same in memory, and that kernelFor chooses E
// by the kind of the type.
type kernel struct {
	scalars func(acc, v unsafe.Pointer) // *E
	slices  func(acc, v unsafe.Pointer) // *[]E of the same length
	clone   func(dst, v unsafe.Pointer) // *[]E
}

func newKernel[E any](loop func(acc, v []E)) kernel {
	return kernel{
		scalars: func(acc, v unsafe.Pointer) { loop(unsafe.Slice((*E)(acc), 1), unsafe.Slice((*E)(v), 1)) },
		slices:  func(acc, v unsafe.Pointer) { loop(*(*[]E)(acc), *(*[]E)(v)) },
		clone:   func(dst, v unsafe.Pointer) { cloneInto((*[]E)(dst), *(*[]E)(v)) },
	}
}

func combineScalars[T any](k kernel) combiner[T] {
	return combiner[T]{
		merge: func(acc, p *T) { k.scalars(unsafe.Pointer(acc), unsafe.Pointer(p)) },
	}
}

func combineSlices[T any](k kernel) combiner[T] {
	return combiner[T]{
		merge: func(acc, p *T) { k.slices(unsafe.Pointer(acc), unsafe.Pointer(p)) },
		clone: func(dst, p *T) { k.clone(unsafe.Pointer(dst), unsafe.Pointer(p)) },
		clip:  func(p *T) { s := (*[]struct{})(unsafe.Pointer(p)); *s = slices.Clip(*s) },
	}
}

// lengthOf returns the length of a slice. It is at the same place in every slice.
func lengthOf[T any](slice *T) int { return len(*(*[]struct{})(unsafe.Pointer(slice))) }
