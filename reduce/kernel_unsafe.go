package reduce

import "unsafe"

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

func mergeScalars[T any](k kernel) func(acc, p *T) {
	return func(acc, p *T) { k.scalars(unsafe.Pointer(acc), unsafe.Pointer(p)) }
}

func mergeSlices[T any](k kernel) func(acc, p *T) {
	return func(acc, p *T) { k.slices(unsafe.Pointer(acc), unsafe.Pointer(p)) }
}

func cloneSlice[T any](k kernel) func(dst, p *T) {
	return func(dst, p *T) { k.clone(unsafe.Pointer(dst), unsafe.Pointer(p)) }
}

// lengthOf returns a function that tells the length of a slice. The length is
// at the same place in every slice.
func lengthOf[T any]() func(p *T) int {
	return func(p *T) int { return len(*(*[]struct{})(unsafe.Pointer(p))) }
}
