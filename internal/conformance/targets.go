package conformance

import (
	"fmt"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var targets = []Scenario{
	{Name: "a target may be any place for a value", Run: targetsOfAllKinds},
	{Name: "targets travel in structures", Run: targetsInStructures},
	{Name: "a zero target is nowhere", Run: zeroTargets},
}

// A Counter takes numbers.
type Counter struct {
	chare.Base
	sum, rings int
}

// Add takes a number.
func (c *Counter) Add(x int) { c.sum += x }

// AddSlowly takes a number, after others have run.
func (c *Counter) AddSlowly(t *chare.Task, x int) {
	t.Yield()
	c.sum += x
}

// Ring takes nothing.
func (c *Counter) Ring() { c.rings++ }

// Reaches waits until the numbers and rings have reached a sum.
func (c *Counter) Reaches(t *chare.Task, sum, rings int) {
	t.Until(func() bool { return c.sum >= sum && c.rings >= rings })
	equal("sum", c.sum, sum)
	equal("rings", c.rings, rings)
}

// Nowhere wants results nowhere.
func (c *Counter) Nowhere() {
	complains(func() { chare.Reduce(c, 1, reduce.Sum, chare.Target[int]{}) }, "conformance.Counter", "zero Target")
	complains(func() { chare.Gather(c, 1, chare.Target[[]int]{}) }, "conformance.Counter", "zero Target")
	complains(func() { chare.Contribute(c, chare.Target[chare.Void]{}) }, "conformance.Counter", "zero Target")
	complains(func() { chare.After(c, 0, chare.Target[chare.Void]{}) }, "After", "zero Target")
	complains(func() { chare.Quiescence(c, chare.Target[chare.Void]{}) }, "Quiescence", "zero Target")
}

// A Sender sends to targets from its PE.
type Sender struct {
	chare.Base
	kept Directory
}

// A Directory has targets in all places where they can be.
type Directory struct {
	Adds  []chare.Target[int]
	Rings map[string]chare.Target[chare.Void]
	One   *chare.Target[int]
}

// SendTo sends to all.
func (s *Sender) SendTo(x int, adds []chare.Target[int], rings []chare.Target[chare.Void]) {
	for _, to := range adds {
		to.Send(x)
	}
	for _, to := range rings {
		to.Send(chare.Void{})
	}
}

// Keep keeps a directory.
func (s *Sender) Keep(d Directory) { s.kept = d }

// Kept returns it.
func (s *Sender) Kept() Directory { return s.kept }

// Use sends x to all in it.
func (s *Sender) Use(x int) {
	for _, to := range s.kept.Adds {
		to.Send(x)
	}
	for _, to := range s.kept.Rings {
		to.Send(chare.Void{})
	}
	s.kept.One.Send(x)
}

func targetsOfAllKinds(t *chare.Task) {
	n := t.NumPEs()
	senders := NewSenderGroup(t)
	one, array, group, last := NewCounter(t), NewCounterArray(t, chare.Dims(n+2)), NewCounterGroup(t), NewCounter(t, chare.OnPE(n-1))
	some := NewCounterGroup(t, chare.OnPEs(0, n-1))
	future, multi := chare.NewMultiFuture[int](t, n), chare.NewMultiFuture[chare.Void](t, n)
	senders.SendTo(3,
		[]chare.Target[int]{
			one.To().Add(), array.At(n).To().AddSlowly(), array.To().Add(), group.To().AddSlowly(),
			some.To().Add(), last.To().Add(), future.Target(),
		},
		[]chare.Target[chare.Void]{one.To().Ring(), array.At(0).To().Ring(), group.To().Ring(), multi.Target()})
	equal("values of a future", len(future.Get(t)), n)
	multi.Get(t)
	one.Await().Reaches(3*n, n).Get(t)
	last.Await().Reaches(3*n, 0).Get(t)
	group.Await().Reaches(3*n, n).Get(t)
	some.Await().Reaches(3*n, 0).Get(t)
	for i := range array.Len() {
		sum, rings := 3*n, 0
		if i == n {
			sum *= 2
		}
		if i == 0 {
			rings = n
		}
		array.At(i).Await().Reaches(sum, rings).Get(t)
	}
	// From the PE where they are, and which has made them.
	array.To().Add().Send(1)
	one.To().Add().Send(1)
	one.Await().Reaches(3*n+1, n).Get(t)
	array.At(0).Await().Reaches(3*n+1, n).Get(t)
}

func targetsInStructures(t *chare.Task) {
	n := t.NumPEs()
	counters := NewCounterArray(t, chare.Dims(n))
	add, future := counters.To().Add(), chare.NewMultiFuture[int](t, n)
	one := counters.At(0).To().Add()
	senders := NewSenderGroup(t)
	senders.Keep(Directory{
		Adds: []chare.Target[int]{add, future.Target(), {}}[:2],
		Rings: map[string]chare.Target[chare.Void]{
			"all": counters.To().Ring(), "first": counters.At(0).To().Ring(),
		},
		One: &one,
	})
	for pe := range n { // there and back, and there
		senders.At(pe).Keep(senders.At(pe).Ret().Kept().Get(t))
	}
	senders.Use(10)
	future.Get(t)
	for i := range n {
		sum, rings := 10*n, n
		if i == 0 {
			sum, rings = 2*sum, 2*rings
		}
		counters.At(i).Await().Reaches(sum, rings).Get(t)
	}
}

func zeroTargets(t *chare.Task) {
	var none chare.Target[int]
	must(none.IsZero(), "the zero target is not zero")
	must(!NewCounter(t).To().Add().IsZero(), "a target is zero")
	complains(func() { none.Send(1) }, "int", "zero Target")
	s := NewSender(t, chare.OnPE(t.NumPEs()-1))
	s.Keep(Directory{Adds: []chare.Target[int]{{}}, One: &none})
	d := s.Ret().Kept().Get(t)
	must(d.Adds[0].IsZero() && d.One.IsZero(), "zero targets come back as %v", d)
	NewCounter(t).Await().Nowhere().Get(t)
	says(failure(t, s.Await().Use(1)).Error(), "conformance.Sender.Use", "zero Target", fmt.Sprint("PE ", t.NumPEs()-1))
}
