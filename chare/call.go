package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// runnable is a call with its arguments, ready to run. It is an item of the
// scheduler.
type runnable interface {
	Run()
	doing() *activity // what runs then
}

// A call is one invocation of an entry method on its PE. Calls are kept and
// used again, per entry method and PE, so that a call allocates nothing.
type call[A, R any] struct {
	activity
	k     *kernel
	entry *Entry[A, R]
	task  *Task // of a method that waits, once it runs
	reply reply // to a future elsewhere, or
	done  endpoint[R]
	lease *lease // of the Views in args; nil: there are none
	args  A
	next  *call[A, R] // in the pool
}

// An endpoint is where a call on the caller's own PE, or of a broadcast, tells
// its end.
type endpoint[R any] interface {
	ended(r R, err *Error)
	// replyTo is where to tell it from another PE.
	replyTo(k *kernel) reply
}

// newCall takes a call from the pool of its entry method.
func (e *Entry[A, R]) newCall(k *kernel, el *element) *call[A, R] {
	slot := &k.pools[e.pool]
	if c, _ := (*slot).(*call[A, R]); c != nil {
		*slot = c.next
		c.el = el
		return c
	}
	c := &call[A, R]{k: k, entry: e}
	c.activity = activity{el: el, info: &e.entryInfo, on: c}
	return c
}

// recycle gives the call back to its pool.
func (c *call[A, R]) recycle() {
	var none A
	c.args = none // so that the pool keeps nothing of the user's alive
	c.endLease()
	c.el, c.task, c.done = nil, nil, nil
	c.reply.mode = replyNone
	slot := &c.k.pools[c.entry.pool]
	c.next, _ = (*slot).(*call[A, R])
	*slot = c
}

// decoded makes a call with the arguments that d holds, or nil.
func (e *Entry[A, R]) decoded(k *kernel, el *element, d *wire.Decoder) *call[A, R] {
	c := e.newCall(k, el)
	e.m.Decode(d, &c.args)
	if d.Err() != nil {
		return nil
	}
	return c
}

func (c *call[A, R]) endLease() {
	if c.lease != nil {
		c.lease.end()
		c.lease = nil
	}
}

// decodedInPlace is decoded for a call with Views, which the message stays for.
func (e *Entry[A, R]) decodedInPlace(k *kernel, el *element, d *wire.Decoder) *call[A, R] {
	k.lease = k.lend()
	defer func() { k.lease = nil }()
	c := e.decoded(k, el, d)
	if c == nil {
		k.lease.end()
		return nil
	}
	c.lease = k.lease
	return c
}

func (e *Entry[A, R]) receive(k *kernel, el *element, d *wire.Decoder, r reply) runnable {
	var c *call[A, R]
	if e.views {
		c = e.decodedInPlace(k, el, d)
	} else {
		c = e.decoded(k, el, d)
	}
	if c == nil {
		return nil
	}
	c.reply = r
	return c
}

func (e *Entry[A, R]) deliver(k *kernel, el *element, d *wire.Decoder, to *collector) runnable {
	c := e.decoded(k, el, d)
	if c == nil {
		return nil
	}
	if to != nil {
		c.done = &collected[R]{to, el.loc, e.m.Result}
	}
	return c
}

func (e *Entry[A, R]) awaits(to *collector, loc *location) receiver {
	return &collected[R]{to, loc, e.m.Result}
}

func (e *Entry[A, R]) construct(k *kernel, el *element, d *wire.Decoder) runnable {
	c := e.decoded(k, el, d)
	if c == nil {
		return nil
	}
	c.done = any(el).(endpoint[R])
	return c
}

// enqueue makes the call an item of this PE.
func (c *call[A, R]) enqueue() {
	if c.k.slowly {
		c.enqueueSlowly()
		return
	}
	c.k.pe.Push(c)
}

// enqueueSlowly is enqueue for runs with a profile or a trace, that measure who sends to
// whom, or with Options.LocalCopy: the call gets its own copy of the arguments then, by the way that they would
// travel.
func (c *call[A, R]) enqueueSlowly() {
	k, e := c.k, c.entry
	before := k.profile.send()
	if k.trace != nil {
		k.trace.owe(&c.activity, k.trace.origin())
	}
	if k.comm {
		k.sends(c.el.loc, c.bytes())
	}
	if k.options.LocalCopy {
		enc := k.encoder(nil)
		e.m.Encode(enc, &c.args)
		e.mustTravel(enc)
		c.args = *new(A)
		d := k.decoder(enc.Bytes())
		e.m.Decode(d, &c.args)
		if err := d.Err(); err != nil {
			panic(fmt.Sprintf("chare: call of %s.%s: copying the arguments: %v", e.class.Name(), e.name, err))
		}
	}
	k.pe.Push(c)
	k.profile.sentHere(before)
}

// Run calls the method, unless the call must wait for a condition. If the method
// waits, Run returns when it has ended, which may be long after other items have
// run.
func (c *call[A, R]) Run() {
	if c.entry.waits && c.k.pe.Refuse(c) {
		if c.k.trace != nil {
			c.k.trace.remember(&c.activity)
		}
		return
	}
	if c.entry.when != nil && !c.entry.when.admit(c) {
		return
	}
	k, el := c.k, c.el
	k.begin(&c.activity)
	var r R
	var err error
	if c.entry.waits {
		t := &Task{k: k, el: el, activity: &c.activity}
		c.task, k.task = t, t
		el.coroutines++
		r, err = c.entry.m.Call(el.chare, t, &c.args)
		t.ended = true
	} else {
		r, err = c.entry.m.Call(el.chare, nil, &c.args)
	}
	if err != nil {
		c.end(r, asError(&c.activity, k.me, err, ""))
	} else {
		c.end(r, nil)
	}
	c.recycle()
}

// end tells whoever waits for the call, and looks at what waits for the chare.
func (c *call[A, R]) end(r R, err *Error) {
	k, el := c.k, c.el
	if c.task != nil {
		el.coroutines--
		c.task, k.task = nil, nil // what follows may fail, and end is called again then
	}
	switch {
	case c.done != nil:
		c.done.ended(r, err)
	case c.reply.mode != replyNone:
		sendReply(k, c.reply, c.entry.m.Result, r, err)
	case err != nil:
		k.fatal(err)
	}
	k.stop()
	if el.conditions != nil {
		el.conditions.changed()
	}
	if el.trip != nil {
		el.tryLeave()
	}
}

// fail is end after a panic: the call is not used again, since the panic may
// have left its arguments in any state.
func (c *call[A, R]) fail(err *Error) {
	if c.task != nil {
		c.task.ended = true
	}
	c.endLease()
	var none R
	c.end(none, err)
}
