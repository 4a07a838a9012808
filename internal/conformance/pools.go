package conformance

import (
	"errors"
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
	"github.com/charm4go/charm/reduce"
)

var pools = []Scenario{
	{Name: "Map gives the results of all inputs in order", Run: poolMaps},
	{Name: "tasks make tasks and wait for them", Run: poolNests},
	{Name: "the failure of a task is the failure of its job", Run: poolFails},
	{Name: "all PEs give jobs to the pool at once", Run: poolFromAll},
	{Name: "tasks that nobody waits for are work until they end", Run: poolIsWork},
	{Name: "a canceled job fails with ErrCanceled", Run: poolCancels},
	{Name: "MapSeq yields in order, and drops what is not wanted", Run: poolStreams},
	{Name: "a shared value is the same for tasks on all PEs", Run: poolShares},
	{Name: "large inputs and results go through the pool", Run: poolLarge, Heavy: true},
}

//charm:task
func poolSquare(t *chare.Task, x int) int { return x * x }

//charm:task
func poolFib(t *chare.Task, n int) int {
	if n < 2 {
		return n
	}
	rest := pool.Call(t, poolFib, n-2)
	return pool.Call(t, poolFib, n-1).Get(t) + rest.Get(t)
}

//charm:task
func poolOdd(t *chare.Task, x int) (int, error) {
	switch {
	case x < 0:
		panic(fmt.Sprintf("%d is negative", x))
	case x%2 == 0:
		return 0, fmt.Errorf("%d is even", x)
	}
	return x, nil
}

// below returns 0 to n-1.
func below(n int) []int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = i
	}
	return xs
}

func poolMaps(t *chare.Task) {
	for _, n := range []int{0, 1, 3, 40} {
		want := below(n)
		for i := range want {
			want[i] *= want[i]
		}
		for _, options := range [][]pool.Option{nil, {pool.Chunk(7)}, {pool.Chunk(pool.Auto)}, {pool.Cores(1)}} {
			alike("the squares", pool.Map(t, poolSquare, below(n), options...), want)
		}
	}
}

func poolNests(t *chare.Task) {
	equal("fib(9)", pool.Call(t, poolFib, 9).Get(t), 34)
	alike("some Fibonacci numbers", pool.Map(t, poolFib, below(8), pool.Chunk(3)), []int{0, 1, 1, 2, 3, 5, 8, 13})
}

func poolFails(t *chare.Task) {
	ys, err := pool.MapAsync(t, pool.Try(poolOdd), []int{1, 3}).Result(t)
	alike("the results", ys, []int{1, 3})
	equal("the failure", err, nil)
	_, err = pool.MapAsync(t, pool.Try(poolOdd), []int{5, 4}).Result(t)
	says(err.Error(), "conformance.poolOdd on PE", "4 is even")
	_, err = pool.Call(t, pool.Try(poolOdd), -3).Result(t)
	failed, ok := errors.AsType[*chare.Error](err)
	must(ok, "the failure is a %T", err)
	says(failed.Stack, "poolOdd")
	says(failed.Error(), "-3 is negative")
}

// A Giver gives jobs to the pool, and counts what tasks tell it.
type Giver struct {
	chare.Base
	count int
}

// Give maps, and contributes the sum.
func (g *Giver) Give(t *chare.Task, n int, to chare.Target[int]) {
	sum := 0
	for _, y := range pool.Map(t, poolSquare, below(n)) {
		sum += y
	}
	chare.Reduce(g, sum, reduce.Sum, to)
}

// Count counts.
func (g *Giver) Count() { g.count++ }

// Total contributes the count.
func (g *Giver) Total(to chare.Target[int]) { chare.Reduce(g, g.count, reduce.Sum, to) }

func poolFromAll(t *chare.Task) {
	givers := NewGiverGroup(t)
	total := chare.NewFuture[int](t)
	givers.Give(20, total.Target())
	equal("the sum", total.Get(t), 2470*t.NumPEs())
}

type poolTree struct {
	Depth  int
	Givers GiverProxies
}

//charm:task
func poolGrow(t *chare.Task, x poolTree) error {
	x.Givers.At(t.PE()).Count()
	x.Depth--
	for range 3 {
		if x.Depth > 0 {
			pool.Go(t, poolGrow, x)
		}
	}
	return nil
}

func poolIsWork(t *chare.Task) {
	givers := NewGiverGroup(t)
	pool.Go(t, poolGrow, poolTree{5, givers})
	t.WaitQuiescence()
	total := chare.NewFuture[int](t)
	givers.Total(total.Target())
	equal("tasks", total.Get(t), 1+3+9+27+81)
}

//charm:task
func poolWait(t *chare.Task, x int) int {
	for !pool.Canceled(t) {
		t.Yield()
	}
	return x
}

func poolCancels(t *chare.Task) {
	var c pool.Canceler
	f := pool.MapAsync(t, poolWait, below(20), pool.CanceledBy(&c))
	t.Yield()
	c.Cancel()
	_, err := f.Result(t)
	must(errors.Is(err, pool.ErrCanceled), "the failure is %v", err)
}

func poolStreams(t *chare.Task) {
	next := 0
	for y := range pool.MapSeq(t, poolSquare, slices.Values(below(30)), pool.Window(5)) {
		equal("the next result", y, next*next)
		next++
	}
	equal("results", next, 30)
	for y := range pool.MapSeq(t, poolSquare, slices.Values(below(30)), pool.Chunk(3)) {
		if y == 16 {
			break
		}
	}
}

type poolPart struct {
	Of pool.Shared[[]int]
	I  int
}

//charm:task
func poolElement(t *chare.Task, p poolPart) int { return p.Of.Get(t)[p.I] }

func poolShares(t *chare.Task) {
	shared := pool.Share(t, []int{5, 6, 7})
	parts := make([]poolPart, 12)
	for i := range parts {
		parts[i] = poolPart{shared, i % 3}
	}
	for i, got := range pool.Map(t, poolElement, parts) {
		equal("an element", got, 5+i%3)
	}
	shared.Release(t)
}

//charm:task
func poolDouble(t *chare.Task, xs []float64) []float64 {
	ys := make([]float64, 2*len(xs))
	for i := range ys {
		ys[i] = xs[i/2]
	}
	return ys
}

func poolLarge(t *chare.Task) {
	xs := make([]float64, 100_000)
	for i := range xs {
		xs[i] = float64(i)
	}
	for _, ys := range pool.Map(t, poolDouble, [][]float64{xs, xs, xs}) {
		equal("numbers", len(ys), 200_000)
		equal("the last", ys[len(ys)-1], 99_999)
	}
}
