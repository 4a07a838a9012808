package reduce

import (
	"fmt"
	"reflect"
)

type integer interface {
	int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64
}

type ordered interface {
	integer | float32 | float64
}

type number interface {
	ordered | complex64 | complex128
}

// kernelFor returns the kernel of an op for numbers of a kind.
func kernelFor(o op, kind reflect.Kind) kernel {
	switch kind {
	case reflect.Bool:
		// A bool is a byte that is 0 or 1, for which the bitwise operations
		// are the logical ones.
		return newKernel(integerLoop[uint8](o))
	case reflect.Int:
		return newKernel(integerLoop[int](o))
	case reflect.Int8:
		return newKernel(integerLoop[int8](o))
	case reflect.Int16:
		return newKernel(integerLoop[int16](o))
	case reflect.Int32:
		return newKernel(integerLoop[int32](o))
	case reflect.Int64:
		return newKernel(integerLoop[int64](o))
	case reflect.Uint:
		return newKernel(integerLoop[uint](o))
	case reflect.Uint8:
		return newKernel(integerLoop[uint8](o))
	case reflect.Uint16:
		return newKernel(integerLoop[uint16](o))
	case reflect.Uint32:
		return newKernel(integerLoop[uint32](o))
	case reflect.Uint64:
		return newKernel(integerLoop[uint64](o))
	case reflect.Float32:
		return newKernel(orderedLoop[float32](o))
	case reflect.Float64:
		return newKernel(orderedLoop[float64](o))
	case reflect.Complex64:
		return newKernel(numberLoop[complex64](o))
	case reflect.Complex128:
		return newKernel(numberLoop[complex128](o))
	}
	panic(fmt.Sprintf("reduce: no kernel for %v", kind)) // the constraints allow no others
}

// commutes reports whether an op gives the same bits, or a NaN, when its
// arguments are exchanged. Complex products do not on processors that fuse a
// multiplication and an addition: which of the two multiplications it is that
// is not rounded depends on which argument comes first.
func commutes(o op, kind reflect.Kind) bool {
	return o != product || kind != reflect.Complex64 && kind != reflect.Complex128
}

func integerLoop[E integer](o op) func(acc, v []E) {
	switch o {
	case and:
		return andLoop[E]
	case or:
		return orLoop[E]
	case xor:
		return xorLoop[E]
	}
	return orderedLoop[E](o)
}

func orderedLoop[E ordered](o op) func(acc, v []E) {
	switch o {
	case largest:
		return maxLoop[E]
	case smallest:
		return minLoop[E]
	}
	return numberLoop[E](o)
}

func numberLoop[E number](o op) func(acc, v []E) {
	switch o {
	case sum:
		return sumLoop[E]
	case product:
		return productLoop[E]
	}
	panic(fmt.Sprintf("reduce: no %v of numbers like %T", o, *new(E))) // the constraints allow no others
}
