package conformance

import (
	"fmt"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var maps = []Scenario{
	{Name: "a map places the elements of an array", Run: mapPlaces},
	{Name: "an array is whole whatever PEs a map leaves out", Run: mapWithGaps},
	{Name: "a map has no PE that is not there", Run: mapOutOfRange},
}

// Maps that leave out more and more PEs.
var (
	byColumn   = chare.NewMap("byColumn", func(i chare.Index, numPEs int) int { return i.Y() % numPEs })
	toTheLast  = chare.NewMap("toTheLast", func(_ chare.Index, numPEs int) int { return numPEs - 1 })
	toTheFirst = chare.NewMap("toTheFirst", func(chare.Index, int) int { return 0 })
	toTheOdd   = chare.NewMap("toTheOdd", func(i chare.Index, numPEs int) int { return min(2*(i.X()/3)+1, numPEs-1) })
	toNowhere  = chare.NewMap("toNowhere", func(i chare.Index, numPEs int) int { return numPEs * (i.X() - 1) })
)

func mapPlaces(t *chare.Task) {
	n := t.NumPEs()
	a := NewSitterArray(t, chare.Dims(2, 3*n), chare.WithMap(byColumn))
	equal("elements", a.Len(), 6*n)
	for i, spot := range a.Ret().Spot().Get(t) {
		equal("index", spot.Index, chare.Ix(i/(3*n), i%(3*n)))
		equal(fmt.Sprintf("PE of element %v", spot.Index), spot.PE, spot.Index.Y()%n)
	}
	for column := range n {
		equal("PE", a.At(1, column).Ret().Spot().Get(t).PE, column)
	}
}

// A Summer contributes to reductions of its array, or sections of it.
type Summer struct{ chare.Base }

// weight is what an element contributes.
func weight(i chare.Index) int {
	w := 1
	for d := range i.Dims() {
		w = 10*w + i.At(d)
	}
	return w
}

// Sum contributes to rounds sums.
func (s *Summer) Sum(rounds int, to chare.Target[int]) {
	for range rounds {
		chare.Reduce(s, weight(s.Index()), reduce.Sum, to)
	}
}

// Collect contributes to a list of the indices.
func (s *Summer) Collect(to chare.Target[[]chare.Index]) { chare.Gather(s, s.Index(), to) }

// Greatest returns the greatest weight, and waits for all before.
func (s *Summer) Greatest(t *chare.Task) int {
	chare.Barrier(s).Get(t)
	return chare.AllReduce(s, weight(s.Index()), reduce.Max).Get(t)
}

// A Foreman makes arrays on behalf of another PE.
type Foreman struct{ chare.Base }

// Array makes one.
func (f *Foreman) Array(n int, which string) SummerProxies {
	m := map[string]*chare.Map{"first": toTheFirst, "last": toTheLast, "odd": toTheOdd}[which]
	return NewSummerArray(f, chare.Dims(n), chare.WithMap(m))
}

func mapWithGaps(t *chare.Task) {
	const rounds = 4
	foremen := NewForemanGroup(t)
	for creator := range t.NumPEs() {
		for _, which := range []string{"first", "last", "odd"} {
			for _, n := range []int{1, 7} {
				a := foremen.At(creator).Ret().Array(n, which).Get(t)
				t.WaitCreated(a)
				checkSums(t, a, n, rounds)
			}
		}
	}
}

// checkSums has all n elements of a 1-D array contribute, in all ways.
func checkSums(t *chare.Task, a SummerProxies, n, rounds int) {
	want, indices := 0, []chare.Index{}
	for i := range n {
		want += weight(chare.Ix(i))
		indices = append(indices, chare.Ix(i))
	}
	sums, list := chare.NewMultiFuture[int](t, rounds), chare.NewFuture[[]chare.Index](t)
	a.Sum(rounds, sums.Target())
	a.Collect(list.Target())
	for i, greatest := range a.Ret().Greatest().Get(t) {
		equal(fmt.Sprintf("greatest weight, as element %d of %v knows it", i, a), greatest, weight(chare.Ix(n-1)))
	}
	for _, sum := range sums.Get(t) {
		equal(fmt.Sprintf("sum of %v", a), sum, want)
	}
	alike(fmt.Sprintf("indices of %v", a), list.Get(t), indices)
}

func mapOutOfRange(t *chare.Task) {
	complains(func() { NewSitterArray(t, chare.Dims(2), chare.WithMap(toNowhere)) },
		"map toNowhere", "element 0", "conformance.Sitter[2]", fmt.Sprintf("on PE %d", -t.NumPEs()), fmt.Sprintf("PEs 0 to %d", t.NumPEs()-1))
	complains(func() { chare.NewMap("byColumn", nil) }, "map byColumn", "twice")
	complains(func() { NewSitterGroup(t, chare.WithMap(byColumn)) }, "Sitter", "WithMap", "groups")
	complains(func() { NewSitter(t, chare.WithMap(byColumn)) }, "Sitter", "WithMap", "single")
}
