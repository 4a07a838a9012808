package main

import (
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

// perPE is how many chares of an array a PE has, if that is not the size.
const perPE = 8

var reductions = []measurement{
	{name: "allreduces", pes: 2, unit: "ns/all-reduce", of: "chares", sizes: []int{16, 160, 1600}, repeats: 5, times: times(1000), prepare: allReduces},
	{name: "reduce-float64s", pes: 2, unit: "ns/reduction", of: "float64s", sizes: []int{200, 2000, 20_000}, repeats: 3, times: times(5000), prepare: reduceSlices},
}

// A Summer takes part in sums.
type Summer struct {
	chare.Base
	values []float64
}

// Init makes n values to contribute.
func (s *Summer) Init(n int) {
	s.values = make([]float64, n)
	for i := range s.values {
		s.values[i] = float64(i)
	}
}

// AllReduce takes part in n all-reduces of one number, one after another.
func (s *Summer) AllReduce(t *chare.Task, n int) {
	for i := range n {
		chare.AllReduce(s, float64(i), reduce.Sum).Get(t)
	}
}

// Reduce contributes n times without waiting.
func (s *Summer) Reduce(n int, to chare.Target[[]float64]) {
	for range n {
		chare.Reduce(s, s.values, reduce.Sum, to)
	}
}

// arrays is how many arrays make all-reduces at once.
const arrays = 4

// allReduces makes all-reduces, over several arrays of so many chares at once.
func allReduces(t *chare.Task, size, times int) func() float64 {
	summers := make([]SummerProxies, arrays)
	for i := range summers {
		summers[i] = NewSummerArray(t, chare.Dims(size), 0)
		t.WaitCreated(summers[i])
	}
	return func() float64 {
		start := time.Now()
		ends := make([]chare.Waitable, arrays)
		for i, s := range summers {
			ends[i] = s.Await().AllReduce(times / arrays)
		}
		chare.Wait(t, ends...)
		return since(start)
	}
}

// reduceSlices reduces slices of so many numbers: in portions, so that no PE runs
// far ahead.
func reduceSlices(t *chare.Task, size, times int) func() float64 {
	const portion = 10
	summers := NewSummerArray(t, chare.Dims(perPE*t.NumPEs()), size)
	t.WaitCreated(summers)
	return func() float64 {
		start := time.Now()
		for range times / portion {
			sums := chare.NewMultiFuture[[]float64](t, portion)
			summers.Reduce(portion, sums.Target())
			sums.Get(t)
		}
		return since(start)
	}
}
