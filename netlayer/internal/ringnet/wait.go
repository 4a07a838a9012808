package ringnet

import (
	"math/bits"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/charm4go/charm/ring"
)

// What a bell says. Its owner stores both; others only turn it to awake.
const (
	awake  uint32 = 0
	asleep uint32 = 1
)

// spinSteps is how often spin looks before it looks at the clock, some
// microseconds in all.
const spinSteps = 1024

// exchangeSteps is how often spin looks at the ring before it looks at exchanges,
// too. A look takes the line from one who has read our message in it and is about
// to write there, who then has to get it back. Between PEs that answer at once,
// one way, in ns: without exchanges 228; with a look at every step 190 to 229, 12
// 196, 16 154 to 186, 24 181, 32 205, 48 220.
const exchangeSteps = 16

func (p *port) Wait(timeout time.Duration) {
	if p.arrived() || timeout == 0 || p.spin(timeout) || p.yield() {
		return
	}
	bell := p.peers[p.pe].bell
	atomic.StoreUint32(bell, asleep)
	if !p.arrived() && !p.roomAppeared() {
		p.stats.Slept++
		p.carrier.Sleep(p.pe, bell, asleep, timeout)
		p.woken.Store(false)
	}
	atomic.StoreUint32(bell, awake)
}

// arrived reports whether there is something in the ring or an exchange, or Wake
// was called.
func (p *port) arrived() bool {
	return p.in.Ready() || p.exchanged() || p.woken.Load() && p.woken.Swap(false)
}

// roomAppeared asks to be woken when there is room for the backlog, and reports
// whether there was some already, which is then used.
func (p *port) roomAppeared() bool {
	for _, dst := range p.waiting {
		p.peers[dst].wanted.Or(1 << (p.pe % 64))
	}
	return p.flushSome()
}

func (p *port) flushSome() bool {
	before := p.moved
	p.Flush()
	return p.moved != before
}

// tellRoom wakes those who have asked for room in our ring. The ring calls it
// after it has published the room.
func (p *port) tellRoom() {
	for at := 0; at+8 <= len(p.wanted); at += 8 {
		word := ring.Word(p.wanted, at)
		if word.Load() == 0 {
			continue
		}
		for set := word.Swap(0); set != 0; set &= set - 1 {
			if pe := at*8 + bits.TrailingZeros64(set); pe < p.numPEs {
				p.wakeIfAsleep(pe)
			}
		}
	}
}

// leastSpin is how long spin looks when looking has not paid of late. A message
// that a PE on another CPU is about to send comes within that.
const leastSpin = 2 * time.Microsecond

// spinAgain is after how many sleeps Wait tries its longest spin again. It also
// shows the kernel two PEs that want to run at once, should it have put both on
// one CPU while they took turns.
const spinAgain = 128

// spin looks for a while whether it is worth to go to sleep. It reports that it
// is not.
//
// How long depends on how it went before: twice as long after each success, up
// to Options.Spin, and half as long after each failure. Where the CPUs are
// shared with others after all, the sender may be waiting for the very CPU that
// we spin on: with two PEs on one CPU, each message would take all of
// Options.Spin.
func (p *port) spin(timeout time.Duration) bool {
	if p.options.Spin == 0 {
		return false
	}
	if p.stats.Slept%spinAgain == spinAgain-1 {
		p.spinFor = p.options.Spin
	}
	if p.lookLonger(timeout) {
		p.spinFor = min(2*p.spinFor, p.options.Spin)
		return true
	}
	p.spinFor = max(p.spinFor/2, min(leastSpin, p.options.Spin))
	return false
}

// lookLonger is one spin, of spinFor at most.
//
// It looks at the ring without a pause. An empty loop of 150 steps in between took
// a message to and fro from 156 to 136 ns one way, since then the line is not
// pulled from the sender while it writes; but one of 100 or 400 steps made it 170.
// That is too close to the timing of one processor to be kept.
func (p *port) lookLonger(timeout time.Duration) bool {
	longest := p.spinFor
	if timeout > 0 {
		longest = min(longest, timeout)
	}
	var start time.Time
	for step := 1; ; step++ {
		if p.in.Ready() || step%exchangeSteps == 0 && p.arrived() {
			return true
		}
		if step%spinSteps != 0 {
			continue
		}
		if p.flushSome() {
			return true
		}
		// The clock starts late: a message that comes soon is not charged for
		// reading it.
		if longest <= leastSpin {
			return false // that is about what has passed
		}
		now := time.Now()
		if start.IsZero() {
			start = now
		} else if now.Sub(start) > longest {
			return false
		}
		// There may be others in this process, and one processor for them.
		runtime.Gosched()
	}
}

// longestYield is how long others may have the processor until a Wait yields no
// more.
const longestYield = time.Millisecond

// yield lets others have the processor, more often where that has paid. Where
// they calculate, and keep it until the kernel takes it from them, once is enough:
// the kernel puts who gives way behind them for a whole slice of time each time.
func (p *port) yield() bool {
	if p.options.Yields == 0 {
		return false
	}
	if p.stats.Slept%spinAgain == spinAgain-1 {
		p.yields = p.options.Yields
	}
	before := time.Now()
	for range p.yields {
		p.carrier.Yield()
		if p.arrived() || p.flushSome() {
			p.yields = min(2*p.yields, p.options.Yields)
			return true
		}
		now := time.Now()
		if now.Sub(before) > longestYield {
			break
		}
		before = now
	}
	p.yields = max(p.yields/2, 1)
	return false
}

func (p *port) Wake() {
	p.woken.Store(true)
	p.wakeIfAsleep(p.pe)
}

// wake turns a bell that says asleep. Of several who see it, one makes the call.
func (p *port) wake(pe int, bell *uint32) {
	if atomic.CompareAndSwapUint32(bell, asleep, awake) {
		p.carrier.Wake(pe, bell)
	}
}
