package chare

import (
	"fmt"
	"strings"
	"time"

	"github.com/charm4go/charm/tree"
)

// This file finds out whether the whole job is idle: no PE has anything to run,
// and no message is under way. PE 0 asks, down a tree over all PEs; a PE
// answers once it is idle itself and those below it have answered, with how
// many messages they have sent and received. If two rounds in a row agree on
// equal numbers, nothing has moved between them, and nothing is under way.
// (Mattern: Algorithms for distributed termination detection, 1987, the
// four-counter method.)
//
// Nothing is asked while PE 0 is busy, and a PE that is busy does not answer,
// so a job at work pays nothing.

// quiescence is what a PE knows of this.
type quiescence struct {
	asked   bool // a round is under way here, and this PE has not answered
	missing int  // answers from below
	sum     census

	// On PE 0 only.
	mainEnded bool
	watchers  []Target[Void] // to be told
	wanted    bool           // a round is to begin when this PE is next idle
	asking    bool           // a round is under way
	agreed    bool           // the round before was quiet,
	last      uint64         // with this many messages
	seen      uint64         // this PE's messages at the last tick
}

// A census is what PEs answer, added up.
type census struct {
	sent, received uint64
	busy           int64 // PEs with timers set or blocking calls under way
	waiting        int64 // suspended tasks, and messages for what does not exist
	report         string
}

// quiet reports whether nothing is under way by these numbers.
func (c census) quiet() bool { return c.sent == c.received && c.busy == 0 }

// Quiescence sends to a target once the whole job is idle: no method runs or is
// queued anywhere, no message is under way, no timer is set, no Go call
// is out. Tasks that wait do not count.
func Quiescence(c Caller, to Target[Void]) {
	k := c.kernel()
	to.mustBe("Quiescence")
	h := header{kind: kindWatch}
	e := k.encoder(h.append(nil))
	to.MarshalWire(e)
	if k.me == 0 {
		k.pushReplay(0, e.Bytes())
	} else {
		k.sendBytes(0, e.Bytes())
	}
}

// WaitQuiescence waits until the whole job is idle but for tasks that wait; see
// Quiescence.
func (t *Task) WaitQuiescence() {
	f := NewFuture[Void](t)
	Quiescence(t, f.Target())
	f.core.wait(t, because("the job to be idle (WaitQuiescence)"))
}

// handleWatch takes a target for Quiescence, on PE 0.
func (k *kernel) handleWatch(from int, rest []byte) {
	var to Target[Void]
	d := k.decoder(rest)
	to.UnmarshalWire(d)
	err := d.Err()
	k.release()
	if err != nil || to.to == nil {
		k.bad(from, fmt.Errorf("a target for quiescence: %v", err))
		return
	}
	q := &k.quiescence
	q.watchers = append(q.watchers, to)
	q.wanted = true
	q.agreed = false
}

// tickInterval is the time between two ticks.
const tickInterval = 50 * time.Millisecond

// tick is called on PE 0 now and then, so that the end of the job and deadlocks
// are noticed. It begins a round if nothing has happened here since the last.
func (k *kernel) tick() {
	q := &k.quiescence
	if moved := k.sent + k.received; moved != q.seen {
		q.seen = moved
		return
	}
	q.wanted = true
}

// idle is called when this PE has nothing to run.
func (k *kernel) idle() {
	q := &k.quiescence
	if q.asked && q.missing == 0 {
		k.answer()
	} else if q.wanted && !q.asking && !k.exiting {
		q.wanted, q.asking = false, true
		k.ask()
	}
}

// probeTree is the tree that rounds go down.
func (k *kernel) probeTree() tree.Place { return k.treeFrom(0) }

