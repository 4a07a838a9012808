package conformance

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var sectionMigrations = []Scenario{
	{Name: "sections follow chares that move", Run: sectionsWhileMoving},
	{Name: "sections are made of chares that move", Run: sectionsOfMoving},
	{Name: "a section is released while its chares move", Run: releaseWhileMoving},
}

// Third is the remainder of a nomad's index by three.
func (m *Nomad) Third() int { return m.Index().X() % 3 }

// Both are two sections that a nomad is in.
func (m *Nomad) Both(n int) []int { return []int{m.Index().X() % n, n} }

// AddIn contributes to rounds sums over a section, on PE after PE.
func (m *Nomad) AddIn(s NomadProxies, round, rounds int, to chare.Target[int]) {
	chare.Reduce(m, (round+1)*(m.Index().X()+1), reduce.Sum, to, chare.In(s))
	if round++; round < rounds {
		m.Migrate(somewhere(m.Index().X(), round, m.NumPEs()))
		m.This().AddIn(s, round, rounds, to)
	}
}

// AgreeIn is Agree over a section.
func (m *Nomad) AgreeIn(t *chare.Task, s NomadProxies) int {
	return chare.AllReduce(m, m.Index().X(), reduce.Max, chare.In(s)).Get(t)
}

// sumOver is what Add sums up over some indices in all rounds.
func sumsOver(rounds, n int, in func(i int) bool) (sums []int) {
	for round := range rounds {
		sum := 0
		for i := range n {
			if in(i) {
				sum += (round + 1) * (i + 1)
			}
		}
		sums = append(sums, sum)
	}
	return sums
}

// checkMoving uses a section of some elements, while they move.
func checkMoving(t *chare.Task, a, s NomadProxies, n int, name string, in func(i int) bool) {
	const rounds = 5
	var members []int
	for i := range n {
		if in(i) {
			members = append(members, i)
		}
	}
	heard := a.Ret().Heard().Get(t)
	for x := range 4 {
		s.Hear(1000 + x)
	}
	counter := a.At(n - 1)
	already := len(counter.Ret().Counted().Get(t))
	s.AddIn(s, 0, rounds, counter.To().Count())
	for at, got := range s.Ret().Tens(3).Get(t) {
		equal(name+": a result", got, 30+members[at])
	}
	t.WaitQuiescence()
	equal(name+": sums", len(counter.Ret().Counted().Get(t))-already, rounds)
	for _, got := range s.Ret().AgreeIn(s).Get(t) {
		equal(name+": an all-reduce", got, members[len(members)-1])
	}
	for i, now := range a.Ret().Heard().Get(t) {
		want := slices.Clone(heard[i])
		if in(i) {
			want = append(want, 1000, 1001, 1002, 1003)
		}
		alike(fmt.Sprintf("%s: broadcasts to nomad %d", name, i), now, want)
	}
}

func sectionsWhileMoving(t *chare.Task) {
	n := 2*t.NumPEs() + 4
	a := NewNomadArray(t, chare.Dims(n))
	thirds := a.Split(t, 3).Third()
	first := a.Slice(t, chare.Span(0, n/2, 1))
	both := chare.Combine(t, thirds[1], first)
	men := NewHerdsmanGroup(t)
	for range 2 {
		drive := men.At(t.NumPEs()-1).Await().Drive(a, n, 5)
		for i, s := range thirds {
			checkMoving(t, a, s, n, fmt.Sprint("third ", i), func(x int) bool { return x%3 == i })
		}
		checkMoving(t, a, both, n, "both", func(x int) bool { return x%3 == 1 || x < n/2 })
		drive.Get(t)
	}
	counted := a.At(n - 1).Ret().Counted().Get(t)
	var want []int
	for range 2 {
		for i := range 3 {
			want = append(want, sumsOver(5, n, func(x int) bool { return x%3 == i })...)
		}
		want = append(want, sumsOver(5, n, func(x int) bool { return x%3 == 1 || x < n/2 })...)
	}
	slices.Sort(want)
	alike("sums", counted, want)
}

func sectionsOfMoving(t *chare.Task) {
	n := 2*t.NumPEs() + 4
	a := NewNomadArray(t, chare.Dims(n))
	men := NewHerdsmanGroup(t)
	for round := range 3 {
		drive := men.At(0).Await().Drive(a, n, 4)
		shouts := men.Await().Shout(a, 2)
		split := a.Split(t, 4).Both(3)
		odd := a.Slice(t, chare.Span(1, n, 2))
		picked := odd.Pick(t, []chare.Index{chare.Ix(1), chare.Ix(n/2*2 - 1)})
		union := chare.Combine(t, split[0], odd)
		drive.Get(t)
		shouts.Get(t)
		t.WaitQuiescence()
		equal("elements", union.Len(), len(union.Ret().Where().Get(t)))
		checkMoving(t, a, split[round], n, "split", func(x int) bool { return x%3 == round })
		checkMoving(t, a, split[3], n, "all", func(int) bool { return true })
		checkMoving(t, a, picked, n, "picked", func(x int) bool { return x == 1 || x == n/2*2-1 })
		checkMoving(t, a, union, n, "union", func(x int) bool { return x%3 == 0 || x%2 == 1 })
	}
}

func releaseWhileMoving(t *chare.Task) {
	n := 2 * t.NumPEs()
	a := NewNomadArray(t, chare.Dims(n))
	men := NewHerdsmanGroup(t)
	for range 5 {
		drive := men.At(0).Await().Drive(a, n, 3)
		s := a.Slice(t, chare.Span(0, n, 2))
		s.Hear(1)
		s.Release()
		drive.Get(t)
	}
	t.WaitQuiescence()
	for i, h := range a.Ret().Heard().Get(t) {
		equal("broadcasts", len(h), 5*((i+1)%2))
	}
}
