package chare

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/netlayer/quic"
)

// This file runs all PEs of a program in one process, for tests and debuggers.

// An ExitError is how a run in one process ended that did not end with code 0.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("the program ended with exit code %d", e.Code) }

// RunInProcess runs a program on n PEs, each a goroutine of this process, and
// waits for its end. It returns nil for exit code 0, an *ExitError for another,
// the *Error that nobody waited for, if there was one, and what is wrong with the
// options. What the chares of
// one PE do is not seen by the others but by messages, as if they were
// processes; package variables are shared, however.
func RunInProcess(n int, run func(*Task), o Options) error {
	if err := o.Balance.Check(); err != nil {
		return err
	}
	ports, err := inproc.New(n, inproc.Options{})
	if err != nil {
		return err
	}
	w := newWorld()
	return w.traced(n, o.Trace, func() error { return w.run(ports, run, o) })
}

// RunOnHosts is RunInProcess for a job on several hosts, which have so many PEs
// each. All of them are in this process, and joined by the gateways that real
// hosts have, over the loopback device.
func RunOnHosts(pes []int, run func(*Task), o Options) error {
	if err := o.Balance.Check(); err != nil {
		return err
	}
	hosts, err := quic.NewCluster(inproc.Options{}, pes...)
	if err != nil {
		return err
	}
	w := newWorld()
	w.hostOf = hosts.Hosts.OfEach()
	var watching sync.WaitGroup
	watching.Go(func() {
		if err := hosts.Wait(); err != nil {
			w.end(1, &Error{Chare: "the network", Err: err})
		}
	})
	defer watching.Wait()
	defer hosts.Close()
	return w.traced(len(hosts.Ports), o.Trace, func() error { return w.run(hosts.Ports, run, o) })
}

func newWorld() *world { return &world{start: time.Now(), over: make(chan struct{})} }

// run runs a program to its end.
func (w *world) run(ports []netlayer.Port, run func(*Task), o Options) error {
	w.add(ports, o)
	for _, k := range w.kernels {
		k.watchOver()
	}
	w.kernels[0].start(run)
	var others sync.WaitGroup
	for _, k := range w.kernels[1:] {
		others.Go(k.pe.Run)
	}
	// PE 0 runs here, so that run may end its goroutine as testing.T.FailNow
	// does. The others are stopped then.
	defer func() {
		w.end(1, nil)
		others.Wait()
		for _, k := range w.kernels {
			k.port.Close()
		}
	}()
	w.kernels[0].pe.Run()
	<-w.over // another PE tells this one first, and then how it has ended
	return w.result()
}

// A world is the environment of kernels that share a process.
type world struct {
	kernels []*kernel
	start   time.Time
	words   []string
	hostOf  []int // the host of each PE; nil: one for all

	mu    sync.Mutex
	over  chan struct{} // closed at the end
	ended bool
	code  int
	err   *Error
}

// add makes the kernels of a world.
func (w *world) add(ports []netlayer.Port, o Options) {
	for _, p := range ports {
		w.kernels = append(w.kernels, newKernel(p, w, o))
	}
}

// end notes how the run has ended, if it has not yet, and stops all PEs.
func (w *world) end(code int, err *Error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.ended, w.code, w.err = true, code, err
	close(w.over)
	for _, k := range w.kernels {
		k.pe.Post(k.pe.Stop)
	}
}

// result is what the run is to return.
func (w *world) result() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.err != nil:
		return w.err
	case w.code != 0:
		return &ExitError{w.code}
	}
	return nil
}

func (w *world) exit(code int)           { w.end(code, nil) }
func (w *world) leave()                  {}
func (w *world) fail(err *Error, _ bool) { w.end(1, err) }
func (w *world) hosts() []int            { return w.hostOf }
func (w *world) args() []string          { return w.words }
func (w *world) busy() int64             { return w.now() }
func (w *world) now() int64              { return int64(time.Since(w.start)) }
func (w *world) began() time.Time        { return w.start }
func (w *world) warn(text string)        { fmt.Fprint(os.Stderr, text) }

func (w *world) every(interval time.Duration, f func()) { every(interval, f, w.over) }

// every calls f at each interval until over is closed.
func every(interval time.Duration, f func(), over <-chan struct{}) {
	go func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				f()
			case <-over:
				return
			}
		}
	}()
}
