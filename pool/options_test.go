package pool_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
	"github.com/charm4go/charm/pool"
	"github.com/charm4go/charm/wire"
)

// A Log keeps the order in which tasks begin.
type Log struct {
	chare.Base
	entries []int
}

// Add adds an entry.
func (l *Log) Add(x int) { l.entries = append(l.entries, x) }

// Entries returns them.
func (l *Log) Entries() []int { return l.entries }

type noted struct {
	x   int
	log LogProxy
}

//charm:task
func note(t *chare.Task, n noted) chare.Void {
	n.log.Add(n.x)
	return chare.Void{}
}

func inputs(log LogProxy, xs ...int) (list []noted) {
	for _, x := range xs {
		list = append(list, noted{x, log})
	}
	return list
}

func TestHigherPrioritiesComeFirst(t *testing.T) {
	for _, n := range []int{1, 2} { // so that one PE works
		charetest.Simulate(t, n, 20, func(ct *chare.Task) {
			log := NewLog(ct, chare.OnPE(n-1))
			low := pool.MapAsync(ct, note, inputs(log, 1, 1, 1, 1, 1, 1), pool.Priority(-1))
			usual := pool.MapAsync(ct, note, inputs(log, 2, 2))
			high := pool.MapAsync(ct, note, inputs(log, 3, 3), pool.Priority(1))
			chare.Wait(ct, low, usual, high)
			got := log.Ret().Entries().Get(ct)
			// The PE may have got two tasks before the others were there.
			if i := slices.Index(got, 3); i > 2 || !slices.Equal(slices.DeleteFunc(slices.Clone(got), func(x int) bool { return x == 1 }), []int{3, 3, 2, 2}) {
				t.Errorf("the order is %v", got)
			}
			ct.Exit(0)
		})
	}
}

func TestEqualPrioritiesComeInOrder(t *testing.T) {
	charetest.Simulate(t, 2, 20, func(ct *chare.Task) {
		log := NewLog(ct, chare.OnPE(1))
		var all []chare.Waitable
		for x := range 5 {
			all = append(all, pool.MapAsync(ct, note, inputs(log, x, x)))
		}
		chare.Wait(ct, all...)
		if got := log.Ret().Entries().Get(ct); !slices.IsSorted(got) || len(got) != 10 {
			t.Errorf("the order is %v", got)
		}
		ct.Exit(0)
	})
}

//charm:task
func untilCanceled(t *chare.Task, x int) int {
	for !pool.Canceled(t) {
		t.Yield()
	}
	return x
}

func TestCancelDropsTheRest(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		var c pool.Canceler
		f := pool.MapAsync(ct, untilCanceled, upTo(200), pool.CanceledBy(&c), pool.Chunk(10))
		g := pool.Call(ct, untilCanceled, 1, pool.CanceledBy(&c))
		ct.Yield()
		c.Cancel()
		late := pool.Call(ct, square, 3, pool.CanceledBy(&c))
		for _, err := range []error{failureOf(f.Result(ct)), failureOf(g.Result(ct)), failureOf(late.Result(ct))} {
			if !errors.Is(err, pool.ErrCanceled) {
				t.Errorf("the failure is %v, want ErrCanceled", err)
			}
		}
		if got := pool.Call(ct, square, 3).Get(ct); got != 9 {
			t.Errorf("the square of 3 is %d", got)
		}
	})
}

func TestCanceledGoIsDropped(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		var c pool.Canceler
		log := NewLog(ct)
		for x := range 50 {
			pool.Go(ct, noteOnly, noted{x, log}, pool.CanceledBy(&c))
		}
		c.Cancel()
		ct.WaitQuiescence()
		if got := log.Ret().Entries().Get(ct); len(got) > 0 {
			t.Errorf("tasks run that were canceled before the PE did anything else: %v", got)
		}
	})
}

//charm:task
func noteOnly(t *chare.Task, n noted) { n.log.Add(n.x) }

func failureOf[T any](_ T, err error) error { return err }

//charm:task
func failOr(t *chare.Task, x int) int {
	if x == 0 {
		panic("the first")
	}
	for !pool.Canceled(t) {
		t.Yield()
	}
	return x
}

func TestFailureDropsTheRest(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		// Those that run go on until they hear of it, and the others never begin.
		_, err := pool.MapAsync(ct, failOr, upTo(1000)).Result(ct)
		if err == nil || !strings.Contains(err.Error(), "the first") {
			t.Errorf("the failure is %v", err)
		}
	})
}

