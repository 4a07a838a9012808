package shmem_test

import (
	"os"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/nettest"
	"github.com/charm4go/charm/netlayer/shmem"
)

// newDoorbells returns one for each of n PEs, until the test is over.
func newDoorbells(t *testing.T, n int) []shmem.Doorbell {
	t.Helper()
	var doorbells []shmem.Doorbell
	for pe := range n {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close(); w.Close() })
		doorbells = append(doorbells, shmem.Doorbell{PE: pe, Read: r, Write: w.Fd()})
	}
	return doorbells
}

func TestPromisesWithDoorbells(t *testing.T) {
	ports := func(t *testing.T, n int) []netlayer.Port {
		return attachAll(t, n, shmem.Options{Spin: 20 * time.Microsecond}, newDoorbells(t, n)...)
	}
	nettest.Run(t, ports)
	nettest.RunConcurrent(t, ports)
}

// A PE with a doorbell sleeps until somebody rings, and not a moment longer.
func TestDoorbellWakes(t *testing.T) {
	ports := attachAll(t, 2, shmem.Options{}, newDoorbells(t, 2)[:1]...)
	for range 100 {
		woken := make(chan struct{})
		go func() {
			for ports[0].Wait(-1); ; ports[0].Wait(-1) {
				if _, m, _ := ports[0].Recv(); m != nil {
					ports[0].Release()
					close(woken)
					return
				}
			}
		}()
		send(ports[1], 0, []byte("ring"))
		<-woken
	}
	// Nor does it sleep on when its own process wakes it, at any moment.
	for i := range 200 {
		woken := make(chan struct{})
		go func() {
			ports[0].Wait(time.Duration(i%2*2-1) * time.Hour) // forever or nearly
			close(woken)
		}()
		if i%3 == 0 {
			time.Sleep(50 * time.Microsecond)
		}
		ports[0].Wake()
		<-woken
	}
	start := time.Now()
	ports[0].Wait(20 * time.Millisecond) // a ring that came late may end this one
	ports[0].Wait(20 * time.Millisecond)
	if took := time.Since(start); took < 20*time.Millisecond {
		t.Errorf("two waits of 20 ms for nothing take %v", took)
	}
}
