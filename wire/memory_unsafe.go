package wire

import (
	"reflect"
	"unsafe"
)

// A place is the address of a value whose type only its plan knows.
//
// It comes from a typed pointer (placeOf), from reflect (newPlace, pointee) or
// from step within a value, and goes only to the plan that was compiled for the
// type which stands there: that is what makes the conversions below right. To
// the garbage collector a place is a pointer, so what it points to stays, and
// stores through at[T] have their write barriers.
type place unsafe.Pointer

// placeOf forgets the type of p.
func placeOf[T any](p *T) place { return place(p) }

// at is the value at p, which is a T or has the layout of one.
func at[T any](p place) *T { return (*T)(p) }

// step is the place n bytes after p in the same variable, array or slice.
func step(p place, n uintptr) place { return place(unsafe.Add(unsafe.Pointer(p), n)) }

// memory is the n bytes at p, which hold no pointers.
func memory(p place, n int) []byte { return unsafe.Slice((*byte)(p), n) }

// newPlace is a new zero value of type t.
func newPlace(t reflect.Type) place { return place(reflect.New(t).UnsafePointer()) }

// hash is a number that depends on the address p alone. Values reached by plans
// are on the heap, since plans are called through interfaces, and stay at their
// address.
func hash(p place) int {
	return int(uint64(uintptr(p)) * 0x9e3779b97f4a7c15 >> 33)
}

// value is what stands at p, for what only reflect can do. It is settable, also
// if p is an unexported field.
func value(t reflect.Type, p place) reflect.Value {
	return reflect.NewAt(t, unsafe.Pointer(p)).Elem()
}

// pointer is a *t to p in an interface, for calling methods.
func pointer(t reflect.Type, p place) any {
	return reflect.NewAt(t, unsafe.Pointer(p)).Interface()
}

// placeOfValue is where the addressable v stands.
func placeOfValue(v reflect.Value) place { return place(v.Addr().UnsafePointer()) }

// pointed is what the pointer v points to.
func pointed(v reflect.Value) place { return place(v.UnsafePointer()) }
