package reduce

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

type (
	celsius float64
	profile []float64
	state   uint8
	states  []uint8
	answer  bool
	answers []bool
)

// Every reducer of numbers, for every type it takes, does what naive does.
func TestReducersOfNumbers(t *testing.T) {
	integers[int](t)
	integers[int8](t)
	integers[int16](t)
	integers[int32](t)
	integers[int64](t)
	integers[uint](t)
	integers[uint8](t)
	integers[uint16](t)
	integers[uint32](t)
	integers[uint64](t)
	integers[[]int](t)
	integers[[]int8](t)
	integers[[]int16](t)
	integers[[]int32](t)
	integers[[]int64](t)
	integers[[]uint](t)
	integers[[]uint8](t)
	integers[[]uint16](t)
	integers[[]uint32](t)
	integers[[]uint64](t)
	integers[state](t)
	integers[states](t)
	floats[float32](t)
	floats[float64](t)
	floats[[]float32](t)
	floats[[]float64](t)
	floats[celsius](t)
	floats[profile](t)
	numbers[complex64](t)
	numbers[complex128](t)
	numbers[[]complex64](t)
	numbers[[]complex128](t)
	bits[bool](t)
	bits[[]bool](t)
	bits[answer](t)
	bits[answers](t)
}

func integers[T Integers](t *testing.T) {
	bits[T](t)
	floats[T](t)
}

func floats[T Ordered](t *testing.T) {
	compare(t, largest, Max[T])
	compare(t, smallest, Min[T])
	numbers[T](t)
}

func numbers[T Numbers](t *testing.T) {
	compare(t, sum, Sum[T])
	compare(t, product, Product[T])
}

func bits[T Bits](t *testing.T) {
	compare(t, and, And[T])
	compare(t, or, Or[T])
	compare(t, xor, Xor[T])
}

// compare reduces random contributions, which arrive in random order at random
// PEs, and does the same by naive.
func compare[T any](t *testing.T, o op, r Reducer[T, T]) {
	t.Run(r().Name(), func(t *testing.T) {
		for seed := range uint64(10) {
			rnd := rand.New(rand.NewPCG(seed, uint64(o)))
			length := rnd.IntN(20)
			job := newJob[T](rnd)
			for i := range job.values {
				random(rnd, reflect.ValueOf(&job.values[i]).Elem(), length)
			}
			got := run(t, job, rnd, r)
			want := job.fold(func(a, b T) T {
				return naive(o, reflect.ValueOf(&a).Elem(), reflect.ValueOf(&b).Elem()).Interface().(T)
			})
			if !identical(reflect.ValueOf(got), reflect.ValueOf(want)) {
				t.Fatalf("seed %d: %v of %v is %v, want %v", seed, o, job.values, got, want)
			}
		}
	})
}

// The products of complex numbers are what is hard here, on processors that
// fuse a multiplication and an addition: GOAMD64=v3 go test.
func TestArrivalMakesNoDifferenceToRounding(t *testing.T) {
	arrivals(t, Sum[[]float64], func(rnd *rand.Rand) float64 { return rnd.NormFloat64() })
	arrivals(t, Product[[]complex128], func(rnd *rand.Rand) complex128 {
		return complex(rnd.NormFloat64(), rnd.NormFloat64())
	})
}

func arrivals[E any](t *testing.T, r Reducer[[]E, []E], random func(*rand.Rand) E) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		job := newJob[[]E](rnd)
		for i := range job.values {
			for range 20 {
				job.values[i] = append(job.values[i], random(rnd))
			}
		}
		want := run(t, job, rnd, r)
		for range 20 {
			if got := run(t, job, rnd, r); !identical(reflect.ValueOf(got), reflect.ValueOf(want)) {
				t.Fatalf("seed %d: %s is %v, then %v", seed, r().Name(), want, got)
			}
		}
	}
}
