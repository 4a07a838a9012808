package chare

import (
	"slices"

	"github.com/charm4go/charm/pe"
)

// This file holds what waits for the state of a chare to change: messages whose
// method has a condition (when.go), and tasks in Until.

// conditions are those that something waits for at one chare.
type conditions struct {
	el     *element
	active []conditional // that which has been waited for longest is first
	lines  []conditional // of messages, by condition.place; nil: none has come yet
	queued bool          // as an item
}

// A conditional is a condition that something waits for.
type conditional interface {
	// next takes out what may go on now, as an item that goes on; nil if
	// nothing may.
	next() pe.Item
	// report says what waits, unless the report says so for another reason.
	report(r *report)
}

// awaited returns the chare's conditions, of which there are some from now on.
func (el *element) awaited() *conditions {
	if el.conditions == nil {
		k := el.coll.k
		el.conditions = &conditions{el: el}
		k.conditions = append(k.conditions, el.conditions)
	}
	return el.conditions
}

// changed is called when a method of the chare has ended or waits, since it may
// have made a condition true. Whatever waits for one comes before all else that
// waits on this PE, so that nothing of the chare runs in between.
func (cs *conditions) changed() {
	if len(cs.active) > 0 && !cs.queued {
		cs.queued = true
		cs.el.coll.k.pe.PushFront(cs)
	}
}

// Run looks for something that may go on and lets it. The others are looked at
// when that has ended or waits, which calls changed again: it may have made
// their conditions false, or those before it true.
func (cs *conditions) Run() {
	cs.queued = false
	for _, c := range cs.active {
		if item := c.next(); item != nil {
			item.Run()
			return
		}
	}
}

// remove forgets a condition that nothing waits for any more.
func (cs *conditions) remove(c conditional) {
	i := slices.Index(cs.active, c)
	cs.active = slices.Delete(cs.active, i, i+1)
}

// Until waits until a condition on the chare's fields holds. It is looked at
// now, and again whenever an entry method of this chare has ended or waits.
// When Until returns, the condition holds.
func (t *Task) Until(condition func() bool) {
	if t.el == nil {
		panic("chare: Until waits for other methods of the same chare; the main function has none")
	}
	for !condition() {
		u := &until{t: t, holds: condition}
		cs := t.el.awaited()
		cs.active = append(cs.active, u)
		for !u.woken {
			t.suspend(because("a condition (Until)"))
		}
	}
}

// An until is a task that waits for a condition.
type until struct {
	t     *Task
	holds func() bool
	woken bool
}

// next goes on with the task at once, so that the condition still holds then.
func (u *until) next() pe.Item {
	p := u.t.pause
	if p == nil || p.woken || !u.mayHold() {
		return nil
	}
	p.woken, u.woken = true, true
	u.t.el.conditions.remove(u)
	return p.strand
}

// mayHold looks at the condition. If it panics, its task is to look, so that
// the panic is its own.
func (u *until) mayHold() (may bool) {
	defer func() {
		if recover() != nil {
			may = true
		}
	}()
	return u.holds()
}

func (u *until) report(*report) {} // it is a task that waits
