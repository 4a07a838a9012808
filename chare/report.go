package chare

import (
	"fmt"
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
	return lines
}

// name returns whose task it is: "hello.Hello[3].Run". Of a task that has ended
// too, whose call may be that of another chare by now, but of the same method.
func (t *Task) name() string {
	if t.el == nil {
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
