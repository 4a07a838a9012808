package chare

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charm4go/charm/tree"
	"github.com/charm4go/charm/wire"
)

// This file finds out whether the whole job is idle: no PE has anything to run,
// no timer is set, and no message is under way. PE 0 asks, down a tree over all
// PEs; a PE answers once it is idle itself and those below it have answered, with
// how many messages they have sent and received. If two rounds in a row agree on
// equal numbers, nothing has moved between them, and nothing is under way.
// (Mattern: Algorithms for distributed termination detection, 1987, the
// four-counter method.)
//
// Nothing is asked while PE 0 is busy, and a PE that is busy does not answer,
// so a job at work pays nothing. If nobody waits for an idle job, two more rounds
// find out why it has not ended: what waits, and for what.

// quiescence is what a PE knows of this.
type quiescence struct {
	asked   bool // a round is under way here, and this PE has not answered
	round   question
	missing int // answers from below
	sum     census

	// On PE 0 only.
	mainEnded bool
	watchers  []Target[Void] // to be told
	wanted    bool           // a round is to begin when this PE is next idle
	asking    bool           // a round is under way
	next      question       // of the next round
	last      uint64         // messages by the round before
	seen      uint64         // this PE's messages at the last tick
}

// A question is what a round is to find out.
type question struct {
	stage stage
	open  unfinished // asked about when telling
}

// The stages of finding out. Each is a round in which nothing has moved.
type stage uint8

const (
	counting   stage = iota // how many messages there are
	confirming              // that there are no more
	listing                 // the reductions under way
	telling                 // what waits, in words
)

// unfinished are the oldest reductions under way, by collection.
type unfinished map[collID]uint64

// A census is what PEs answer, added up.
type census struct {
	sent, received uint64
	open           unfinished
	reports        []peReport // of PEs on which something waits
}

type peReport struct {
	pe   int32
	text string
}

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
	q.wanted, q.next.stage = true, counting
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
	for {
		switch {
		case q.asked:
			if q.missing > 0 || k.blocking > 0 || k.pe.Timers() > 0 {
				return
			}
			k.answer()
		case q.wanted && !q.asking && !k.exiting:
			q.wanted, q.asking = false, true
			k.ask(q.next)
		default:
			return
		}
	}
}

// probeTree is the tree that rounds go down.
func (k *kernel) probeTree() tree.Place { return k.treeFrom(0) }

// ask takes part in a round: it asks the PEs below. This one answers when they
// have, and it is idle.
func (k *kernel) ask(what question) {
	q := &k.quiescence
	below := k.probeTree().Children
	q.asked, q.round, q.missing, q.sum = true, what, len(below), census{}
	h := header{kind: kindProbe}
	e := k.encoder(h.append(nil))
	e.Uint8(uint8(what.stage))
	what.open.put(e)
	for _, dst := range below {
		k.sendUncounted(int(dst), e.Bytes())
	}
}

// sendUncounted sends a message that quiescence does not look at.
func (k *kernel) sendUncounted(dst int, m []byte) {
	k.sendBytes(dst, m)
	k.sent--
}

// handleProbe takes the question.
func (k *kernel) handleProbe(from int, rest []byte) {
	d := k.decoder(rest)
	what := question{stage(d.Uint8()), takeUnfinished(d)}
	err := d.Err()
	k.release()
	if err != nil {
		k.bad(from, err)
		return
	}
	k.ask(what)
}

// handleIdle takes the answer of a PE below.
func (k *kernel) handleIdle(from int, rest []byte) {
	q := &k.quiescence
	d := k.decoder(rest)
	a := census{sent: d.Uint64(), received: d.Uint64(), open: takeUnfinished(d)}
	for n := d.Uint32(); n > 0 && d.Err() == nil; n-- {
		a.reports = append(a.reports, peReport{d.Int32(), d.String()})
	}
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
	c.reports = append(c.reports, a.reports...)
	for id, number := range a.open {
		c.open.add(id, number)
	}
}

// add notes a reduction under way.
func (u *unfinished) add(id collID, number uint64) {
	if *u == nil {
		*u = unfinished{}
	}
	if oldest, ok := (*u)[id]; !ok || number < oldest {
		(*u)[id] = number
	}
}

func (u unfinished) put(e *wire.Encoder) {
	e.Uint32(uint32(len(u)))
	for _, id := range slices.Sorted(maps.Keys(u)) {
		e.Uint64(uint64(id))
		e.Uint64(u[id])
	}
}

func takeUnfinished(d *wire.Decoder) (u unfinished) {
	for n := d.Uint32(); n > 0 && d.Err() == nil; n-- {
		u.add(collID(d.Uint64()), d.Uint64())
	}
	return u
}

// census answers for this PE.
func (k *kernel) census(what question) census {
	c := census{sent: k.sent, received: k.received}
	switch what.stage {
	case listing:
		c.open = k.unfinished()
	case telling:
		var text strings.Builder
		for _, l := range k.report(what.open) {
			fmt.Fprintf(&text, "\nPE %d: %s", k.me, l)
		}
		if text.Len() > 0 {
			c.reports = []peReport{{int32(k.me), text.String()}}
		}
	}
	return c
}

// answer tells the PE above that this PE and those below are idle; on PE 0 it
// ends the round.
func (k *kernel) answer() {
	q := &k.quiescence
	q.asked = false
	q.sum.add(k.census(q.round))
	if k.me == 0 {
		q.asking = false
		k.judge(q.sum)
		return
	}
	h := header{kind: kindIdle}
	e := k.encoder(h.append(nil))
	e.Uint64(q.sum.sent)
	e.Uint64(q.sum.received)
	q.sum.open.put(e)
	e.Uint32(uint32(len(q.sum.reports)))
	for _, r := range q.sum.reports {
		e.Int32(r.pe)
		e.String(r.text)
	}
	k.sendUncounted(k.probeTree().Parent, e.Bytes())
}

// judge looks at the outcome of a round.
func (k *kernel) judge(now census) {
	q := &k.quiescence
	reached, last := q.next.stage, q.last
	q.last = now.sent
	switch {
	case now.sent != now.received:
		q.next.stage = counting
		q.wanted = q.wanted || len(q.watchers) > 0
	case reached == counting:
		q.next.stage, q.wanted = confirming, true
	case now.sent != last:
		q.next.stage = confirming
		q.wanted = q.wanted || len(q.watchers) > 0
	case len(q.watchers) > 0:
		q.next.stage, q.wanted = counting, q.mainEnded
		watchers := q.watchers
		q.watchers = nil
		for _, to := range watchers {
			to.Send(Void{})
		}
	case reached == confirming:
		q.next.stage, q.wanted = listing, true
	case reached == listing:
		q.next, q.wanted = question{telling, now.open}, true
	default:
		q.next = question{}
		k.conclude(now.reports)
	}
}

// conclude ends the job, which is idle for good: it is done, or these wait.
func (k *kernel) conclude(reports []peReport) {
	switch {
	case len(reports) > 0:
		k.fatal(deadlock(k.me, reports))
	case k.quiescence.mainEnded:
		k.tellAll()
		k.env.exit(0)
		k.pe.Stop()
	}
}

// deadlock is the error of a job in which everything waits.
func deadlock(pe int, reports []peReport) *Error {
	slices.SortFunc(reports, func(a, b peReport) int { return cmp.Compare(a.pe, b.pe) })
	text := "deadlock: everything is idle, and these wait:"
	for _, r := range reports {
		text += r.text
	}
	return &Error{Chare: "the job", PE: pe, Err: errors.New(text)}
}
