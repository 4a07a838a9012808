package chare

import (
	"fmt"
	"strings"

	"github.com/charm4go/charm/wire"
)

// This file holds what chares have to do with load balancing: they say when they
// may be moved, and are told when to go on.

// UseAtSync has the chares of a new array take part in load balancing: they say
// by AtSync when they may be moved, and go on in their entry method
// ResumeFromSync, which has no parameters but may take a Task. All their fields
// must be able to travel, apart from those tagged `charm:"-"`.
func UseAtSync() Option {
	return func(p *placement) { p.atSync = true }
}

// AtSync says that the chare may be moved, by what the options +balancer or
// Options.Balance say. It does not wait. Once all chares of all arrays with
// UseAtSync on this PE have said so, and on all others, they are moved, and
// their ResumeFromSync is called, on the new PE. Without a balancer it is called
// at once. A sparse array that is being filled holds this up until DoneInserting.
//
// The running method should end soon, and no other method of the chare should
// wait: a chare with a method that waits stays where it is. Messages that come
// meanwhile are taken as ever. AtSync panics if the array was made without
// UseAtSync, or the chare has yet to be told to resume.
func (b *Base) AtSync() {
	el := b.element()
	if !el.coll.atSync {
		panic(fmt.Sprintf("chare: AtSync of %v, whose collection was made without chare.UseAtSync(), which only arrays take", el))
	}
	if el.client == nil {
		el.coll.k.balancer.enlist(el)
	} else if el.client.waiting {
		panic(fmt.Sprintf("chare: AtSync of %v, which has called it already and was not resumed since", el))
	}
	el.coll.k.balancer.ready(el.client)
}

// LeaveSync says that the chare will not call AtSync for now, or ever. Without it,
// the chares of all arrays with UseAtSync wait for this one. It panics if the chare
// has yet to be told to resume.
func (b *Base) LeaveSync() {
	el := b.element()
	switch c := el.client; {
	case c == nil:
	case c.waiting:
		panic(fmt.Sprintf("chare: LeaveSync of %v, which has called AtSync and was not resumed since", el))
	default:
		el.withdraw()
	}
}

// SetMigratable says whether load balancing may move the chare; it may unless
// this says otherwise. Migrate moves it in any case.
func (b *Base) SetMigratable(may bool) {
	if c := b.element().client; c != nil {
		c.fixed = !may
	}
}

// A client is a chare that load balancing has to do with, on the PE it is on.
type client struct {
	el      *element
	at      int    // among the balancer's
	step    uint64 // the last one it was ready for
	waiting bool   // it is ready, and to be resumed
	fixed   bool
	load    int64 // nanoseconds, since the last step
	bytes   int   // of its last move
	links   links // what it has sent since the last step
}

// resumeName is the entry method that goes on.
const resumeName = "ResumeFromSync"

// mustResume panics if chares of a class cannot take part in load balancing.
func (c *Class) mustResume(function string) {
	if c.resume() == nil {
		panic(fmt.Sprintf("chare: %s with UseAtSync: %s has no entry method %s without parameters", function, c.Name(), resumeName))
	}
	if err := c.travels(); err != nil {
		panic(fmt.Sprintf("chare: %s with UseAtSync: %s cannot be moved: %v; tag a field charm:\"-\" to leave it behind", function, c.Name(), err))
	}
}

// resume returns the entry method, or nil.
func (c *Class) resume() entry {
	for _, e := range c.entries {
		if _, bare := e.info().target.(*TargetEntry[Void]); bare && e.info().name == resumeName {
			return e
		}
	}
	return nil
}

// Run has a chare go on that need not wait, unless it has left meanwhile.
func (c *client) Run() {
	if c.waiting && c.here() {
		c.goOn()
	}
}

// goOn calls the entry method of a chare that was ready. The call follows a chare
// that is leaving.
func (c *client) goOn() {
	el, loc := c.el, c.el.loc
	k, e := loc.coll.k, loc.coll.class.resume()
	c.waiting = false
	k.balancer.waiting--
	if el.trip != nil && el.trip.leaving {
		loc.send(loc.address(&header{kind: kindCall, entry: e.info().id}, nil).Bytes())
		return
	}
	call := e.receive(k, el, k.decoder(nil), reply{})
	if k.trace != nil {
		k.trace.owe(call.doing(), k.trace.origin())
	}
	k.pe.Push(call)
}

// mayBalance panics if the options ask for what the class cannot do.
func (k *kernel) mayBalance(p *placement, class *Class, function string) {
	if !p.atSync {
		return
	}
	class.mustResume(function)
	if k.balancer.periodic() {
		panic(fmt.Sprintf("chare: %s with UseAtSync in a run with +LBPeriod: chares say when they may be moved, or the clock does", function))
	}
}

// putClient writes what travels with a chare that has come from an array that is
// balanced, takeClient reads it.
func (el *element) putClient(e *wire.Encoder) {
	c := el.client
	if e.Bool(c != nil); c == nil {
		return
	}
	e.Uint64(c.step)
	e.Bool(c.waiting)
	e.Bool(c.fixed)
	e.Uint64(uint64(c.load))
}

func (el *element) takeClient(d *wire.Decoder) {
	if !d.Bool() {
		el.withdraw()
		return
	}
	c := el.client
	c.step = d.Uint64()
	c.waiting = d.Bool()
	c.fixed = d.Bool()
	c.load += int64(d.Uint64())
}

// report tells whom load balancing waits for on this PE.
func (b *balancer) report(r *report) {
	if s := b.step; s != nil && s.ordered {
		r.add("step %d of load balancing waits for %d chares to leave and %d to come", s.number, s.leaving, s.missing)
	}
	switch {
	case b.waiting == 0:
	case b.waiting == len(b.clients) && b.filling > 0:
		r.add("%d chares wait for DoneInserting of an array with UseAtSync (AtSync)", b.waiting)
	case b.waiting == len(b.clients):
		r.add("%d chares wait for those of other PEs to call AtSync", b.waiting)
	default:
		var lacking []string
		for _, c := range b.clients {
			if !c.waiting && len(lacking) < maxNamed {
				lacking = append(lacking, c.el.String())
			}
		}
		if more := len(b.clients) - b.waiting - len(lacking); more > 0 {
			lacking = append(lacking, fmt.Sprintf("and %d more", more))
		}
		r.add("%d chares wait for AtSync of %s", b.waiting, strings.Join(lacking, ", "))
	}
}
