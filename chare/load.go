package chare

import (
	"time"

	"github.com/charm4go/charm/netlayer"
)

// This file measures loads: how long each chare that can be moved keeps its PE,
// for load balancing. A method that waits is not charged for that time, and the
// chare is charged for what it does when it goes on.

// A meter finds out what keeps a PE. As in a profile there is one clock, which
// runs for one account at each moment.
type meter struct {
	clock   func() int64
	off     bool
	account *int64 // what the clock runs for
	since   int64  // when that began

	between int64 // nothing runs: for whatever runs next
	other   int64 // what are no chares that can be moved, and the runtime
	idle    int64
}

// newMeter makes the meter of a PE, and stands between it and its port.
func newMeter(k *kernel) *meter {
	m := &meter{clock: k.env.busy, off: k.options.Balance.Off}
	m.account, m.since = &m.between, m.clock()
	k.port = &meteredPort{k.port, m}
	return m
}

// to has the clock run for another account.
func (m *meter) to(account *int64) {
	now := m.clock()
	*m.account += now - m.since
	m.account, m.since = account, now
}

// resume is called when an activity begins, or goes on. What has been done since
// the last one stopped was to receive what it runs for.
func (m *meter) resume(a *activity) {
	if m.off {
		return
	}
	account := &m.other
	if a == nil {
		account = &m.between
	} else if a.el != nil && a.el.client != nil {
		account = &a.el.client.load
	}
	m.to(account)
	*account += m.between
	m.between = 0
}

// stop is called when an activity ends or waits.
func (m *meter) stop() {
	if !m.off {
		m.to(&m.between)
	}
}

// take returns what the PE did besides chares that can be moved since it was
// last asked.
func (m *meter) take() (background time.Duration) {
	if !m.off {
		m.to(m.account)
	}
	background = time.Duration(m.other + m.between)
	m.other, m.between, m.idle = 0, 0, 0
	return background
}

// turn turns the meter on or off.
func (m *meter) turn(on bool, running *activity) {
	if on != m.off {
		return
	}
	if !on {
		m.to(&m.between)
		m.off = true
		return
	}
	m.off = false
	m.since = m.clock()
	m.resume(running)
}

// A meteredPort tells the meter the time in which there are no messages. It
// stands before the Port only in a run with load balancing.
type meteredPort struct {
	netlayer.Port
	m *meter
}

func (p *meteredPort) Wait(timeout time.Duration) {
	m := p.m
	if m.off {
		p.Port.Wait(timeout)
		return
	}
	m.to(&m.idle)
	m.other += m.between
	m.between = 0
	p.Port.Wait(timeout)
	m.to(&m.between)
}

// MeasureLoad turns the measurement of loads on or off, on the caller's PE. It is
// on from the start, in a run that balances loads, unless Options.Balance.Off or
// +LBOff say otherwise. What is not measured counts as no load.
func MeasureLoad(c Caller, on bool) {
	k := c.kernel()
	if k.meter != nil {
		k.meter.turn(on, k.running)
	}
}

// pace returns how fast this PE calculates: in thousands of steps of a loop per
// second, the best of a few tries.
func pace() float64 {
	const steps = 200_000
	best := time.Duration(1 << 62)
	x := uint64(88172645463325252)
	for range 5 {
		begun := time.Now()
		for range steps {
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
		}
		best = min(best, time.Since(begun))
	}
	if x == 0 { // which it never is: so that the loop stays
		return 0
	}
	return steps / 1000 / best.Seconds()
}
