package conformance

import (
	"runtime"
	"testing"
	"time"

	"github.com/charm4go/charm/chare"
)

// wantGoroutines waits until there are no more goroutines than before: those
// that end do not do so at once.
func wantGoroutines(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, there were %d:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestNoGoroutineIsLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, e := range Endings {
		if e.PEs <= 3 {
			chare.RunInProcess(3, e.Run, chare.Options{})
			chare.Simulate(3, 1, e.Run, chare.Options{})
		}
	}
	wantGoroutines(t, before)
}

// A test may end its goroutine in the middle of main, as testing.T.FailNow does.
func TestMainMayEndItsGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, wait := range []bool{false, true} {
		ended := make(chan bool)
		go func() {
			defer close(ended)
			chare.RunInProcess(3, func(t *chare.Task) {
				stuck := NewStuckGroup(t)
				stuck.Hope()
				if wait {
					stuck.Await().Receive(stuck.At(0)).ResultWithin(t, time.Millisecond)
				}
				runtime.Goexit()
			}, chare.Options{})
			t.Error("RunInProcess returns")
		}()
		<-ended
	}
	wantGoroutines(t, before)
}

// Programs in one process do not know of each other.
func TestProgramsSideBySide(t *testing.T) {
	done := make(chan error)
	for range 3 {
		go func() {
			done <- chare.RunInProcess(2, Program(func(string) {}, Scenarios[:30]...), chare.Options{})
		}()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// Waiting methods are unwound at the end, so that their deferred functions run,
// whatever these do.
// A method that goes on whatever happens is unwound too.
func TestMethodsThatRecoverAreUnwound(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 3 {
		chare.RunInProcess(2, func(t *chare.Task) {
			NewServerGroup(t).Serve()
			t.Sleep(time.Millisecond)
			t.Exit(0)
		}, chare.Options{})
	}
	wantGoroutines(t, before)
}

func TestDeferredFunctionsRunAtTheEnd(t *testing.T) {
	cleaned := make(chan string, 100)
	program := func(t *chare.Task) {
		defer func() { cleaned <- "main" }()
		defer func() {
			defer func() { cleaned <- "again" }()
			t.Yield() // must not go on
			cleaned <- "waited"
		}()
		defer func() {
			recover()
			NewStuckGroup(t).Hope() // reaches nobody
		}()
		chare.After(t, time.Millisecond, NewBomb(t, false, "exit").To().Tick())
		chare.NewFuture[int](t).Get(t)
	}
	for _, run := range []func() error{
		func() error { return chare.RunInProcess(2, program, chare.Options{}) },
		func() error { return chare.Simulate(2, 0, program, chare.Options{}) },
	} {
		if code, text := outcome(run()); code != 5 {
			t.Errorf("exit code %d, want 5: %s", code, text)
		}
		if first, second := <-cleaned, <-cleaned; first != "again" || second != "main" {
			t.Errorf("deferred functions have said %q and %q", first, second)
		}
	}
}
