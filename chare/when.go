package chare

import (
	"fmt"

	"github.com/charm4go/charm/pe"
)

// This file holds messages that wait at their chare until the condition of
// their entry method holds (//charm:when). A message is looked at when it
// arrives, and those that wait whenever a method of the chare has ended or
// waits; see conditions.

// When gives an entry method a condition on the chare and the arguments, text
// in reports. For generated code, as the other functions here.
func When[A, R any](e *Entry[A, R], text string, holds func(c Chare, a *A) bool) {
	WhenEqual(e, text, func(Chare) Void { return Void{} }, func(*A) Void { return Void{} }, holds)
}

// WhenState gives an entry method a condition on the chare alone. However many
// messages wait, to look at it is to look once.
func WhenState[A, R any](e *Entry[A, R], text string, holds func(c Chare) bool) {
	WhenEqual(e, text, holds, func(*A) bool { return true }, nil)
}

// WhenEqual gives an entry method the condition that a value of the chare
// equals one of the message, and that the rest holds, if there is one. Messages
// are found by that value, without a look at those with others.
func WhenEqual[A, R any, K comparable](e *Entry[A, R], text string, ofChare func(c Chare) K, ofMessage func(a *A) K, rest func(c Chare, a *A) bool) {
	e.when = &condition[A, R, K]{e, text, e.class.conditions, ofChare, ofMessage, rest}
	e.class.conditions++
}

// A gate is the condition of an entry method.
type gate[A, R any] interface {
	// admit reports whether a call may run now. If not, it has joined those
	// that wait.
	admit(c *call[A, R]) bool
}

// A condition is a gate that knows by which value messages are found.
type condition[A, R any, K comparable] struct {
	entry     *Entry[A, R]
	text      string
	place     int // among the conditions of the class
	ofChare   func(Chare) K
	ofMessage func(*A) K
	rest      func(Chare, *A) bool // nil: there is none
}

func (w *condition[A, R, K]) admit(c *call[A, R]) bool {
	cs := c.el.awaited()
	ln := w.line(cs)
	if ln.admitted == c {
		ln.admitted = nil
		return true
	}
	c.k.running = &ln.activity
	key := w.ofMessage(&c.args)
	holds := w.ofChare(c.el.chare) == key && ln.restHolds(&c.args)
	c.k.running = nil
	if holds && ln.pile(key) == nil {
		return true
	}
	if c.lease != nil {
		c.lease.keep()
	}
	if c.k.trace != nil {
		c.k.trace.remember(&c.activity)
	}
	ln.add(key, c)
	if holds { // but others came before
		cs.changed()
	}
	return false
}

// line returns the messages that wait for the condition at one chare.
func (w *condition[A, R, K]) line(cs *conditions) *line[A, R, K] {
	if cs.lines == nil {
		cs.lines = make([]conditional, w.entry.class.conditions)
	}
	ln, _ := cs.lines[w.place].(*line[A, R, K])
	if ln == nil {
		ln = &line[A, R, K]{condition: w, piles: map[K]*pile[A, R]{}}
		ln.activity = activity{el: cs.el, info: &w.entry.entryInfo, on: ln}
		cs.lines[w.place] = ln
	}
	return ln
}

// A line holds the messages of one chare that wait for a condition, by the value
// that the chare must come to. As an activity it is what runs while user code
// tells whether the condition holds.
type line[A, R any, K comparable] struct {
	activity
	*condition[A, R, K]
	piles    map[K]*pile[A, R] // none is empty
	lastKey  K
	last     *pile[A, R]         // of lastKey, so that it is found without a look; nil: unknown
	empty    []*pile[A, R]       // to be used again
	unsorted []unsorted[A, R, K] // behind those of the piles
	n        int                 // messages that wait
	born     uint64              // how often the first message with a key has come
	admitted *call[A, R]         // taken out of the line, and about to run
}

func (ln *line[A, R, K]) restHolds(a *A) bool {
	return ln.rest == nil || ln.rest(ln.el.chare, a)
}

// pile returns the messages with a key, nil if there are none.
func (ln *line[A, R, K]) pile(key K) *pile[A, R] {
	if len(ln.unsorted) > 0 {
		ln.sort()
	}
	return ln.sorted(key)
}

// sorted is pile for what is in piles already.
func (ln *line[A, R, K]) sorted(key K) *pile[A, R] {
	if ln.last != nil && ln.lastKey == key {
		return ln.last
	}
	return ln.piles[key]
}

// add puts a message behind those with the same key.
func (ln *line[A, R, K]) add(key K, c *call[A, R]) {
	if ln.n++; ln.n == 1 {
		cs := ln.el.conditions
		cs.active = append(cs.active, ln)
	}
	if ln.n < manyMessages {
		ln.pileFor(key).add(park(c))
		return
	}
	if ln.unsorted == nil {
		ln.unsorted = make([]unsorted[A, R, K], 0, sortedAtOnce)
	}
	ln.unsorted = append(ln.unsorted, unsorted[A, R, K]{key: key, message: park(c)})
	if len(ln.unsorted) == sortedAtOnce {
		ln.sort()
	}
}

// pileFor returns the messages with a key, to add one.
func (ln *line[A, R, K]) pileFor(key K) *pile[A, R] {
	if p := ln.sorted(key); p != nil {
		return p
	}
	return ln.newPile(key)
}

func (ln *line[A, R, K]) newPile(key K) (p *pile[A, R]) {
	if n := len(ln.empty); n > 0 {
		p, ln.empty = ln.empty[n-1], ln.empty[:n-1]
	} else {
		p = &pile[A, R]{}
	}
	ln.born++
	p.born = ln.born
	ln.piles[key] = p
	return p
}

// next takes out the first message for which the condition holds.
func (ln *line[A, R, K]) next() pe.Item {
	k := ln.el.coll.k
	k.running = &ln.activity
	key := ln.ofChare(ln.el.chare)
	same := ln.pile(key)
	if same == nil {
		k.running = nil
		return nil
	}
	ln.lastKey, ln.last = key, same
	i, n := 0, same.waiting()
	for i < n && !ln.restHolds(same.arguments(i)) {
		i++
	}
	k.running = nil
	if i == n {
		return nil
	}
	ln.admitted = ln.take(key, same, i)
	return ln.admitted
}

// take takes a message out of its pile.
func (ln *line[A, R, K]) take(key K, same *pile[A, R], i int) *call[A, R] {
	m := same.take(i)
	if same.waiting() == 0 {
		delete(ln.piles, key)
		ln.last = nil
		ln.empty = append(ln.empty, same)
	}
	if ln.n--; ln.n == 0 {
		ln.el.conditions.remove(ln)
	}
	return m.unpark(ln.entry, ln.el)
}

// fail ends the job even if somebody waits for the end of a call: the method has
// not failed, but will never run.
func (ln *line[A, R, K]) fail(err *Error) {
	k := ln.el.coll.k
	k.running = nil
	failed := *err
	failed.Err = fmt.Errorf("the condition %s: %w", ln.text, err.Err)
	k.fatal(&failed)
}

func (ln *line[A, R, K]) report(r *report) {
	r.add("messages for %v.%s wait until %s: %d", ln.el, ln.entry.name, ln.text, ln.n)
}