// ask takes part in a round: it asks the PEs below, and answers when this PE is
// idle next.
func (k *kernel) ask() {
	q := &k.quiescence
	below := k.probeTree().Children
	q.asked, q.missing, q.sum = true, len(below), census{}
	h := header{kind: kindProbe}
	m := h.append(nil)
	for _, dst := range below {
		k.sendUncounted(int(dst), m)
	}
	if len(below) == 0 {
		k.answer()
	}
}

// sendUncounted sends a message that quiescence does not look at.
func (k *kernel) sendUncounted(dst int, m []byte) {
	k.sendBytes(dst, m)
	k.sent--
}

// handleProbe takes the question.
func (k *kernel) handleProbe() {
	k.release()
	q := &k.quiescence
	q.asked, q.missing, q.sum = true, len(k.probeTree().Children), census{}
	h := header{kind: kindProbe}
	m := h.append(nil)
	for _, dst := range k.probeTree().Children {
		k.sendUncounted(int(dst), m)
	}
}

// handleIdle takes the answer of a PE below.
func (k *kernel) handleIdle(from int, rest []byte) {
	q := &k.quiescence
	d := k.decoder(rest)
	a := census{d.Uint64(), d.Uint64(), d.Int64(), d.Int64(), d.String()}
	err := d.Err()
	k.release()
	if err != nil {
		k.bad(from, err)
		return
	}
	q.sum.add(a)
	q.missing--
}

func (c *census) add(a census) {
	c.sent += a.sent
	c.received += a.received
	c.busy += a.busy
	c.waiting += a.waiting
	c.report += a.report
}

// census counts this PE.
func (k *kernel) census() census {
	c := census{sent: k.sent, received: k.received}
	if k.blocking > 0 || k.pe.Timers() > 0 {
		c.busy = 1
		return c
	}
	lines := k.report()
	c.waiting = int64(len(lines))
	if len(lines) > maxReport {
		lines = append(lines[:maxReport], fmt.Sprintf("PE %d: … and %d more", k.me, len(lines)-maxReport))
	}
	for _, l := range lines {
		c.report += l + "\n"
	}
	return c
}

// maxReport is how many lines of a PE go into a report.
const maxReport = 20

// answer tells the PE above that this PE and those below are idle; on PE 0 it
// ends the round.
func (k *kernel) answer() {
	q := &k.quiescence
	q.asked = false
	q.sum.add(k.census())
	if k.me == 0 {
		q.asking = false
		k.judge(q.sum)
		return
	}
	h := header{kind: kindIdle}
	e := k.encoder(h.append(nil))
	for _, n := range []uint64{q.sum.sent, q.sum.received} {
		e.Uint64(n)
	}
	e.Int64(q.sum.busy)
	e.Int64(q.sum.waiting)
	e.String(q.sum.report)
	k.sendUncounted(k.probeTree().Parent, e.Bytes())
}

// judge looks at the outcome of a round.
func (k *kernel) judge(now census) {
	q := &k.quiescence
	switch {
	case !now.quiet():
		q.agreed = false
		q.wanted = q.wanted || len(q.watchers) > 0 && now.busy == 0
	case !q.agreed || q.last != now.sent:
		q.agreed, q.last = true, now.sent
		q.wanted = true // the second round
	default:
		q.agreed = false
		k.quiescent(now)
	}
}

// quiescent is called on PE 0 when the whole job is idle.
func (k *kernel) quiescent(now census) {
	q := &k.quiescence
	watchers := q.watchers
	q.watchers = nil
	switch {
	case len(watchers) > 0:
		for _, to := range watchers {
			to.Send(Void{})
		}
	case now.waiting > 0:
		k.fatal(deadlock(k.me, now.report))
	case q.mainEnded:
		k.tellAll()
		k.env.exit(0)
		k.pe.Stop()
	}
}

// deadlock is the error of a job in which everything waits.
func deadlock(pe int, report string) *Error {
	return &Error{Chare: "the job", PE: pe, Err: fmt.Errorf("deadlock: everything is idle, and these wait:\n%s", strings.TrimRight(report, "\n"))}
}
