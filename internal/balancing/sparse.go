package balancing

import (
	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

// A Settler is an element of a sparse array that grows while others are balanced.
type Settler struct {
	chare.Base
	age, until int
	leaves     bool // once it has come to its end
	done       chare.Target[int]
}

// Init makes a Settler that lives for so many steps, and maybe leaves then.
func (s *Settler) Init(until int, leaves bool, done chare.Target[int]) {
	s.until, s.leaves, s.done = until, leaves, done
	s.ResumeFromSync()
}

// ResumeFromSync is the next step.
func (s *Settler) ResumeFromSync() {
	if s.age == s.until {
		if s.leaves {
			s.LeaveSync()
		}
		chare.Reduce(s, 1, reduce.Sum, s.done)
		return
	}
	s.age++
	s.AtSync()
}

// Twice says that it is ready, again.
func (s *Settler) Twice() {
	s.AtSync()
	s.AtSync()
}

// A Founder inserts settlers from each PE.
type Founder struct{ chare.Base }

// Found inserts so many, and others on another PE.
func (f *Founder) Found(t *chare.Task, all SettlerProxies, each, steps int, done chare.Target[int]) {
	for i := range each {
		all.Insert(chare.Ix(f.PE(), i, 7), steps+i, true, done)
		all.Insert(chare.Ix(-1, f.PE(), i), steps, true, done, chare.OnPE(f.NumPEs()-1))
		t.Yield()
	}
}

// Settlements is a program in which chares of a sparse array are ready before all
// of them are there. It ends with exit code 0.
func Settlements(steps int) func(*chare.Task) {
	const each = 5
	return func(t *chare.Task) {
		all := NewSettlerSparse(t, 3, chare.UseAtSync())
		done := chare.NewFuture[int](t)
		NewFounderGroup(t).Await().Found(all, each, steps, done.Target()).Get(t)
		t.WaitQuiescence() // all are there: one that came later would be a step behind
		all.DoneInserting()
		got := done.Get(t)
		must(got == 2*each*t.NumPEs(), "%d settlers have come to the end, of %d", got, 2*each*t.NumPEs())
		t.Exit(0)
	}
}
