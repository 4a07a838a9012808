package chare

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/charm4go/charm/internal/stack"
)

// This file looks after a PE from outside: it finds a method that does not let
// go of its PE, which no code on the PE itself can.

// defaultWatch is how long a method may keep its PE if nothing is said.
const defaultWatch = 10 * time.Second

// A guard asks a PE for a sign of life now and then. A PE gives one between two
// items, so a PE that owes one for long is inside one item all the time. Nothing
// is counted or stored for this while messages run.
type guard struct {
	k        *kernel
	limit    time.Duration // an item that takes longer is told of
	interval time.Duration
	missed   int                 // times in a row that the PE owed an answer
	told     map[*entryInfo]bool // entry methods that were told of

	off  atomic.Bool // the PE ends, and owes nothing any more
	mu   sync.Mutex
	owed time.Time // since when the PE owes an answer; zero: it owes none
	last figures   // at its last answer
}

// watchOver begins to watch the PE, unless that is not wanted.
func (k *kernel) watchOver() {
	limit := k.options.Watch
	if limit < 0 {
		return
	}
	if limit == 0 {
		limit = defaultWatch
	}
	g := &guard{k: k, limit: limit, interval: min(max(limit/10, 10*time.Millisecond), time.Second)}
	g.told = map[*entryInfo]bool{}
	k.guard = g
	g.look()
	k.env.every(g.interval, g.look)
}

// look is called at each interval. It counts intervals rather than time, which
// goes on while the whole process is stopped.
func (g *guard) look() {
	g.mu.Lock()
	owes := !g.owed.IsZero()
	if !owes {
		g.owed = time.Now()
	}
	g.mu.Unlock()
	if !owes {
		g.missed = 0
		g.k.pe.Interrupt(g.answer)
		return
	}
	g.missed++
	if time.Duration(g.missed)*g.interval < g.limit || g.off.Load() {
		return
	}
	if who := g.k.peek(); !g.told[who.info] {
		g.told[who.info] = true
		g.k.env.warn(g.blocked(who))
	}
}

// answer is the PE's sign of life.
func (g *guard) answer() {
	now := g.k.figures()
	g.mu.Lock()
	g.owed, g.last = time.Time{}, now
	g.mu.Unlock()
}

// dismiss ends the watch, since the PE ends.
func (g *guard) dismiss() {
	if g != nil {
		g.off.Store(true)
	}
}

// blocked says that a method does not let go of the PE.
func (g *guard) blocked(who running) string {
	return fmt.Sprintf("PE %d: %v has kept its PE for %v, and nothing else can run there: "+
		"what blocks is for chare.Go, and a long calculation may call Task.Yield now and then (+watch 0: say nothing). It is at\n%s",
		g.k.me, who, g.limit, indented(who.stack()))
}

// indented begins each line of a stack with four spaces.
func indented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}

// running is what runs on a PE, as seen from outside.
type running struct {
	class *Class // nil: no chare
	kind  collKind
	index Index
	info  *entryInfo // nil: the runtime itself
}

// peek returns what runs on the PE, on a goroutine that is not the PE's. It
// reads single words that the PE writes at each call, with nothing in between
// that would order the two; to pay for such order at each call would be a waste.
// So what it returns is only good if the PE is known to be inside one call for
// long, and the race detector, which cannot know that, is told not to look.
//
//go:norace
func (k *kernel) peek() (r running) {
	a := k.running
	if a == nil {
		return r
	}
	r.info = a.info
	if el := a.el; el != nil {
		loc := el.loc
		r.class, r.kind, r.index = loc.coll.class, loc.coll.kind, loc.index
	}
	return r
}

// String returns what errors call it: "hello.Hello[3].Run".
func (r running) String() string {
	switch {
	case r.class != nil && r.kind == single:
		return fmt.Sprintf("%s.%s", r.class.Name(), r.info.name)
	case r.class != nil:
		return fmt.Sprintf("%s[%v].%s", r.class.Name(), r.index, r.info.name)
	case r.info != nil:
		return "main"
	default:
		return "the runtime"
	}
}

// stack returns where it is: the user's frames of the goroutine that runs the
// PE's items now. If this process has several PEs, it is one that runs such a
// method.
func (r running) stack() string {
	method := "chare.(*kernel).runMain("
	if r.class != nil {
		name := r.class.name[strings.LastIndexByte(r.class.name, '.')+1:]
		method = fmt.Sprintf(".(*%s).%s(", name, r.info.name)
	}
	found := ""
	for _, s := range stack.Goroutines() {
		state, _, _ := strings.Cut(s, "\n")
		// One that is parked waits, and another has taken the loop over.
		if strings.Contains(state, "[coroutine") || !strings.Contains(s, "charm/pe.(*Strand).loop(") {
			continue
		}
		if strings.Contains(s, method) {
			return stack.User(s)
		}
		found = s
	}
	return stack.User(found)
}
