package chare

import (
	"fmt"
	"time"

	"github.com/charm4go/charm/lb"
)

// This file has the chares of this PE balanced with those of others, step by
// step. A PE takes part in a step once all of its chares are ready, or if it has
// none, once it hears of the step:
//
//	PE                      PE 0
//	 │ measured ─────────────> │ the first of a step:
//	 │ <───────────────── begun│ to all; who has no chares is measured now
//	 │                         │ when all are measured: lb.Step
//	 │ <─────────────── ordered│ who goes, how many come
//	 │   chares leave, arrive  │
//	 │ finished ─────────────> │
//	 │   chares resume         │
//
// A chare that cannot move after all, since a method of it has begun to wait or
// the program has moved it elsewhere, is counted where it was to go as if it had
// come. Under the strategy Distributed PEs exchange the letters of their
// [lb.Node]s instead, and each gives itself its orders. Without a strategy there
// are no steps, and chares go on at once. They might wait for the others of their
// PE, as in Charm++; but nothing is won by that, and a program that moves its
// chares itself could wait for ever, since those that meet on a PE need not have
// come equally far.

// A balancer is what a PE has for this.
type balancer struct {
	k          *kernel
	settings   lb.Settings
	strategies lb.Sequence
	speed      float64

	clients []*client // the chares here that it has to do with
	waiting int       // of them that are ready
	filling int       // arrays of such chares that are being filled

	looking bool             // an item is queued that looks whether a step begins
	done    uint64           // steps that have ended here
	begun   uint64           // the last step that somebody takes part in
	step    *step            // under way here, or nil
	letters []balanceMessage // of a step that this PE does not take part in yet
	root    balanceRoot
}

// A step is one that is under way on this PE.
type step struct {
	number  uint64
	clients []*client // as they were measured
	node    *lb.Node  // nil, or this PE's part in Distributed
	ordered bool      // it is known who goes
	leaving int       // that have yet to go, or to give it up
	missing int       // that have yet to come, of whom is known
	held    bool      // all is done here, but not everywhere
}

// newBalancer makes the balancer of a PE, by settings that were checked.
func newBalancer(k *kernel, s lb.Settings) balancer {
	q, err := s.Sequence()
	if err != nil {
		panic(err)
	}
	b := balancer{k: k, settings: s, strategies: q, speed: 1}
	if s.TestSpeed && !q.Empty() {
		b.speed = pace()
	}
	return b
}

// periodic reports whether steps begin by the clock.
func (b *balancer) periodic() bool { return b.settings.Period > 0 }

// period is the time between two of them.
func (b *balancer) period() time.Duration {
	return time.Duration(b.settings.Period * float64(time.Second))
}

// takes reports whether chares of an array are to be balanced.
func (b *balancer) takes(c *collection) bool {
	return c.atSync || b.periodic() && (c.kind == array || c.kind == sparse) && c.class.travels() == nil
}

// enlist takes a chare that is here now.
func (b *balancer) enlist(el *element) {
	el.client = &client{el: el, at: len(b.clients), step: b.done}
	b.clients = append(b.clients, el.client)
}

// withdraw has load balancing forget a chare that is here.
func (el *element) withdraw() {
	el.coll.k.balancer.discharge(el.client)
	el.client = nil
}

// discharge takes out a chare that has left.
func (b *balancer) discharge(c *client) {
	last := len(b.clients) - 1
	b.clients[c.at] = b.clients[last]
	b.clients[c.at].at = c.at
	b.clients[last] = nil
	b.clients = b.clients[:last]
	if c.waiting {
		b.waiting--
	}
	b.look()
}

// ready is told that a chare may be moved.
func (b *balancer) ready(c *client) {
	c.step++
	b.wait(c)
}

// wait has a chare wait for its step, which may be over: if the program has moved
// the chare from one PE to another meanwhile, no PE may have waited for it. Nor is
// there anything to wait for without a strategy.
func (b *balancer) wait(c *client) {
	c.waiting = true
	b.waiting++
	if c.step <= b.done || b.strategies.Empty() {
		b.k.pe.Push(c) // once the method that has called AtSync has ended
	} else {
		b.look()
	}
}

// arrived takes a chare that has come here, ready or not.
func (b *balancer) arrived(c *client) {
	if c.waiting {
		b.wait(c)
	}
}

