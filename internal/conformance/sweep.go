package conformance

import (
	"fmt"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

// Sweep takes part in reductions of all kinds, of as many elements, all at
// once, and checks the results.
func (a *Adder) Sweep(t *chare.Task, elements int) {
	s := &sweep{a: a, t: t, n: elements}
	integers(s, integerKit[int](), integerKit[[]int]())
	integers(s, integerKit[int8](), integerKit[[]int8]())
	integers(s, integerKit[int16](), integerKit[[]int16]())
	integers(s, integerKit[int32](), integerKit[[]int32]())
	integers(s, integerKit[int64](), integerKit[[]int64]())
	integers(s, integerKit[uint](), integerKit[[]uint]())
	integers(s, integerKit[uint8](), integerKit[[]uint8]())
	integers(s, integerKit[uint16](), integerKit[[]uint16]())
	integers(s, integerKit[uint32](), integerKit[[]uint32]())
	integers(s, integerKit[uint64](), integerKit[[]uint64]())
	integers(s, integerKit[Weight](), kit[[]Weight]{})
	floats(s, floatKit[float32](), floatKit[[]float32]())
	floats(s, floatKit[float64](), floatKit[[]float64]())
	floats(s, floatKit[Celsius](), kit[[]Celsius]{})
	complexes(s, complexKit[complex64](), complexKit[[]complex64]())
	complexes(s, complexKit[complex128](), complexKit[[]complex128]())
	truths(s, truthKit[bool](), truthKit[[]bool]())
	truths(s, truthKit[Truth](), kit[[]Truth]{})
	for _, check := range s.checks {
		check()
	}
}

type (
	// A Weight is a named integer.
	Weight uint32
	// A Truth is a named bool.
	Truth bool
	// Weights are a named slice.
	Weights []uint32
)

// A sweep is what one element does in Sweep.
type sweep struct {
	a      *Adder
	t      *chare.Task
	n      int
	checks []func()
}

// A kit is the reducers of one type; nil for those that do not take it.
type kit[T any] struct{ sum, product, max, min, and, or, xor reduce.Reducer[T, T] }

func integerKit[T reduce.Integers]() kit[T] {
	return kit[T]{reduce.Sum[T], reduce.Product[T], reduce.Max[T], reduce.Min[T], reduce.And[T], reduce.Or[T], reduce.Xor[T]}
}

func floatKit[T reduce.Ordered]() kit[T] {
	return kit[T]{sum: reduce.Sum[T], product: reduce.Product[T], max: reduce.Max[T], min: reduce.Min[T]}
}

func complexKit[T reduce.Numbers]() kit[T] {
	return kit[T]{sum: reduce.Sum[T], product: reduce.Product[T]}
}

func truthKit[T reduce.Bits]() kit[T] {
	return kit[T]{and: reduce.And[T], or: reduce.Or[T], xor: reduce.Xor[T]}
}

// try reduces value, which says what element i contributes, and slices of such
// values, and compares with what fold makes of the values one after another.
func try[T comparable](s *sweep, what string, one reduce.Reducer[T, T], several reduce.Reducer[[]T, []T], value func(i int) T, fold func(a, b T) T) {
	slice := func(i int) []T { return []T{value(i), value(i + 1), value(i)} }
	want, wants := value(0), slice(0)
	for i := 1; i < s.n; i++ {
		want = fold(want, value(i))
		for j, v := range slice(i) {
			wants[j] = fold(wants[j], v)
		}
	}
	i := s.a.flat()
	got := chare.AllReduce(s.a, value(i), one)
	s.checks = append(s.checks, func() {
		equal(fmt.Sprintf("%s of %T at %d", what, want, i), got.Get(s.t), want)
	})
	if several != nil {
		got := chare.AllReduce(s.a, slice(i), several)
		s.checks = append(s.checks, func() {
			alike(fmt.Sprintf("%s of %T at %d", what, wants, i), got.Get(s.t), wants)
		})
	}
}

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

func integers[T integer](s *sweep, one kit[T], several kit[[]T]) {
	value := func(i int) T { return T(3*i + 1) }
	try(s, "sum", one.sum, several.sum, value, func(a, b T) T { return a + b })
	try(s, "product", one.product, several.product, value, func(a, b T) T { return a * b })
	try(s, "max", one.max, several.max, value, func(a, b T) T { return max(a, b) })
	try(s, "min", one.min, several.min, value, func(a, b T) T { return min(a, b) })
	try(s, "and", one.and, several.and, value, func(a, b T) T { return a & b })
	try(s, "or", one.or, several.or, value, func(a, b T) T { return a | b })
	try(s, "xor", one.xor, several.xor, value, func(a, b T) T { return a ^ b })
}

// Of floats only such are used whose sums are exact in any order.

func floats[T ~float32 | ~float64](s *sweep, one kit[T], several kit[[]T]) {
	value := func(i int) T { return T(i%7) - 2.5 }
	sign := func(i int) T { return T(1 - 2*(i%2)) }
	try(s, "sum", one.sum, several.sum, value, func(a, b T) T { return a + b })
	try(s, "product", one.product, several.product, sign, func(a, b T) T { return a * b })
	try(s, "max", one.max, several.max, value, func(a, b T) T { return max(a, b) })
	try(s, "min", one.min, several.min, value, func(a, b T) T { return min(a, b) })
}

func complexes[T complex64 | complex128](s *sweep, one kit[T], several kit[[]T]) {
	value := func(i int) T { return T(complex(float32(i%5), -0.5)) }
	unit := func(i int) T { return []T{1, 1i, -1}[i%3] }
	try(s, "sum", one.sum, several.sum, value, func(a, b T) T { return a + b })
	try(s, "product", one.product, several.product, unit, func(a, b T) T { return a * b })
}

func truths[T ~bool](s *sweep, one kit[T], several kit[[]T]) {
	for modulus := 2; modulus <= 3; modulus++ {
		value := func(i int) T { return i%modulus == 0 }
		try(s, "and", one.and, several.and, value, func(a, b T) T { return a && b })
		try(s, "or", one.or, several.or, value, func(a, b T) T { return a || b })
		try(s, "xor", one.xor, several.xor, value, func(a, b T) T { return a != b })
	}
}

func allReducers(t *chare.Task) {
	n := t.NumPEs()
	for _, many := range []AdderProxies{
		NewAdderArray(t, chare.Dims(1), nil), NewAdderArray(t, chare.Dims(2*n+1), nil), NewAdderGroup(t, nil),
	} {
		many.Await().Sweep(many.Len()).Get(t)
	}
}