func count(n int, taken *int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			*taken = i + 1
			if !yield(i) {
				return
			}
		}
	}
}

func TestMapSeqYieldsInOrderWithinItsWindow(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		for _, options := range [][]pool.Option{nil, {pool.Chunk(3)}, {pool.Chunk(pool.Auto)}, {pool.Chunk(4), pool.Window(2)}} {
			taken, next := 0, 0
			for y := range pool.MapSeq(ct, square, count(100, &taken), append(options, pool.Window(10))...) {
				if y != next*next {
					t.Fatalf("result %d is %d", next, y)
				}
				if taken > next+11 {
					t.Errorf("%d inputs are taken when result %d comes", taken, next)
				}
				next++
			}
			if next != 100 {
				t.Errorf("%d results", next)
			}
		}
	})
}

func TestMapSeqEndsEarly(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		taken := 0
		for y := range pool.MapSeq(ct, square, count(1000, &taken), pool.Window(20)) {
			if y == 25 {
				break
			}
		}
		if taken > 40 {
			t.Errorf("%d inputs are taken for 6 results", taken)
		}
		failed := ct.Try(func() error {
			for range pool.MapSeq(ct, pool.Try(half), count(1000, &taken)) {
			}
			return nil
		})
		if failed == nil || !errors.Is(failed, failed.Err) || !strings.Contains(failed.Error(), "half of 1: odd") {
			t.Errorf("the failure is %v", failed)
		}
	})
}

// large counts how often it travels.
type large struct{ n int }

var largeTravels atomic.Int32

func (l large) MarshalWire(e *wire.Encoder) {
	largeTravels.Add(1)
	e.Int(l.n)
}

func (l *large) UnmarshalWire(d *wire.Decoder) { l.n = d.Int() }

type part struct {
	of pool.Shared[large]
	i  int
}

//charm:task
func multiply(t *chare.Task, p part) int { return p.of.Get(t).n * p.i }

func TestSharedValueGoesToEachPEOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, ct *chare.Task) {
		largeTravels.Store(0)
		shared := pool.Share(ct, large{3})
		parts := make([]part, 100)
		for i := range parts {
			parts[i] = part{shared, i}
		}
		for range 2 {
			for i, got := range pool.Map(ct, multiply, parts) {
				if got != 3*i {
					t.Errorf("3 times %d is %d", i, got)
				}
			}
		}
		if n := int(largeTravels.Load()); n > ct.NumPEs()-1 {
			t.Errorf("the value went to others %d times", n)
		}
		shared.Release(ct)
	})
}

func TestProgressShowsTheEnd(t *testing.T) {
	charetest.Run(t, 3, func(ct *chare.Task) {
		var out bytes.Buffer
		pool.Map(ct, square, upTo(50), pool.Progress(&out))
		if got := out.String(); !strings.HasSuffix(got, "pool_test.square: 50 of 50, 100 %\n") {
			t.Errorf("got %q", got)
		}
		ct.Exit(0)
	})
}

// notRegistered lacks its //charm:task.
func notRegistered(t *chare.Task, x int) int { return x }

func TestOnlyTasksCanBeGiven(t *testing.T) {
	charetest.Run(t, 1, func(ct *chare.Task) {
		literal := func(t *chare.Task, x int) int { return ct.PE() + x }
		for want, f := range map[string]func(*chare.Task, int) int{
			"notRegistered (options_test.go:": notRegistered,
			"write //charm:task above it":     notRegistered,
			"is no task: a task is a function of a package with //charm:task above it; a function literal": literal,
			"a function that is nil": nil,
		} {
			failed := ct.Try(func() error { pool.Call(ct, f, 1); return nil })
			if failed == nil || !strings.Contains(failed.Error(), want) {
				t.Errorf("got %v\nwant %s", failed, want)
			}
		}
		ct.Exit(0)
	})
}

func TestOptionsAreChecked(t *testing.T) {
	for name, f := range map[string]func(){
		"Chunk(-1)": func() { pool.Chunk(-1) },
		"Cores(0)":  func() { pool.Cores(0) },
		"Window(0)": func() { pool.Window(0) },
	} {
		func() {
			defer func() {
				if v := fmt.Sprint(recover()); !strings.Contains(v, name) {
					t.Errorf("%s panics with %s", name, v)
				}
			}()
			f()
		}()
	}
}
