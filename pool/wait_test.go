package pool_test

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
	"github.com/charm4go/charm/pool"
	"github.com/charm4go/charm/reduce"
)

// A rendezvous is what a task waits for, or ends the wait of.
type rendezvous struct {
	Wait bool
	To   chare.Target[chare.Target[int]]
	Send chare.Target[int]
}

//charm:task
func meet(t *chare.Task, r rendezvous) int {
	if !r.Wait {
		r.Send.Send(7)
		return 0
	}
	f := chare.NewFuture[int](t)
	r.To.Send(f.Target())
	return f.Get(t)
}

// The second task ends the wait of the first, also where one PE runs both.
func TestTaskThatWaitsFreesItsPE(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		to := chare.NewFuture[chare.Target[int]](ct)
		first := pool.Call(ct, meet, rendezvous{Wait: true, To: to.Target()})
		second := pool.Call(ct, meet, rendezvous{Send: to.Get(ct)})
		if got := first.Get(ct) + second.Get(ct); got != 7 {
			t.Errorf("got %d, want 7", got)
		}
	})
}

//charm:task
func nested(t *chare.Task, depth int) int {
	if depth == 0 {
		return 1
	}
	sum := 0
	for _, y := range pool.Map(t, nested, []int{depth - 1, depth - 1, depth - 1}) {
		sum += y
	}
	return sum
}

func TestNestedMapsNeverDeadlock(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		if got := pool.Call(ct, nested, 5).Get(ct); got != 243 {
			t.Errorf("3 to the power of 5 is %d", got)
		}
		for _, y := range pool.Map(ct, nested, []int{3, 3, 3, 3}, pool.Chunk(2), pool.Cores(1)) {
			if y != 27 {
				t.Errorf("3 to the power of 3 is %d", y)
			}
		}
	})
}

// A Client gives jobs to the pool from its PE.
type Client struct{ chare.Base }

// Work maps, and contributes the sum.
func (c *Client) Work(t *chare.Task, n int, to chare.Target[int]) {
	sum := 0
	for _, y := range pool.Map(t, square, upTo(n)) {
		sum += y
	}
	chare.Reduce(c, sum, reduce.Sum, to)
}

// Start gives a job without waiting, as a method without a Task can.
func (c *Client) Start(x int, done chare.Target[chare.Void]) {
	pool.Go(c, report, reported{x, done})
}

type reported struct {
	x    int
	done chare.Target[chare.Void]
}

//charm:task
func report(t *chare.Task, r reported) error {
	if r.x < 0 {
		return errors.New("negative")
	}
	r.done.Send(chare.Void{})
	return nil
}

func TestJobsFromEveryPEAtOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		clients := NewClientGroup(ct)
		total := chare.NewFuture[int](ct)
		clients.Work(60, total.Target())
		own := pool.Call(ct, sumOfSquares, 60).Get(ct)
		if got := total.Get(ct); got != own*ct.NumPEs() {
			t.Errorf("the sum over all PEs is %d, want %d times %d", got, ct.NumPEs(), own)
		}
		done := chare.NewMultiFuture[chare.Void](ct, ct.NumPEs())
		clients.Start(1, done.Target())
		done.Get(ct)
	})
}

func TestTenThousandJobsAtOnce(t *testing.T) {
	for _, n := range []int{1, 3} {
		charetest.Run(t, n, func(ct *chare.Task) {
			fs := make([]*chare.Future[int], 10_000)
			for i := range fs {
				fs[i] = pool.Call(ct, square, i)
			}
			for i, f := range fs {
				if got := f.Get(ct); got != i*i {
					t.Fatalf("the square of %d is %d", i, got)
				}
			}
			ct.Exit(0)
		})
	}
}

//charm:task
func zeros(t *chare.Task, n int) []byte { return make([]byte, n) }

func TestResultOf64MiB(t *testing.T) {
	charetest.Run(t, 2, func(ct *chare.Task) {
		if got := len(pool.Call(ct, zeros, 64<<20).Get(ct)); got != 64<<20 {
			t.Errorf("%d bytes", got)
		}
		ct.Exit(0)
	})
}

func TestFailureOfGoEndsTheProgram(t *testing.T) {
	for _, n := range []int{1, 2, 4} {
		err := chare.RunInProcess(n, func(ct *chare.Task) {
			pool.Go(ct, report, reported{x: -1})
		}, chare.Options{})
		if err == nil || !strings.Contains(err.Error(), "pool_test.report on PE") || !strings.Contains(err.Error(), "negative") {
			t.Errorf("%d PEs: the program ends with %v", n, err)
		}
	}
}

//charm:task
func stuck(t *chare.Task, x int) int { return chare.NewFuture[int](t).Get(t) }

func TestDeadlockNamesTheTask(t *testing.T) {
	err := chare.RunInProcess(2, func(ct *chare.Task) { pool.Call(ct, stuck, 1).Get(ct) }, chare.Options{})
	if err == nil || !strings.Contains(err.Error(), "PE 1: pool_test.stuck waits for a future of int made by pool_test.stuck, at wait_test.go") {
		t.Errorf("the program ends with %v", err)
	}
}

// counting says how many tasks run at a time, on PEs of one process.
var counting struct{ now, most atomic.Int32 }

//charm:task
func counted(t *chare.Task, x int) int {
	now := counting.now.Add(1)
	for most := counting.most.Load(); now > most && !counting.most.CompareAndSwap(most, now); most = counting.most.Load() {
	}
	for i := range 1000 {
		x += i
	}
	counting.now.Add(-1)
	return x
}

func TestCoresLimitsHowManyPEsWork(t *testing.T) {
	for _, cores := range []int{1, 2} {
		charetest.Run(t, 6, func(ct *chare.Task) {
			counting.most.Store(0)
			pool.Map(ct, counted, make([]int, 2000), pool.Cores(cores))
			if most := int(counting.most.Load()); most > cores {
				t.Errorf("%d tasks run at once with Cores(%d)", most, cores)
			}
			ct.Exit(0)
		})
	}
}

//charm:task
func where(t *chare.Task, x int) int { return t.PE() }

func TestPE0OnlySchedules(t *testing.T) {
	for _, n := range []int{2, 3} {
		charetest.Run(t, n, func(ct *chare.Task) {
			if pes := pool.Map(ct, where, make([]int, 100)); slices.Contains(pes, 0) {
				t.Error("PE 0 runs tasks")
			}
			ct.Exit(0)
		})
	}
}
