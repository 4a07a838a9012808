package chare

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/charm4go/charm/internal/stack"
)

// A report lists what waits on a PE, a line each, up to maxReport.
type report struct {
	lines []string
	more  int
}

const maxReport = 20

func (r *report) add(format string, args ...any) {
	if len(r.lines) < maxReport {
		r.lines = append(r.lines, fmt.Sprintf(format, args...))
	} else {
		r.more++
	}
}

// report tells what waits on this PE, and which chares here have not contributed
// to the reductions under way.
func (k *kernel) report(open unfinished) []string {
	r := &report{}
	var tasks []*pause
	for p := k.paused.next; p != nil; p = p.next {
		tasks = append(tasks, p)
	}
	for _, p := range slices.Backward(tasks) { // the longest waiting first
		r.add("%s waits for %v%v", p.t.name(), p.on, p)
	}
	for _, cs := range k.conditions {
		for _, c := range cs.active {
			c.report(r)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(k.early)) {
		r.add("messages wait for collection %v, which was not made here: %d", id, len(k.early[id]))
	}
	for c := range k.collections() {
		c.reportHeld(r)
	}
	k.balancer.report(r)
	for _, id := range slices.Sorted(maps.Keys(open)) {
		if c := k.collection(id); c != nil {
			c.reportLacking(open[id], r)
		}
	}
	if r.more > 0 {
		r.lines = append(r.lines, fmt.Sprintf("… and %d more", r.more))
	}
	return r.lines
}

// collections yields those that this PE knows.
func (k *kernel) collections() iter.Seq[*collection] {
	return func(yield func(*collection) bool) {
		for _, of := range k.colls {
			for _, c := range of {
				if c != nil && !yield(c) {
					return
				}
			}
		}
	}
}

// elements yields those on this PE, of all collections.
func (k *kernel) elements() iter.Seq[*element] {
	return func(yield func(*element) bool) {
		for c := range k.collections() {
			for loc := range c.locations() {
				if loc.el != nil && !yield(loc.el) {
					return
				}
			}
		}
	}
}

// unfinished returns the reductions under way of which this PE knows.
func (k *kernel) unfinished() (open unfinished) {
	for c := range k.collections() {
		if len(c.rounds.open) > 0 {
			open.add(c.id, c.rounds.first)
		}
	}
	return open
}

// maxNamed is how many elements a line of a report names.
const maxNamed = 8

// reportLacking tells which elements here have yet to contribute to a reduction.
func (c *collection) reportLacking(number uint64, r *report) {
	var names []string
	n := 0
	for el := range c.k.elements() { // some may be on PEs outside the tree
		if m := el.member(c); m == nil || m.next > number {
			continue
		}
		if n++; n <= maxNamed {
			names = append(names, el.String())
		}
	}
	if n == 0 {
		return
	}
	if n > maxNamed {
		names = append(names, fmt.Sprintf("and %d more", n-maxNamed))
	}
	r.add("reduction %d of %v lacks the contribution of %s", number, c, strings.Join(names, ", "))
}

// reportHeld tells what waits on this PE for elements, or for DoneInserting.
func (c *collection) reportHeld(r *report) {
	if c.routes != nil {
		held := c.routes.held
		for _, loc := range slices.SortedFunc(maps.Keys(held), (*location).compare) {
			if n := len(held[loc].messages); n > 0 {
				r.add("messages wait for %v, which was never inserted: %d", loc, n)
			}
		}
	}
	if g := c.growth; g != nil && g.inserting && (len(g.unsettled) > 0 || len(c.rounds.open) > 0) {
		r.add("reductions and broadcasts of %v wait for DoneInserting", c)
	}
}

// name returns whose task it is: "hello.Hello[3].Run". Of a task that has ended
// too, whose call may be that of another chare by now, but of the same method.
func (t *Task) name() string {
	switch {
	case t.label != nil:
		return t.label.String()
	case t.el == nil:
		return "main"
	}
	return t.el.String() + "." + t.activity.method()
}

// String returns where in the user's source a task waits, as reports put it. The
// task is resumed to look at its own stack, so that nothing need be kept for this
// while nobody asks.
func (p *pause) String() string {
	var where string
	if pe := p.t.k.pe; p.strand == pe.Current() {
		where = stack.Waiting() // this runs on top of it
	} else {
		p.locating = &where
		p.strand.Visit()
		p.locating = nil
	}
	if where == "" {
		return ""
	}
	return ", at " + where
}