// look has the PE find out whether a step begins, when what runs has ended.
func (b *balancer) look() {
	if b.looking || b.step != nil || b.strategies.Empty() || b.periodic() || b.waiting < len(b.clients) {
		return
	}
	b.looking = true
	b.k.pe.Push(b)
}

// Run finds it out.
func (b *balancer) Run() {
	b.looking = false
	switch {
	case b.step != nil || b.filling > 0 || b.waiting < len(b.clients):
	case len(b.clients) == 0 && b.begun <= b.done:
	default:
		b.enter()
	}
}

// enter has the PE take part in the next step.
func (b *balancer) enter() {
	b.step = &step{number: b.done + 1}
	b.begun = b.step.number
	part := b.measure()
	gossip, ok := b.strategies.At(int(b.done)).(*lb.Gossip)
	if !ok || b.settings.Dump != "" {
		b.send(0, balanceMessage{What: measured, Part: part})
	}
	if ok {
		b.talk(gossip, part)
	}
}

// measure returns what this PE has to balance.
func (b *balancer) measure() lb.Part {
	k, s := b.k, b.step
	part := lb.Part{PE: lb.PE{Speed: b.speed, Host: int32(k.hostOf(k.me)), Available: true}}
	if background := k.meter.take(); !b.settings.ObjectsOnly {
		part.PE.Background = background.Seconds()
	}
	s.clients = append(s.clients, b.clients...)
	part.Objects = make([]lb.Object, len(s.clients))
	for i, c := range s.clients {
		o := &part.Objects[i]
		loc := c.el.loc
		*o = lb.Object{
			ID: loc.identity(), Load: float64(c.load) / 1e9, PE: int32(k.me), Bytes: int32(min(c.bytes, 1<<30)),
			Array: loc.coll.ordinal(), Index: loc.index.c, Dims: uint8(loc.index.n), Migratable: !c.fixed && c.movable(),
		}
		part.Links = c.links.take(int32(i), part.Links)
		c.load = 0
	}
	return part
}

// movable reports whether a chare could leave now, as far as its methods go.
func (c *client) movable() bool {
	el := c.el
	return el.made && el.coroutines == 0 && el.trip == nil && !el.unformed()
}

// order has chares leave.
func (b *balancer) order(o lb.Order) {
	s := b.step
	s.ordered = true
	s.missing += o.Incoming
	for _, m := range o.Moves {
		c := s.clients[m.Object]
		if !c.here() || !c.movable() {
			b.givenUp(int(m.To))
			continue
		}
		s.leaving++
		c.el.trip = &trip{el: c.el, pe: int(m.To), step: s.number}
		c.el.tryLeave()
	}
	b.settle()
}

// here reports whether a chare is still on this PE.
func (c *client) here() bool { return c.el.chare.base().el == c.el }

// givenUp tells a PE not to wait for a chare.
func (b *balancer) givenUp(pe int) { b.send(pe, balanceMessage{What: givenUp}) }

// left is told that a chare has left that was to, for a step.
func (b *balancer) left(t *trip) {
	if t.step > 0 {
		t.step = 0
		b.step.leaving--
		b.settle()
	}
}

// abandon is told that a chare does not go where a step wants it.
func (b *balancer) abandon(t *trip) {
	if t.step > 0 {
		b.givenUp(t.pe)
		b.left(t)
	}
}

// came is told that a chare has come, or will not, by a step.
func (b *balancer) came(from int, number uint64) {
	if b.step == nil || b.step.number != number {
		b.k.bad(from, fmt.Errorf("a chare moved by step %d of load balancing, which is not under way here", number))
		return
	}
	b.step.missing--
	b.settle()
}

// settle ends the step here if nothing is left to be done.
func (b *balancer) settle() {
	s := b.step
	if s == nil || s.held || !s.ordered || s.leaving > 0 || s.missing > 0 {
		return
	}
	b.send(0, balanceMessage{What: finished})
	if b.settings.SyncResume && !b.periodic() {
		s.held = true
		return
	}
	b.end()
}

// end ends the step on this PE.
func (b *balancer) end() {
	b.step = nil
	b.done++
	if !b.periodic() {
		b.resume()
	}
}

// resume has the chares go on that were ready for the step that has ended.
func (b *balancer) resume() {
	for _, c := range b.clients {
		if c.waiting && c.step <= b.done {
			c.goOn()
		}
	}
	b.look()
}
