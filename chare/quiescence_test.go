package chare

import (
	"sync"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer/inproc"
)

// A tickless world never ticks, so that nothing but what happens in the job can
// begin a round.
type tickless struct{ *world }

func (tickless) every(time.Duration, func()) {}

// runTickless is RunInProcess in a world without ticks.
func runTickless(tb testing.TB, pes int, run func(*Task)) {
	tb.Helper()
	ports, err := inproc.New(pes, inproc.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{start: time.Now(), over: make(chan struct{})}
	for _, p := range ports {
		w.kernels = append(w.kernels, newKernel(p, tickless{w}, Options{}))
	}
	w.kernels[0].start(run)
	var running sync.WaitGroup
	for _, k := range w.kernels {
		running.Go(k.pe.Run)
	}
	running.Wait()
	if err := w.result(); err != nil {
		tb.Fatal(err)
	}
}

// To notice that a job is idle needs no tick: neither when PE 0 is the last to be
// idle nor when another is, and also if that has waited for a timer or for Go. A
// job that is not noticed hangs here.
func TestQuiescenceIsNoticedAtOnce(t *testing.T) {
	for _, pes := range []int{1, 2, 5} {
		runTickless(t, pes, func(task *Task) {
			balls := NewGroup(task, ballInit, ballInitArgs{})
			task.WaitQuiescence()
			for round := range 50 {
				AwaitAll(balls, ballRest, ballHitArgs{round})
				task.WaitQuiescence()
			}
			After(task, time.Millisecond, Target[Void]{NewFuture[Void](task)})
			task.WaitQuiescence()
			Quiescence(task, Target[Void]{NewFuture[Void](task)})
			// And the end of the job, which comes when main returns.
		})
	}
}

func BenchmarkWaitQuiescence(b *testing.B) {
	runTickless(b, 2, func(t *Task) {
		balls := NewGroup(t, ballInit, ballInitArgs{})
		t.WaitQuiescence()
		b.ResetTimer()
		for range b.N {
			Broadcast(balls, ballRest, ballHitArgs{1})
			t.WaitQuiescence()
		}
	})
}
