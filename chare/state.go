package chare

import (
	"fmt"
	"strings"
	"time"

	"github.com/charm4go/charm/netlayer"
)

// This file tells what a PE is doing, when somebody outside wants to know.

// figures are the numbers of a PE at one moment.
type figures struct {
	at       time.Time
	ready    int // items that wait for their turn
	waiting  int // tasks that wait for something else
	timers   int
	blocking int // calls of Go that are out
	futures  int // that other PEs know of
	port     netlayer.Stats
}

func (k *kernel) figures() figures {
	return figures{time.Now(), k.pe.Queued(), k.suspended, k.pe.Timers(), k.blocking, k.futures.outstanding(), k.port.Stats()}
}

// String returns them in two lines.
func (f figures) String() string {
	p := f.port
	return fmt.Sprintf(`ready to run %d, tasks that wait %d, timers %d, calls of Go %d, futures that others know %d
messages sent %d (%d bytes), received %d (%d bytes); without room %d (%d bytes), at worst %d (%d bytes); times asleep %d`,
		f.ready, f.waiting, f.timers, f.blocking, f.futures,
		p.Sent, p.SentBytes, p.Received, p.ReceivedBytes, p.Backlog, p.BacklogBytes, p.BacklogMax, p.BacklogBytesMax, p.Slept)
}

// statePatience is how long a PE may take to tell what it is doing, before it is
// told from outside.
const statePatience = 500 * time.Millisecond

// state tells what the PE is doing, in a few lines. It is called on a goroutine
// that is not the PE's.
func (k *kernel) state() string {
	told := make(chan string, 1)
	k.pe.Interrupt(func() { told <- k.tell() })
	select {
	case text := <-told:
		return text
	case <-time.After(statePatience):
		return k.stateFromOutside()
	}
}

// tell is state on the PE itself, between two items.
func (k *kernel) tell() string {
	f := k.figures()
	doing := "idle"
	if f.ready > 0 {
		doing = "at work"
	}
	lines := k.report(k.unfinished())
	return fmt.Sprintf("PE %d: %s\n%s", k.me, doing, indented(strings.Join(append([]string{f.String()}, lines...), "\n")))
}

// stateFromOutside is state of a PE that is inside a method for long.
func (k *kernel) stateFromOutside() string {
	who := k.peek()
	var b strings.Builder
	fmt.Fprintf(&b, "PE %d: inside %v", k.me, who)
	if g := k.guard; g != nil {
		g.mu.Lock()
		owed, last := g.owed, g.last
		g.mu.Unlock()
		now := time.Now()
		if !owed.IsZero() {
			fmt.Fprintf(&b, " for %v at least", now.Sub(owed).Round(time.Millisecond))
		}
		if !last.at.IsZero() {
			fmt.Fprintf(&b, "\n    %v ago:\n%s", now.Sub(last.at).Round(time.Millisecond), indented(last.String()))
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n" + indented(who.stack())
}
