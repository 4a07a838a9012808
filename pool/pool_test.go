package pool_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
	"github.com/charm4go/charm/pool"
)

// sizes are the numbers of PEs that programs are run on.
var sizes = []int{1, 2, 3, 4, 16}

// everywhere runs a program in one process on several numbers of PEs, and on 3
// and 1 under seeds.
func everywhere(t *testing.T, run func(t *testing.T, ct *chare.Task)) {
	t.Helper()
	for _, n := range sizes {
		t.Run(fmt.Sprintf("%d PEs", n), func(t *testing.T) {
			charetest.Run(t, n, func(ct *chare.Task) { run(t, ct); ct.Exit(0) })
		})
	}
	for _, n := range []int{1, 3, 5} {
		t.Run(fmt.Sprintf("seeds on %d PEs", n), func(t *testing.T) {
			charetest.Simulate(t, n, 30, func(ct *chare.Task) { run(t, ct); ct.Exit(0) })
		})
	}
}

//charm:task
func square(t *chare.Task, x int) int { return x * x }

//charm:task
func fib(t *chare.Task, n int) int {
	if n < 2 {
		return n
	}
	a, b := pool.Call(t, fib, n-1), pool.Call(t, fib, n-2)
	return a.Get(t) + b.Get(t)
}

//charm:task
func sumOfSquares(t *chare.Task, n int) int {
	sum := 0
	for _, y := range pool.Map(t, square, upTo(n)) {
		sum += y
	}
	return sum
}

// upTo returns 0 to n-1.
func upTo(n int) []int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = i
	}
	return xs
}

func squares(n int) []int {
	ys := upTo(n)
	for i := range ys {
		ys[i] *= ys[i]
	}
	return ys
}

func TestMapGivesResultsInOrder(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		for _, n := range []int{0, 1, 2, 7, 500} {
			for name, options := range map[string][]pool.Option{
				"plain": nil, "chunks": {pool.Chunk(16)}, "auto": {pool.Chunk(pool.Auto)}, "one core": {pool.Cores(1)}, "cores": {pool.Cores(2), pool.Chunk(3)},
			} {
				if got := pool.Map(ct, square, upTo(n), options...); !slices.Equal(got, squares(n)) {
					t.Errorf("%s: squares of %d: %v", name, n, got)
				}
			}
		}
	})
}

func TestTasksMakeTasksAndWait(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		if got := pool.Call(ct, fib, 15).Get(ct); got != 610 {
			t.Errorf("fib(15) = %d, want 610", got)
		}
		got := pool.Map(ct, sumOfSquares, upTo(20))
		for n, sum := range got {
			if want := (n - 1) * n * (2*n - 1) / 6; sum != want {
				t.Errorf("sum of the squares below %d: %d, want %d", n, sum, want)
			}
		}
	})
}

var errOdd = errors.New("odd")

//charm:task
func half(t *chare.Task, x int) (int, error) {
	if x%2 == 1 {
		return 0, fmt.Errorf("half of %d: %w", x, errOdd)
	}
	return x / 2, nil
}

//charm:task
func explode(t *chare.Task, x int) int { panic(fmt.Sprintf("boom %d", x)) }

// unknown is in no registry, so no interface that holds it can travel.
type unknown struct{ X int }

//charm:task
func double(t *chare.Task, x any) any {
	switch x := x.(type) {
	case int:
		return 2 * x
	case string:
		return unknown{len(x)}
	}
	return x
}

func TestWhatCannotTravelIsAFailure(t *testing.T) {
	charetest.Run(t, 2, func(ct *chare.Task) {
		for _, x := range []any{unknown{3}, "result"} {
			_, err := pool.MapAsync(ct, double, []any{x}).Result(ct)
			if err == nil || !strings.Contains(err.Error(), "pool_test.double on PE") || !strings.Contains(err.Error(), "unknown") {
				t.Errorf("the failure of %v is %v", x, err)
			}
		}
		if got := pool.Map(ct, double, []any{1, 2}); got[0] != 2 || got[1] != 4 {
			t.Errorf("got %v", got)
		}
		ct.Exit(0)
	})
}

func TestFailuresAreJoined(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		ys, err := pool.MapAsync(ct, pool.Try(half), []int{2, 4, 6}).Result(ct)
		if err != nil || !slices.Equal(ys, []int{1, 2, 3}) {
			t.Errorf("%v, %v", ys, err)
		}
		_, err = pool.MapAsync(ct, pool.Try(half), upTo(100)).Result(ct)
		if err == nil || !strings.Contains(err.Error(), "half of 1: odd") {
			t.Errorf("the failure is %v", err)
		}
		_, err = pool.Call(ct, explode, 7).Result(ct)
		failed, ok := errors.AsType[*chare.Error](err)
		if !ok || failed.Chare != "pool_test.explode" || !strings.Contains(failed.Stack, "explode") || !strings.Contains(err.Error(), "boom 7") {
			t.Errorf("the failure is %v", err)
		}
	})
}
