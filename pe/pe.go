package pe

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/charm4go/charm/netlayer"
)

// An Item is something to run: a call of an entry method, a coroutine to go on
// with, a function.
type Item interface{ Run() }

// Options are what a PE needs from whoever stands above it. All functions are
// called on the PE's own goroutine.
type Options struct {
	// Handle takes one message that arrived. m is valid until it calls
	// PE.Release, which it does once, before it calls a user's function.
	Handle func(from int, m []byte)

	// Panicked is told of a panic in an item, with the stack still there to be
	// printed. The item's coroutine goes on with the loop afterwards.
	Panicked func(v any)

	// Broken is told when the network has failed. The PE has stopped then.
	Broken func(err error)

	// Idle is called when there is nothing to run, before the PE sleeps. It may
	// push items and send messages. It is called often and must be cheap.
	Idle func()

	// Now is the clock, in nanoseconds from any start. Nil is the monotonic
	// clock of the machine.
	Now func() int64
}

// A PE runs messages and items. Nothing in it is safe for concurrent use but
// Post and Interrupt: everything that an item does happens while no other item runs,
// which is what spares chares from locks.
type PE struct {
	port  netlayer.Port
	opts  Options
	ready queue
	steps uint64

	timers timers

	runner  *Strand   // runs the loop; nil: the root takes the next
	current *Strand   // whose code runs now
	helping bool      // current waits, and items run on top of it; see Help
	refused bool      // an item could not, since it may wait itself
	doubt   int       // times that Help does not try
	doubts  int       // doubt after the last refusal
	idle    []*Strand // parked, with nothing to do
	strands []*Strand // all there are, to be stopped at the end

	stepping bool // the runner parks after each step; see Step
	ran      bool // whether that step ran something
	stopped  bool

	posting sync.Mutex
	posted  []func()
	urgent  []func()    // to run before any item
	any     atomic.Bool // one of them is not empty; so that a step costs one load
}

// New makes the PE that receives from port.
func New(port netlayer.Port, opts Options) *PE {
	if opts.Now == nil {
		start := time.Now()
		opts.Now = func() int64 { return int64(time.Since(start)) }
	}
	return &PE{port: port, opts: opts}
}

// Port returns the PE's place on the network.
func (p *PE) Port() netlayer.Port { return p.port }

// Now is the time in nanoseconds by the PE's clock.
func (p *PE) Now() int64 { return p.opts.Now() }

// Push puts an item behind all others.
func (p *PE) Push(it Item) { p.ready.pushBack(it) }

// PushFront puts an item before all others: for an item with more to do.
func (p *PE) PushFront(it Item) { p.ready.pushFront(it) }

// Queued returns the number of items that wait to run.
func (p *PE) Queued() int { return p.ready.n }

// Ready reports whether there is something to run now, other than messages.
func (p *PE) Ready() bool {
	if p.ready.n > 0 || p.any.Load() {
		return true
	}
	at, ok := p.timers.next()
	return ok && at <= p.Now()
}

// Release ends the use of the message that Handle was called with.
func (p *PE) Release() { p.port.Release() }

// Post hands the PE a function to run. Any goroutine may call it.
func (p *PE) Post(f func()) {
	p.posting.Lock()
	p.posted = append(p.posted, f)
	p.any.Store(true)
	p.posting.Unlock()
	p.port.Wake()
}

// Interrupt hands the PE a function to run before its next item, however many
// are queued. The function may neither suspend nor call a user's function. Any
// goroutine may call it.
func (p *PE) Interrupt(f func()) {
	p.posting.Lock()
	p.urgent = append(p.urgent, f)
	p.any.Store(true)
	p.posting.Unlock()
	p.port.Wake()
}

// takePosted runs what is urgent, and turns what was posted into items: in that
// order, so that what asks how busy the PE is does not count those.
func (p *PE) takePosted() {
	p.posting.Lock()
	posted, urgent := p.posted, p.urgent
	p.posted, p.urgent = nil, nil
	p.any.Store(false)
	p.posting.Unlock()
	for _, f := range urgent {
		f()
	}
	for _, f := range posted {
		p.Push(Func(f))
	}
}

// A Func is a function as an item.
type Func func()

// Run calls it.
func (f Func) Run() { f() }

// Run runs messages and items, and sleeps when there are none, until Stop. An
// item that ends its goroutine, as testing.T.FailNow does, ends that of Run.
func (p *PE) Run() {
	defer p.Close()
	for !p.stopped {
		p.carryOn()
	}
}

// Step runs at most one message or item, and reports whether there was one. It
// is for callers with a loop of their own, such as a simulation; the caller
// ends with Close. Run is the loop for all others.
func (p *PE) Step() (ran bool) {
	p.stepping, p.ran = true, false
	if !p.stopped {
		p.carryOn()
	}
	return p.ran
}

// Close unwinds what is suspended, after the last Step. Run does it itself.
func (p *PE) Close() {
	p.stopped = true
	p.unwind()
}

// Stop makes Run return when the running item has ended or suspended. Items in
// the queue do not run any more.
func (p *PE) Stop() { p.stopped = true }

// Stopped reports whether Stop was called.
func (p *PE) Stopped() bool { return p.stopped }

// networkEvery is how often, in steps, the network is asked while own items are
// ready: it gets its turn, and the items do not pay for the question each time.
const networkEvery = 4

// timersEvery is how often, in steps, the clock is read while timers are set
// and there is other work; reading it costs as much as a small item. It is a
// multiple of networkEvery.
const timersEvery = 64

// step runs at most one message or item. What it runs is the last thing that it
// does: it may return on a strand that is no longer the runner.
func (p *PE) step() (ran bool) {
	if p.due() && p.receive() {
		return true
	}
	if p.ready.n == 0 {
		return false
	}
	p.ready.pop().Run()
	return true
}

// due begins a step, and reports whether there may be something to do ahead of
// the next item.
func (p *PE) due() bool {
	p.steps++
	return p.ready.n == 0 || p.steps%networkEvery == 0 || p.any.Load()
}

// receive makes items of what is due or was posted, and runs at most one
// message, which takes the place of an item.
func (p *PE) receive() (ran bool) {
	if p.any.Load() {
		p.takePosted()
	}
	if p.timers.len() > 0 && (p.ready.n == 0 || p.steps%timersEvery == 0) {
		p.timers.expire(p.Now(), p.Push)
	}
	if p.ready.n == 0 || p.steps%networkEvery == 0 {
		if p.port.Pending() {
			p.port.Flush()
		}
		from, m, err := p.port.Recv()
		switch {
		case err != nil:
			p.stopped = true
			p.opts.Broken(err)
			return true
		case m != nil:
			p.opts.Handle(from, m)
			return true
		}
	}
	return false
}

// wait sleeps until there may be something to do.
func (p *PE) wait() {
	p.opts.Idle()
	if p.ready.n > 0 || p.any.Load() || p.stopped {
		return
	}
	timeout := time.Duration(-1)
	if at, ok := p.timers.next(); ok {
		timeout = time.Duration(max(0, at-p.Now()))
	}
	p.port.Wait(timeout)
}
