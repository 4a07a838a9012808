package conformance

import (
	"testing"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// What only PEs of one process can do wrong, since they share variables.

func TestFutureOfAnotherPE(t *testing.T) {
	charetest.Run(t, 2, func(t *chare.Task) {
		left.Store(chare.NewFuture[int](t))
		text := failure(t, NewThief(t, chare.OnPE(1)).Await().Wait()).Error()
		says(text, "conformance.Thief.Wait on PE 1", "made on PE 0", "on PE 1", "Target")
		t.Exit(0)
	})
}

// The task is not running while Go runs; its goroutine has no task of its own.
func TestTaskOnAnotherGoroutine(t *testing.T) {
	if raceEnabled {
		t.Skip("is a data race as well")
	}
	charetest.Run(t, 2, func(t *chare.Task) {
		f := chare.NewFuture[int](t)
		_, err := chare.Go(t, func() (int, error) { return f.Get(t), nil })
		must(err != nil, "a future can be waited for from another goroutine")
		says(err.Error(), "the Task of main was used outside that method")
		f.Target().Send(1)
		equal("value", f.Get(t), 1)
		t.Exit(0)
	})
}

func TestSleepLastsAsLongAsItShould(t *testing.T) {
	charetest.Run(t, 2, func(t *chare.Task) {
		const d = 5 * time.Millisecond
		start := time.Now()
		t.Sleep(d)
		must(time.Since(start) >= d, "a sleep of %v takes %v", d, time.Since(start))
		start = time.Now()
		rings := chare.NewFuture[chare.Void](t)
		chare.After(t, d, rings.Target())
		rings.Get(t)
		must(time.Since(start) >= d, "a timer of %v takes %v", d, time.Since(start))
		start = time.Now()
		_, err := chare.NewFuture[int](t).ResultWithin(t, d)
		must(err == chare.ErrTimeout && time.Since(start) >= d, "a time-out of %v takes %v: %v", d, time.Since(start), err)
		t.Exit(0)
	})
}

// The first single chare of a program is on the PE after its creator's.
func TestFirstSingleChareIsOnTheNextPE(t *testing.T) {
	for pes := 1; pes <= 3; pes++ {
		charetest.Run(t, pes, func(t *chare.Task) {
			equal("PE", NewSitter(t).Ret().Spot().Get(t).PE, 1%pes)
			t.Exit(0)
		})
	}
}

func TestThereIsAtLeastOnePE(t *testing.T) {
	for _, pes := range []int{0, -1} {
		if err := chare.RunInProcess(pes, func(t *chare.Task) { t.Exit(0) }, chare.Options{}); err == nil {
			t.Errorf("a program runs on %d PEs", pes)
		}
	}
}

// A program may run another one.
func TestProgramInAProgram(t *testing.T) {
	charetest.Run(t, 2, func(task *chare.Task) {
		code, err := chare.Go(task, func() (int, error) {
			code, _ := outcome(chare.RunInProcess(2, func(t *chare.Task) { NewBombGroup(t, false, "").Own(); never(t) }, chare.Options{}))
			return code, nil
		})
		must(err == nil && (code == 10 || code == 11), "the inner program ends with %d, %v", code, err)
		task.Exit(0)
	})
}
