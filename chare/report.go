package chare

import (
	"fmt"
	"maps"
	"slices"
)

// report lists what waits on this PE, a line each.
func (k *kernel) report() []string {
	var lines []string
	for p := k.paused.next; p != nil; p = p.next {
		lines = append(lines, fmt.Sprintf("PE %d: %s waits for %v%s", k.me, p.t.name(), p.on, p.locate()))
	}
	slices.Reverse(lines) // the longest waiting first
	for _, cs := range k.conditions {
		for _, c := range cs.active {
			if line := c.report(); line != "" {
				lines = append(lines, fmt.Sprintf("PE %d: %s", k.me, line))
			}
		}
	}
	var early []collID
	for id := range k.early {
		early = append(early, id)
	}
	slices.Sort(early)
	for _, id := range early {
		lines = append(lines, fmt.Sprintf("PE %d: messages wait for collection %v, which was not made here: %d", k.me, id, len(k.early[id])))
	}
	for _, of := range k.colls {
		for _, c := range of {
			if c != nil && c.growth != nil {
				lines = append(lines, c.growth.report(c)...)
			}
		}
	}
	return lines
}

// report lists what waits on this PE for elements, or for DoneInserting.
func (g *growth) report(c *collection) []string {
	var lines []string
	for _, loc := range slices.SortedFunc(maps.Keys(g.held), func(a, b *location) int { return a.index.Compare(b.index) }) {
		lines = append(lines, fmt.Sprintf("PE %d: messages wait for %v, which was never inserted: %d", c.k.me, loc, len(g.held[loc].messages)))
	}
	if g.inserting && (len(g.unsettled) > 0 || len(c.rounds.open) > 0) {
		lines = append(lines, fmt.Sprintf("PE %d: reductions and broadcasts of %v wait for DoneInserting", c.k.me, c))
	}
	return lines
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

// locate returns where in the user's source a task waits. The task is
// resumed to look at its own stack, so that nothing need be kept for this while
// nobody asks.
func (p *pause) locate() string {
	p.locating = true
	p.strand.Run()
	p.locating = false
	if p.where == "" {
		return ""
	}
	return ", at " + p.where
}
