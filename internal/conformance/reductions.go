package conformance

import (
	"fmt"
	"math"
	"strings"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var reductions = []Scenario{
	{Name: "the reducers take numbers of all kinds, and slices of them", Run: allReducers},
	{Name: "results go to targets of all kinds", Run: reductionTargets},
	{Name: "Gather collects by index", Run: gathers},
	{Name: "many reductions are under way at once", Run: manyReductions, Heavy: true},
	{Name: "reducers of one's own have a first and a last step", Run: ownReducers},
	{Name: "constructors may contribute", Run: contributionsOfConstructors},
	{Name: "reductions and awaited broadcasts do not mix", Run: reductionsAmongBroadcasts},
	{Name: "a barrier holds all back", Run: barriers},
	{Name: "sums of the same numbers have the same bits", Run: sameBits},
	{Name: "contributions that do not go together are told", Run: mismatches},
	{Name: "what is contributed and what results are one's own", Run: contributionsAreOwn},
}

// An Adder contributes.
type Adder struct {
	chare.Base
	got []string
	at  int // how far it has got
}

// Init contributes its index to as many reductions as there are targets.
func (a *Adder) Init(targets []chare.Target[int]) {
	for _, to := range targets {
		chare.Reduce(a, a.flat()+1, reduce.Sum, to)
	}
}

// flat returns the element's position, for reductions over at most two
// dimensions of at most 1000.
func (a *Adder) flat() int { return 1000*a.Index().Y() + a.Index().X() }

// Sums contributes to so many targets.
func (a *Adder) Sums(targets []chare.Target[int]) {
	for i, to := range targets {
		chare.Reduce(a, a.flat()+i, reduce.Sum, to)
	}
}

// Named contributes a named slice and nothing.
func (a *Adder) Named(to chare.Target[Weights], nothing chare.Target[chare.Void]) {
	chare.Reduce(a, Weights{uint32(a.flat()), 1}, reduce.Sum, to)
	chare.Contribute(a, nothing)
}

// Got takes a result.
func (a *Adder) Got(sum int) { a.got = append(a.got, fmt.Sprint(sum)) }

// GotSlice takes a result, and spoils it for others if they share it.
func (a *Adder) GotSlice(sums []int) {
	a.got = append(a.got, fmt.Sprint(sums))
	clear(sums)
}

// GotNothing takes a result of nothing.
func (a *Adder) GotNothing() { a.got = append(a.got, "nothing") }

// Results waits for n results.
func (a *Adder) Results(t *chare.Task, n int) []string {
	t.Until(func() bool { return len(a.got) >= n })
	return a.got
}

// Slices contributes a slice to a target, and then changes it.
func (a *Adder) Slices(to chare.Target[[]int]) {
	v := []int{a.flat(), 1}
	chare.Reduce(a, v, reduce.Sum, to)
	clear(v)
}

// collections returns collections of all kinds, and their elements' positions
// added up.
func collections(t *chare.Task, targets ...chare.Target[int]) (all []AdderProxies, sums []int) {
	n := t.NumPEs()
	all = []AdderProxies{
		NewAdderArray(t, chare.Dims(1), targets), NewAdderArray(t, chare.Dims(n+1), targets), NewAdderArray(t, chare.Dims(max(1, n-1)), targets),
		NewAdderArray(t, chare.Dims(50), targets), NewAdderGroup(t, targets), NewAdderGroup(t, targets, chare.OnPEs(n-1)), NewAdderGroup(t, targets, chare.OnPEs(0, n/2, n-1)),
	}
	for _, many := range all {
		sum := 0
		for _, flat := range many.Ret().Flat().Get(t) {
			sum += flat
		}
		sums = append(sums, sum)
	}
	return all, sums
}

// Flat returns the position.
func (a *Adder) Flat() int { return a.flat() }

func reductionTargets(t *chare.Task) {
	all, sums := collections(t)
	last := NewAdder(t, nil, chare.OnPE(t.NumPEs()-1))
	for i, many := range all {
		f, multi := chare.NewFuture[int](t), chare.NewMultiFuture[int](t, 2)
		other := all[(i+1)%len(all)]
		many.Sums([]chare.Target[int]{f.Target(), multi.Target(), multi.Target(), last.To().Got(), other.To().Got(), many.To().Got()})
		n := many.Len()
		equal("at a future", f.Get(t), sums[i])
		alike("at a future of two", multi.Get(t), []int{sums[i] + n, sums[i] + 2*n})
		equal("at one chare", last.Ret().Results(i + 1).Get(t)[i], fmt.Sprint(sums[i]+3*n))

		named, nothing := chare.NewFuture[Weights](t), chare.NewFuture[chare.Void](t)
		many.Named(named.Target(), nothing.Target())
		alike("of a named slice", named.Get(t), Weights{uint32(sums[i]), uint32(n)})
		nothing.Get(t)
		unread := chare.NewFuture[Weights](t)
		many.Named(unread.Target(), many.To().GotNothing())
	}
	for i, many := range all {
		before := (i + len(all) - 1) % len(all)
		count := map[string]int{}
		for _, results := range many.Ret().Results(3).Get(t) {
			equal("results", len(results), 3)
			for _, r := range results {
				count[r]++
			}
		}
		n := many.Len()
		want := map[string]int{"nothing": n}
		want[fmt.Sprint(sums[before]+4*all[before].Len())] += n
		want[fmt.Sprint(sums[i]+5*n)] += n
		alike(fmt.Sprintf("results broadcast to %v", many), count, want)
	}
}

// Gather contributes values of different lengths.
func (a *Adder) Gather(text chare.Target[[]string], lists chare.Target[[][]int], spots chare.Target[[]Spot]) {
	chare.Gather(a, a.Index().String(), text)
	chare.Gather(a, make([]int, a.flat()%7), lists)
	chare.Gather(a, Spot{a.PE(), a.Index()}, spots)
}

func gathers(t *chare.Task) {
	n := t.NumPEs()
	for _, many := range []AdderProxies{
		NewAdderArray(t, chare.Dims(2*n+1), nil), NewAdderArray(t, chare.Dims(n, 3), nil), NewAdderGroup(t, nil), NewAdderGroup(t, nil, chare.OnPEs(n-1, 0)),
	} {
		text, lists, spots := chare.NewFuture[[]string](t), chare.NewFuture[[][]int](t), chare.NewFuture[[]Spot](t)
		many.Gather(text.Target(), lists.Target(), spots.Target())
		texts := text.Get(t)
		equal("gathered", len(texts), many.Len())
		for i, spot := range spots.Get(t) {
			equal("index", texts[i], spot.Index.String())
			equal("length", len(lists.Get(t)[i]), (1000*spot.Index.Y()+spot.Index.X())%7)
			if i > 0 {
				must(spots.Get(t)[i-1].Index.Compare(spot.Index) < 0, "gathered out of order: %v", spots.Get(t))
			}
		}
	}
}

// Plenty takes part in n all-reduces at once, and in as many reductions to a
// target.
func (a *Adder) Plenty(t *chare.Task, n int, to chare.Target[int]) {
	all := make([]*chare.Future[int], n)
	for i := range all {
		all[i] = chare.AllReduce(a, i, reduce.Max)
		chare.Reduce(a, i, reduce.Min, to)
		if i%97 == a.flat()%97 {
			t.Yield()
		}
	}
	for i := range all {
		i = (i + a.flat()) % n
		equal("result of one of many", all[i].Get(t), i)
	}
}

func manyReductions(t *chare.Task) {
	const n = 1000
	many := NewAdderArray(t, chare.Dims(t.NumPEs()+1), nil)
	f := chare.NewMultiFuture[int](t, n)
	many.Await().Plenty(n, f.Target()).Get(t)
	for i, got := range f.Get(t) {
		equal("result of a target, in order", got, i)
	}
}

// A share is what a mean is made of.
type share struct {
	Sum   float64
	Count int
}

var mean = reduce.New("conformance.mean",
	func(a, b share) share { return share{a.Sum + b.Sum, a.Count + b.Count} },
	reduce.Pre(func(x int) share { return share{float64(x), 1} }),
	reduce.Post(func(s share) string { return fmt.Sprintf("%g of %d", s.Sum/float64(s.Count), s.Count) }))

var longest = reduce.Func("conformance.longest", func(a, b string) string {
	if len(b) > len(a) {
		return b
	}
	return a
})

var union = reduce.Func("conformance.union", func(a, b map[int]bool) map[int]bool {
	for k := range b {
		a[k] = true
	}
	return a
})

// Own uses reducers of this package.
func (a *Adder) Own(t *chare.Task, elements int) {
	m := chare.AllReduce(a, a.flat(), mean)
	l := chare.AllReduce(a, fmt.Sprintf("%*d", a.flat()+1, 0), longest)
	u := chare.AllReduce(a, map[int]bool{a.flat(): true}, union)
	equal("mean", m.Get(t), fmt.Sprintf("%g of %d", float64(elements-1)/2, elements))
	equal("longest", len(l.Get(t)), elements)
	equal("union", len(u.Get(t)), elements)
}

func ownReducers(t *chare.Task) {
	for _, many := range []AdderProxies{NewAdderArray(t, chare.Dims(3*t.NumPEs()), nil), NewAdderGroup(t, nil), NewAdderArray(t, chare.Dims(1), nil)} {
		many.Await().Own(many.Len()).Get(t)
	}
}

func contributionsOfConstructors(t *chare.Task) {
	f, second := chare.NewMultiFuture[int](t, 7), chare.NewMultiFuture[int](t, 7)
	all, sums := collections(t, f.Target(), second.Target())
	want := map[int]int{}
	for i := range all {
		want[sums[i]+all[i].Len()]++
	}
	for _, results := range [][]int{f.Get(t), second.Get(t)} {
		got := map[int]int{}
		for _, r := range results {
			got[r]++
		}
		alike("sums of constructors", got, want)
	}
}

// Mixed contributes, at different moments for different elements, while others
// call it.
func (a *Adder) Mixed(t *chare.Task, rounds int) int {
	sum := 0
	for round := range rounds {
		for range (a.flat() + round) % 4 {
			t.Yield()
		}
		if a.flat() == round%2 {
			a.All().Ret().Flat().Get(t)
			a.All().Await().GotNothing().Get(t)
		}
		sum += chare.AllReduce(a, 1, reduce.Sum).Get(t)
	}
	return sum
}

func reductionsAmongBroadcasts(t *chare.Task) {
	const rounds = 5
	for _, many := range []AdderProxies{NewAdderArray(t, chare.Dims(2*t.NumPEs()), nil), NewAdderGroup(t, nil)} {
		mixed := many.Ret().Mixed(rounds)
		for range 10 {
			many.Await().Flat().Get(t)
			equal("results", len(many.Ret().Flat().Get(t)), many.Len())
		}
		for _, sum := range mixed.Get(t) {
			equal("sum", sum, rounds*many.Len())
		}
	}
}

// Barriers goes through n barriers, and looks after each how far others are.
func (a *Adder) Barriers(t *chare.Task, n int) {
	for i := range n {
		for range (a.flat()*3 + i) % 5 {
			t.Yield()
		}
		a.at = i + 1
		chare.Barrier(a).Get(t)
		for _, at := range a.All().Ret().Far().Get(t) {
			must(at > i, "one has got to %d when another is behind barrier %d", at, i)
		}
	}
}

// Far returns how far this has got.
func (a *Adder) Far() int { return a.at }

func barriers(t *chare.Task) {
	NewAdderArray(t, chare.Dims(t.NumPEs()+2), nil).Await().Barriers(5).Get(t)
	NewAdderGroup(t, nil).Await().Barriers(5).Get(t)
}

// Rough contributes numbers whose sum depends on the order, after giving way
// some times.
func (a *Adder) Rough(t *chare.Task, delay int) (bits []uint64) {
	for range (a.flat()*delay + delay) % 7 {
		t.Yield()
	}
	x := math.Pow(1.1, float64(a.flat()*37%400)) / 3
	sum, sums := chare.AllReduce(a, x, reduce.Sum), chare.AllReduce(a, []float64{x, -1 / x}, reduce.Sum)
	bits = append(bits, math.Float64bits(sum.Get(t)))
	for _, s := range sums.Get(t) {
		bits = append(bits, math.Float64bits(s))
	}
	return bits
}

func sameBits(t *chare.Task) {
	for _, many := range []AdderProxies{NewAdderArray(t, chare.Dims(40), nil), NewAdderGroup(t, nil)} {
		var want []uint64
		for delay := range 6 {
			for i, bits := range many.Ret().Rough(delay).Get(t) {
				if want == nil {
					want = bits
				}
				alike(fmt.Sprintf("bits of the sums at element %d", i), bits, want)
			}
		}
	}
}

// Differ contributes in a way that does not go with that of others.
func (a *Adder) Differ(how string, to, other chare.Target[int], slice chare.Target[[]int]) {
	odd := a.flat() == 1
	switch {
	case how == "reducer" && odd:
		chare.Reduce(a, 1, reduce.Max, to)
	case how == "target" && odd:
		chare.Reduce(a, 1, reduce.Sum, other)
	case how == "length":
		chare.Reduce(a, make([]int, 2+a.flat()), reduce.Sum, slice)
	case how == "type" && odd:
		chare.Reduce(a, []int{1}, reduce.Sum, slice)
	default:
		chare.Reduce(a, 1, reduce.Sum, to)
	}
}

func mismatches(t *chare.Task) {
	// Both contributors are on one PE here, so that the second is told and the
	// job goes on; endings have the others.
	to, other, slice := chare.NewFuture[int](t).Target(), chare.NewFuture[int](t).Target(), chare.NewFuture[[]int](t).Target()
	for how, words := range map[string][]string{
		"reducer": {"sum of int", "max of int"}, "target": {"two targets"}, "length": {"2 from conformance.Adder[0]", "3 from conformance.Adder[1]"}, "type": {"sum of int", "sum of []int"},
	} {
		many := NewAdderArray(t, chare.Dims(2*t.NumPEs()), nil)
		many.At(0).Await().Differ(how, to, other, slice).Get(t)
		text := failure(t, many.At(1).Await().Differ(how, to, other, slice)).Error()
		says(text, words...)
		says(text, "reduction 0", "conformance.Adder", "Adder[1].Differ on PE 0")
		must(how == "length" || strings.Contains(text, "elements 0 and 1"), "%s names not both", text)
	}
}

// Spoil spoils the result of an all-reduce once others have theirs too.
func (a *Adder) Spoil(t *chare.Task, elements int) {
	all := chare.AllReduce(a, []int{1, a.flat()}, reduce.Max)
	got := all.Get(t)
	chare.Barrier(a).Get(t)
	alike("result", got, []int{1, elements - 1})
	clear(got)
	chare.Barrier(a).Get(t)
	alike("result, of the same future", all.Get(t), []int{0, 0})
}

func contributionsAreOwn(t *chare.Task) {
	n := t.NumPEs()
	for _, many := range []AdderProxies{NewAdderArray(t, chare.Dims(3*n), nil), NewAdderGroup(t, nil)} {
		many.Slices(many.To().GotSlice())
		sum := many.Len() * (many.Len() - 1) / 2
		for _, results := range many.Ret().Results(1).Get(t) {
			alike("results", results, []string{fmt.Sprint([]int{sum, many.Len()})})
		}
		many.Await().Spoil(many.Len()).Get(t)
	}
}
