package chare

import (
	"fmt"
	"strings"
	"time"

	"github.com/charm4go/charm/lb"
	"github.com/charm4go/charm/lb/dump"
)

// This file is what PE 0 does in a step of load balancing besides what all do: it
// gathers what was measured, has the strategy plan, gives orders, and tells the
// user.

// A balanceRoot is what PE 0 keeps for this.
type balanceRoot struct {
	steps map[uint64]*rootStep // under way; PEs may be in two that follow each other
	cost  float64              // seconds, of the last step that moved chares
	moved int                  // how many it moved
	dump  *dump.Writer
}

// A rootStep is a step as PE 0 sees it.
type rootStep struct {
	parts      []lb.Part
	unmeasured int // PEs
	unfinished int
	moves      int

	since, gathered, planned int64 // when
}

// step returns a step, which may be new.
func (r *balanceRoot) step(b *balancer, number uint64) (s *rootStep, isNew bool) {
	if s = r.steps[number]; s != nil {
		return s, false
	}
	now := b.k.env.now()
	s = &rootStep{parts: make([]lb.Part, b.k.n), unmeasured: b.k.n, unfinished: b.k.n, since: now, gathered: now, planned: now}
	if r.steps == nil {
		r.steps = map[uint64]*rootStep{}
	}
	r.steps[number] = s
	return s, true
}

// tick begins a step by the clock, unless one is under way.
func (b *balancer) tick() {
	if len(b.root.steps) > 0 || b.step != nil || b.k.exiting {
		return
	}
	b.root.step(b, b.done+1)
	b.begin(b.done + 1)
}

// begin tells all PEs that a step has begun.
func (b *balancer) begin(step uint64) {
	b.begun = step
	b.sendAll(balanceMessage{What: begun, Step: step})
	b.join()
}

// measured takes what a PE has measured.
func (r *balanceRoot) measured(b *balancer, from int, m balanceMessage) {
	strategy := b.strategies.At(int(m.Step - 1))
	_, gossip := strategy.(*lb.Gossip)
	s, isNew := r.step(b, m.Step)
	if isNew && !gossip {
		b.begin(m.Step)
	}
	s.parts[from] = m.Part
	if s.unmeasured--; s.unmeasured > 0 {
		return
	}
	s.gathered = b.k.env.now()
	stats := lb.Join(s.parts)
	s.parts = nil
	stats.Step, stats.Cost, stats.Moved = int(m.Step-1), r.cost, r.moved
	r.write(b, stats)
	if gossip {
		return
	}
	plan, report := lb.Step(strategy, stats, m.Step, b.settings.Gain())
	s.planned = b.k.env.now()
	s.moves = report.Moves
	for pe, o := range plan.Orders(stats) {
		b.send(pe, balanceMessage{What: ordered, Step: m.Step, Order: o})
	}
	b.tell(strategy.Name(), stats, plan, report)
}

// agreed takes what PEs have agreed upon among themselves.
func (r *balanceRoot) agreed(b *balancer, report lb.Report) {
	s, _ := r.step(b, b.step.number)
	s.gathered = b.k.env.now()
	s.planned, s.moves = s.gathered, report.Moves
	b.tell(b.strategies.At(int(b.done)).Name(), nil, lb.Plan{}, report)
}

// finished takes the news that a PE has moved all.
func (r *balanceRoot) finished(b *balancer, number uint64) {
	s, _ := r.step(b, number)
	if s.unfinished--; s.unfinished > 0 {
		return
	}
	delete(r.steps, number)
	now := b.k.env.now()
	b.k.trace.step(number, s.since, now, s.moves)
	if s.moves > 0 {
		r.moved, r.cost = s.moves, float64(now-s.since)/1e9
	}
	if b.settings.Debug > 1 {
		b.say("step %d took %v: %v until all had measured, %v to plan, %v to move", number,
			brief(now-s.since), brief(s.gathered-s.since), brief(s.planned-s.gathered), brief(now-s.planned))
	}
	if b.settings.SyncResume && !b.periodic() {
		b.sendAll(balanceMessage{What: resumed, Step: number})
		b.end()
	}
}

// brief is a time for people.
func brief(nanoseconds int64) time.Duration {
	return time.Duration(nanoseconds).Round(time.Microsecond)
}

// write adds what was measured to the dump, if there is to be one.
func (r *balanceRoot) write(b *balancer, s *lb.Stats) {
	file := b.settings.Dump
	if file == "" {
		return
	}
	var err error
	if r.dump == nil {
		r.dump, err = dump.Create(file)
	}
	if err == nil {
		err = r.dump.Write(s)
	}
	if err != nil {
		b.settings.Dump = ""
		b.k.env.warn(fmt.Sprintf("+LBDump: %v; no more is written\n", err))
	}
}

// close completes the dump.
func (r *balanceRoot) close() {
	if r.dump != nil {
		_ = r.dump.Close() // what it would say, Write has said
		r.dump = nil
	}
}

// say tells the user something of a step.
func (b *balancer) say(format string, args ...any) {
	b.k.env.warn(fmt.Sprintf("LB: "+format+"\n", args...))
}

// tell tells what a step does.
func (b *balancer) tell(strategy string, s *lb.Stats, p lb.Plan, report lb.Report) {
	if b.settings.Debug == 0 {
		return
	}
	var line strings.Builder
	fmt.Fprintf(&line, "step %d, %s: %v", b.step.number, strategy, report)
	if s != nil {
		fmt.Fprintf(&line, " of %d chares", len(s.Objects))
	}
	if report.MovedBytes > 0 {
		fmt.Fprintf(&line, ", %.1f MB", float64(report.MovedBytes)/1e6)
	}
	if p.Note != "" {
		fmt.Fprintf(&line, " (%s)", p.Note)
	}
	b.say("%s", line.String())
	if s == nil {
		return
	}
	if b.settings.Debug > 1 {
		b.tellPEs(s, p)
	}
	if b.settings.Debug > 2 {
		for i, to := range p.To {
			if o := &s.Objects[i]; o.PE != to {
				b.say("  %s, %.6f s: PE %d -> %d", b.name(o), o.Load, o.PE, to)
			}
		}
	}
}

// tellPEs tells what each PE has before and after a step.
func (b *balancer) tellPEs(s *lb.Stats, p lb.Plan) {
	type share struct {
		chares int
		load   float64
	}
	before, after := make([]share, len(s.PEs)), make([]share, len(s.PEs))
	for i, o := range s.Objects {
		before[o.PE].chares++
		before[o.PE].load += o.Load
		after[p.To[i]].chares++
		after[p.To[i]].load += o.Load * s.PEs[o.PE].Speed / s.PEs[p.To[i]].Speed
	}
	for pe, x := range s.PEs {
		b.say("  PE %d: %d chares %.6f s -> %d chares %.6f s, and %.6f s of other things", pe,
			before[pe].chares, before[pe].load, after[pe].chares, after[pe].load, x.Background)
	}
}

// name returns which chare an object is.
func (b *balancer) name(o *lb.Object) string {
	index := Index{n: int8(o.Dims), c: o.Index}
	for c := range b.k.collections() {
		if c.ordinal() == o.Array && c.kind != section {
			return fmt.Sprintf("%s[%v]", c.class.Name(), index)
		}
	}
	return fmt.Sprintf("[%v]", index)
}
