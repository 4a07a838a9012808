package conformance

import (
	"math"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var allReduces = []Scenario{
	{Name: "all-reduces give all the bits that a target gets", Run: allReduceBits},
	{Name: "slices of any length are reduced for all", Run: slicesOfAnyLength},
	{Name: "slices that are given away are reduced for all", Run: givenAway},
	{Name: "all-reduces and reductions to targets take turns", Run: takingTurns},
	{Name: "all-reduces go on while elements are inserted", Run: allReducesWhileInserting},
}

// A Pollster has a number, or many, that all are to know of.
type Pollster struct {
	chare.Base
	step int   // reductions that it has contributed to
	sums []int // of those for all
}

// rough are n numbers whose sum depends on the order.
func (p *Pollster) rough(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Pow(1.1, float64((p.Index().X()*37+i)%400)) / 3
	}
	return x
}

func bitsOf(x []float64) []uint64 {
	bits := make([]uint64, len(x))
	for i := range x {
		bits[i] = math.Float64bits(x[i])
	}
	return bits
}

// Poll sums n numbers for all, and for a target.
func (p *Pollster) Poll(t *chare.Task, n, delay int, to chare.Target[[]float64]) []uint64 {
	for range (p.Index().X()*delay + delay) % 5 {
		t.Yield()
	}
	x := p.rough(n)
	f := chare.AllReduce(p, x, reduce.Sum)
	clear(x) // as is allowed
	chare.Reduce(p, p.rough(n), reduce.Sum, to)
	return bitsOf(f.Get(t))
}

func allReduceBits(t *chare.Task) {
	for _, many := range []PollsterProxies{NewPollsterArray(t, chare.Dims(11)), NewPollsterGroup(t), NewPollsterGroup(t, chare.OnPEs(t.NumPEs()-1, 0))} {
		for delay := range 4 {
			to := chare.NewFuture[[]float64](t)
			all := many.Ret().Poll(3, delay, to.Target()).Get(t)
			want := bitsOf(to.Get(t))
			for _, bits := range all {
				alike("bits", bits, want)
			}
		}
	}
}

// Weigh finds the greatest of each of n numbers, and spoils what it gets.
func (p *Pollster) Weigh(t *chare.Task, n, elements int) {
	v := make([]int64, n)
	for i := range v {
		v[i] = int64((i + p.Index().X()) % elements)
	}
	got := chare.AllReduce(p, v, reduce.Max).Get(t)
	equal("numbers", len(got), n)
	for i, x := range got {
		if x != int64(elements-1) {
			equal("the greatest", x, int64(elements-1))
		}
		got[i] = -1
	}
	for i := range v {
		if v[i] != int64((i+p.Index().X())%elements) {
			equal("what was contributed", v[i], int64((i+p.Index().X())%elements))
		}
	}
}

func slicesOfAnyLength(t *chare.Task) {
	few, many := NewPollsterGroup(t), NewPollsterArray(t, chare.Dims(2*t.NumPEs()+1))
	for _, n := range []int{0, 1, 5, 1021, 4099, 30_011, 1021} {
		few.Await().Weigh(n, few.Len()).Get(t)
		many.Await().Weigh(n, many.Len()).Get(t)
	}
}

// Grades are numbers with a name.
type Grades []float32

// Give finds the greatest of each of n numbers several times, each time of what it
// has got, which it gives away. On the way it raises one of them.
func (p *Pollster) Give(t *chare.Task, n, elements int) {
	const margin = 3
	memory := make(Grades, margin+n+margin)
	for i := range memory {
		memory[i] = float32(p.Index().X())
	}
	v := memory[margin : margin+n]
	for round := range 3 {
		if n > 0 && p.Index().X() == 0 {
			v[round%n] = float32(elements + round)
		}
		v = chare.AllReduceInPlace(p, v, reduce.Max).Get(t)
		equal("numbers", len(v), n)
		for i, x := range v {
			want := elements - 1
			for r := range round + 1 {
				if r%n == i {
					want = elements + r
				}
			}
			if int(x) != want {
				equal("the greatest", int(x), want)
			}
		}
	}
	for i := range margin {
		equal("a number in front", memory[i], float32(p.Index().X()))
		equal("a number behind", memory[margin+n+i], float32(p.Index().X()))
	}
}

func givenAway(t *chare.Task) {
	few, many := NewPollsterGroup(t), NewPollsterArray(t, chare.Dims(2*t.NumPEs()+1))
	for _, n := range []int{0, 5, 1021, 9001, 5} {
		few.Await().Give(n, few.Len()).Get(t)
		many.Await().Give(n, many.Len()).Get(t)
	}
}

// Mix contributes to reductions, some for all and some to a target: to each of
// them on a PE, then it moves on, for so many legs.
func (p *Pollster) Mix(t *chare.Task, legs, each int, to chare.Target[int]) {
	for range each {
		if p.step++; p.step%3 == 0 {
			chare.Reduce(p, p.step, reduce.Max, to)
		} else {
			p.sums = append(p.sums, chare.AllReduce(p, p.step, reduce.Sum).Get(t))
		}
	}
	if p.step%4 != 0 {
		p.Migrate(somewhere(p.Index().X(), p.step, p.NumPEs()))
	} else {
		p.Migrate(0) // as do all others
	}
	if legs > 1 {
		p.This().Mix(legs-1, each, to)
	}
}

// Mixed returns the sums.
func (p *Pollster) Mixed() []int { return p.sums }

func takingTurns(t *chare.Task) {
	const legs, each = 6, 5
	n := 2*t.NumPEs() + 1
	for _, opts := range [][]chare.Option{nil, {chare.WithMap(byThirds)}} {
		a := NewPollsterArray(t, chare.Dims(n), opts...)
		greatest := chare.NewMultiFuture[int](t, legs*each/3)
		a.Mix(legs, each, greatest.Target())
		for i, got := range greatest.Get(t) {
			equal("the greatest", got, 3*(i+1))
		}
		t.WaitQuiescence()
		var want []int
		for step := 1; step <= legs*each; step++ {
			if step%3 != 0 {
				want = append(want, step*n)
			}
		}
		for _, sums := range a.Ret().Mixed().Get(t) {
			alike("sums", sums, want)
		}
	}
}

// byThirds leaves most PEs without elements.
var byThirds = chare.NewMap("conformance.byThirds", func(i chare.Index, pes int) int { return i.X() / 3 * 2 % pes })

// Count finds out how many there are, twice.
func (p *Pollster) Count(t *chare.Task) int {
	first := chare.AllReduce(p, 1, reduce.Sum)
	second := chare.AllReduce(p, p.Index().X(), reduce.Max)
	equal("the greatest index", second.Get(t), first.Get(t)-1)
	return first.Get(t)
}

func allReducesWhileInserting(t *chare.Task) {
	a := NewPollsterArray(t, chare.Dims(2).Open())
	for n := 2; n < 9; n++ {
		for _, got := range a.Ret().Count().Get(t) {
			equal("elements", got, n)
		}
		a.Insert(chare.Ix(n))
	}
}
