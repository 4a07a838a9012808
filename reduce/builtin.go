package reduce

import "reflect"

// Sum adds up. Slices are combined element by element by this and the other
// reducers of numbers.
func Sum[T Numbers]() *Spec[T, T] { return elementwise[T](sum) }

// Product multiplies.
func Product[T Numbers]() *Spec[T, T] { return elementwise[T](product) }

// Max finds the largest. With a NaN among the numbers it is NaN.
func Max[T Ordered]() *Spec[T, T] { return elementwise[T](largest) }

// Min finds the smallest. With a NaN among the numbers it is NaN.
func Min[T Ordered]() *Spec[T, T] { return elementwise[T](smallest) }

// And is the logical and of booleans, the bitwise one of integers.
func And[T Bits]() *Spec[T, T] { return elementwise[T](and) }

// Or is the logical or of booleans, the bitwise one of integers.
func Or[T Bits]() *Spec[T, T] { return elementwise[T](or) }

// Xor is the logical exclusive or of booleans, the bitwise one of integers.
func Xor[T Bits]() *Spec[T, T] { return elementwise[T](xor) }

// Nop combines nothing: contributing only says that a chare has got there. T is
// a struct{}.
func Nop[T ~struct{}]() *Spec[T, T] {
	return cached(nop, func() *Spec[T, T] {
		return recipe[T, T, T]{
			name:     nop.String(),
			plain:    true,
			pre:      borrow[T],
			combiner: combiner[T]{merge: func(_, _ *T) {}},
			post:     same[T],
		}.spec()
	})
}

func elementwise[T any](o op) *Spec[T, T] {
	return cached(o, func() *Spec[T, T] {
		r := recipe[T, T, T]{
			name:  nameFor[T](o.String()),
			plain: true,
			pre:   borrow[T],
			post:  same[T],
		}
		if t := reflect.TypeFor[T](); t.Kind() == reflect.Slice {
			kind := t.Elem().Kind()
			r.combiner = combineSlices[T](kernelFor(o, kind))
			r.commutes = commutes(o, kind)
			r.length = lengthOf[T]
		} else {
			r.combiner = combineScalars[T](kernelFor(o, t.Kind()))
		}
		return r.spec()
	})
}

func borrow[T any](_ any, v T) (T, error) { return v, nil }
