package nettest

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
)

// RunConcurrent tests carriers whose PEs run at the same time: each on a
// goroutine of its own, so best with the race detector.
func RunConcurrent(t *testing.T, ports Ports) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Ports)
	}{
		{"EverybodySendsToEverybody", everybody},
		{"AMessageWakes", messageWakes},
		{"RoomWakes", roomWakes},
		{"WakeWakes", wakeWakes},
		{"WakeComesFirst", wakeComesFirst},
		{"WaitEndsInTime", waitEnds},
		{"WaitSeesWhatHasArrived", waitSees},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, ports) })
	}
}

// together runs f for each Port at the same time. It fails the test if they do
// not end.
func together(t *testing.T, ports []netlayer.Port, f func(p netlayer.Port)) {
	t.Helper()
	var running sync.WaitGroup
	for _, p := range ports {
		running.Go(func() { f(p) })
	}
	done := make(chan struct{})
	go func() {
		running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		stacks := make([]byte, 1<<16)
		t.Fatalf("does not end:\n%s", stacks[:runtime.Stack(stacks, true)])
	}
}

// everybody lets PEs send, receive and sleep as a scheduler does.
func everybody(t *testing.T, ports Ports) {
	const n, letters = 4, 400
	// What PE from sends to PE dst is known to both from the start.
	plan := func(from, dst int) []letter {
		r := rand.New(rand.NewPCG(uint64(from), uint64(dst)))
		plan := make([]letter, letters)
		for i := range plan {
			plan[i] = letter{r.Uint64N(1000), 1 + int(r.ExpFloat64()*float64(int(8)<<r.IntN(14)))}
		}
		return plan
	}
	together(t, ports(t, n), func(p netlayer.Port) {
		var out, in [n][]letter
		for pe := range n {
			out[pe], in[pe] = plan(p.PE(), pe), plan(pe, p.PE())
		}
		missing := n * letters
		for sent := 0; sent < letters || missing > 0 || p.Pending(); {
			if sent < letters {
				for dst := range n {
					l := out[dst][sent]
					l.write(p.Reserve(dst, l.length))
					p.Commit(l.length)
				}
				sent++
			}
			p.Flush()
			from, m, err := p.Recv()
			switch {
			case err != nil:
				t.Error(err)
				return
			case m != nil:
				if len(in[from]) == 0 || !in[from][0].check(t, m) {
					t.Errorf("of PE %d at PE %d, %d messages before the last", from, p.PE(), len(in[from]))
					return
				}
				in[from] = in[from][1:]
				missing--
				p.Release()
			case sent == letters && (missing > 0 || p.Pending()):
				p.Wait(-1)
			}
		}
	})
}

// recv waits for a message to p and gives it up at once.
func recv(t *testing.T, p netlayer.Port) (ok bool) {
	for {
		_, m, err := p.Recv()
		if err != nil {
			t.Error(err)
			return false
		}
		if m != nil {
			p.Release()
			return true
		}
		p.Wait(-1)
	}
}

func send(p netlayer.Port, dst, n int) {
	p.Reserve(dst, n)
	p.Commit(n)
}

// messageWakes passes a message to and fro between PEs that sleep meanwhile.
func messageWakes(t *testing.T, ports Ports) {
	together(t, ports(t, 2), func(p netlayer.Port) {
		for range 2000 {
			if p.PE() == 0 {
				send(p, 1, 8)
			}
			if !recv(t, p) {
				return
			}
			if p.PE() == 1 {
				send(p, 0, 8)
			}
		}
	})
}

// roomWakes lets a PE sleep while what it has sent waits for room, at a reader
// that is slow now and then.
func roomWakes(t *testing.T, ports Ports) {
	for _, n := range []int{100, 20_000, 300_000} {
		letters := 3_000_000/n + 100
		together(t, ports(t, 2), func(p netlayer.Port) {
			if p.PE() == 0 {
				for range letters {
					send(p, 1, n)
				}
				for p.Flush() {
					p.Wait(-1)
				}
				return
			}
			for i := range letters {
				if !recv(t, p) {
					return
				}
				if i%100 == 0 {
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
}

func wakeWakes(t *testing.T, ports Ports) {
	p := ports(t, 1)[0]
	var woken, over atomic.Int64
	together(t, []netlayer.Port{p}, func(netlayer.Port) {
		go func() {
			for over.Load() == 0 {
				seen := woken.Load()
				p.Wake()
				for woken.Load() == seen && over.Load() == 0 {
					runtime.Gosched()
				}
			}
		}()
		for range 2000 {
			p.Wait(-1)
			woken.Add(1)
		}
		over.Store(1)
	})
}

func wakeComesFirst(t *testing.T, ports Ports) {
	together(t, ports(t, 1), func(p netlayer.Port) {
		p.Wake()
		p.Wait(-1)
	})
}

func waitEnds(t *testing.T, ports Ports) {
	together(t, ports(t, 1), func(p netlayer.Port) {
		p.Wait(0)
		const timeout = 20 * time.Millisecond
		start := time.Now()
		for range 3 {
			p.Wait(timeout) // it may return early, but not always
		}
		if took := time.Since(start); took < timeout {
			t.Errorf("three times Wait(%v) took only %v", timeout, took)
		}
	})
}

func waitSees(t *testing.T, ports Ports) {
	together(t, ports(t, 1), func(p netlayer.Port) {
		for _, n := range []int{1, 20_000, 3_000_000} {
			send(p, 0, n)
			p.Wait(-1)
			recv(t, p)
		}
	})
}
