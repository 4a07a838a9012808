package conformance

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
)

var sections = []Scenario{
	{Name: "Split makes sections by what each element says", Run: splits},
	{Name: "Slice takes spans in each dimension", Run: slicing},
	{Name: "Pick takes indices", Run: picks},
	{Name: "Combine takes each element once", Run: combines},
	{Name: "sections are made of sections", Run: sectionsOfSections},
	{Name: "sections of no elements are at once done with all", Run: emptySections},
	{Name: "a section reaches its members and nobody else", Run: sectionBroadcasts},
	{Name: "broadcasts to a section come in one order", Run: sectionOrder},
	{Name: "sections are made anywhere, many at once", Run: sectionsAnywhere},
	{Name: "a thousand sections are made and used at once", Run: thousandSections, Heavy: true},
	{Name: "a section that fails to be made leaves nothing", Run: failedSections},
	{Name: "what a section cannot do says so", Run: wrongSections},
	{Name: "a section is released when it has done what was asked", Run: releases},
}

// A Player is in teams.
type Player struct {
	chare.Base
	heard []string
}

// Name returns the index.
func (p *Player) Name() string { return p.Index().String() }

// Remainder returns the weight of the index modulo n, as -1 if it is 0.
func (p *Player) Remainder(n int) int { return weight(p.Index())%n - 1 }

// Divisors returns the numbers below n by which the weight can be divided, with
// one twice and one that is none.
func (p *Player) Divisors(n int) []int {
	numbers := []int{-5}
	for i := 1; i < n; i++ {
		if weight(p.Index())%i == 0 {
			numbers = append(numbers, i, i)
		}
	}
	return numbers
}

// Slowly is Remainder that takes its time, the more the greater.
func (p *Player) Slowly(t *chare.Task, n int) (int, error) {
	for range weight(p.Index()) % 4 {
		t.Yield()
	}
	if n == 0 {
		return 0, fmt.Errorf("there is no remainder of %d by nothing", weight(p.Index()))
	}
	return p.Remainder(n), nil
}

// Hear notes a word.
func (p *Player) Hear(word string) { p.heard = append(p.heard, word) }

// Heard returns the words since it was last asked.
func (p *Player) Heard() []string {
	heard := p.heard
	p.heard = nil
	return heard
}

// names returns the indices of the elements of a collection, by its order.
func names(t *chare.Task, p PlayerProxies) []string { return p.Ret().Name().Get(t) }

// squads returns collections of all kinds.
func squads(t *chare.Task) []PlayerProxies {
	n := t.NumPEs()
	garden := NewPlayerSparse(t, 2)
	for i := range 3 * n {
		garden.Insert(chare.Ix(i-3, 7*i), chare.OnPE(i%n))
	}
	garden.DoneInserting()
	late := NewPlayerArray(t, chare.Dims(n+1).Open())
	late.Insert(chare.Ix(-4))
	return []PlayerProxies{
		NewPlayerArray(t, chare.Dims(1)), NewPlayerArray(t, chare.Dims(20)), NewPlayerArray(t, chare.Dims(3, n, 2)),
		NewPlayerArray(t, chare.Dims(9), chare.WithMap(toTheOdd)), NewPlayerGroup(t), NewPlayerGroup(t, chare.OnPEs(n-1, 0)), garden, late,
		NewPlayerArray(t, chare.Dims(0)),
	}
}

// indicesOf returns the indices of the elements of a collection.
func indicesOf(t *chare.Task, p PlayerProxies) []chare.Index {
	list := chare.NewFuture[[]chare.Index](t)
	if len(names(t, p)) == 0 {
		return nil
	}
	p.Call(list.Target())
	return list.Get(t)
}

// Call contributes the index to a list.
func (p *Player) Call(to chare.Target[[]chare.Index]) { chare.Gather(p, p.Index(), to) }

// checkSection checks that a section has the elements of a collection for which
// want holds.
func checkSection(t *chare.Task, what string, s PlayerProxies, all []chare.Index, want func(chare.Index) bool) {
	var wanted []string
	for _, i := range all {
		if want(i) {
			wanted = append(wanted, i.String())
		}
	}
	equal("length of "+what, s.Len(), len(wanted))
	got := names(t, s)
	must(slices.Equal(got, wanted), "%s has the elements %v, want %v", what, got, wanted)
}

func splits(t *chare.Task) {
	const n = 4
	for _, squad := range squads(t) {
		all := indicesOf(t, squad)
		byRemainder, slowly, byDivisor := squad.Split(t, n).Remainder(n), squad.Split(t, n-1).Slowly(n), squad.Split(t, n).Divisors(n)
		for i := range n {
			remainder := func(x chare.Index) bool { return weight(x)%n == i+1 }
			checkSection(t, fmt.Sprintf("section %d by remainder of %v", i, squad), byRemainder[i], all, remainder)
			if i < n-1 {
				checkSection(t, fmt.Sprintf("section %d by remainder, slowly, of %v", i, squad), slowly[i], all, remainder)
			}
			checkSection(t, fmt.Sprintf("section %d by divisor of %v", i, squad), byDivisor[i], all,
				func(x chare.Index) bool { return i > 0 && weight(x)%i == 0 })
		}
		equal("sections", len(squad.Split(t, 0).Remainder(n)), 0)
	}
}

func slicing(t *chare.Task) {
	n := t.NumPEs()
	check := func(squad PlayerProxies, spans ...[3]int) {
		var ranges []chare.Range
		for _, s := range spans {
			ranges = append(ranges, chare.Span(s[0], s[1], s[2]))
		}
		checkSection(t, fmt.Sprintf("slice %v of %v", ranges, squad), squad.Slice(t, ranges...), indicesOf(t, squad), func(i chare.Index) bool {
			for d, s := range spans {
				found := false
				for x := s[0]; x < min(s[1], 1000); x += s[2] {
					found = found || x == i.At(d)
				}
				if !found {
					return false
				}
			}
			return true
		})
	}
	for _, span := range [][3]int{{0, 20, 3}, {5, 6, 1}, {-3, 7, 2}, {15, 1000, 2}, {8, 2, 1}} {
		check(NewPlayerArray(t, chare.Dims(20)), span)
		check(NewPlayerGroup(t), span)
		check(NewPlayerArray(t, chare.Dims(9, n)), span, [3]int{0, n, 2})
	}
	squads := squads(t)
	check(squads[6], [3]int{-2, 4, 1}, [3]int{0, 1 << 30, 2})
	check(squads[2], [3]int{1, 3, 1}, [3]int{0, n, 1}, [3]int{1, 2, 1})
}

func picks(t *chare.Task) {
	for _, squad := range squads(t) {
		all := indicesOf(t, squad)
		var picked []chare.Index
		for i, x := range all {
			if i%3 != 1 {
				picked = append(picked, x)
			}
		}
		slices.Reverse(picked)
		picked = append(picked, picked...) // twice is once
		checkSection(t, fmt.Sprintf("what was picked of %v", squad), squad.Pick(t, picked), all,
			func(i chare.Index) bool { return slices.Contains(picked, i) })
		none := chare.Ix(1000, 1000)
		complains(func() { squad.Pick(t, append(picked, none)) }, "Pick", squad.String(), "no element 1000,1000")
		checkSection(t, fmt.Sprintf("nothing of %v", squad), squad.Pick(t, nil), all, func(chare.Index) bool { return false })
	}
}

func combines(t *chare.Task) {
	n := t.NumPEs()
	group, a, b := NewPlayerGroup(t), NewPlayerArray(t, chare.Dims(7)), NewPlayerArray(t, chare.Dims(2, n))
	odd, few := a.Slice(t, chare.Span(1, 7, 2)), a.Slice(t, chare.Span(2, 4, 1))
	for _, c := range []struct {
		parts []PlayerProxies
		want  []string
	}{
		{[]PlayerProxies{a}, names(t, a)},
		{[]PlayerProxies{odd, few}, []string{"1", "2", "3", "5"}},
		{[]PlayerProxies{few, a, odd}, names(t, a)},
		{[]PlayerProxies{b, a}, append(names(t, a), names(t, b)...)},
		{[]PlayerProxies{group, b, odd}, slices.Concat(names(t, group), []string{"1", "3", "5"}, names(t, b))},
	} {
		both := chare.Combine(t, c.parts...)
		equal("elements", both.Len(), len(c.want))
		got := names(t, both)
		slices.Sort(got)
		slices.Sort(c.want)
		alike(fmt.Sprintf("elements of %v combined", c.parts), got, c.want)
	}
	equal("element", chare.Combine(t, b, a).At(1, n-1), b.At(1, n-1))
}

func sectionsOfSections(t *chare.Task) {
	n := t.NumPEs()
	a := NewPlayerArray(t, chare.Dims(12, n))
	rows := a.Split(t, 13).Row()
	for i, row := range rows[:12] {
		equal("row", row.Len(), n)
		some := row.Slice(t, chare.Span(0, 12, 1), chare.Span(0, n, 2))
		equal(fmt.Sprintf("every other of row %d", i), some.Len(), (n+1)/2)
		last := some.Pick(t, []chare.Index{chare.Ix(i, (n-1)/2*2)})
		alike("the last of them", names(t, last), []string{fmt.Sprintf("%d,%d", i, (n-1)/2*2)})
		complains(func() { row.Pick(t, []chare.Index{chare.Ix((i+1)%12, 0)}) }, "Pick", "section of", "no element")
	}
	equal("elements without a row", rows[12].Len(), 0)
	all := chare.Combine(t, rows...)
	equal("all rows", all.Len(), 12*n)
	alike("all rows", names(t, all), names(t, a))
	columns := all.Split(t, n).Column()
	for j, column := range columns {
		equal(fmt.Sprintf("column %d", j), column.Len(), 12)
	}
	crossing := chare.Combine(t, rows[3], columns[n-1])
	equal("a row and a column", crossing.Len(), 12+n-1)
}

// Row returns the first coordinate.
func (p *Player) Row() int { return p.Index().At(0) }

// Column returns the second, as a list.
func (p *Player) Column() []int { return []int{p.Index().At(1)} }

func emptySections(t *chare.Task) {
	a := NewPlayerArray(t, chare.Dims(5))
	none := a.Slice(t, chare.Span(5, 10, 1))
	equal("elements", chare.Combine(t, none, a, none).Len(), 5)
	for _, s := range []PlayerProxies{
		none, none.Slice(t, chare.Span(0, 5, 1)), none.Split(t, 2).Row()[1], chare.Combine(t, none, none), none.Pick(t, nil), a.Split(t, 9).Row()[7],
	} {
		equal("elements", s.Len(), 0)
		s.Hear("nothing")
		s.Await().Hear("nothing").Get(t)
		equal("results", len(s.Ret().Heard().Get(t)), 0)
		s.To().Hear().Send("nothing")
		t.WaitCreated(s)
		says(s.String(), "section of array conformance.Player[5]")
		equal("element", s.At(2), a.At(2))
		s.Release()
		complains(func() { s.Hear("nothing") }, "section of array conformance.Player[5]", "released")
	}
	for _, heard := range a.Ret().Heard().Get(t) {
		equal("words", len(heard), 0)
	}
}

func failedSections(t *chare.Task) {
	for _, squad := range squads(t)[1:5] {
		all := indicesOf(t, squad)
		for range 3 {
			text, _ := complaint(func() { squad.Split(t, 2).Divisors(4) })
			if len(all) > 1 {
				says(text, "conformance.Player", "Divisors", "section 2", "sections 0 to 1")
			}
			complains(func() { squad.Split(t, 2).Slowly(0) }, "conformance.Player", "Slowly", "by nothing")
		}
		checkSection(t, "the section after the failures", squad.Split(t, 5).Divisors(5)[1], all, func(chare.Index) bool { return true })
	}
}

func wrongSections(t *chare.Task) {
	a := NewPlayerArray(t, chare.Dims(2, 3))
	complains(func() { a.Slice(t, chare.Span(0, 2, 1)) }, "Slice", "conformance.Player[2,3]", "2 dimensions", "1 spans")
	complains(func() { a.Slice(t, chare.Span(0, 2, 1), chare.Span(0, 2, 0)) }, "Slice", "step of 0:2:0")
	complains(func() { a.Split(t, -1).Row() }, "Split", "-1 sections")
	complains(func() { chare.Combine[PlayerProxies](t) }, "Combine", "no collections")
	complains(func() { chare.Combine(t, a, PlayerProxies{}) }, "Combine", "zero proxy")
	complains(func() { PlayerProxies{}.Slice(t) }, "Slice", "zero proxy")
	complains(func() { PlayerProxies{}.Pick(t, nil) }, "Pick", "zero proxy")
	complains(func() { PlayerProxies{}.Split(t, 1).Row() }, "Row", "zero proxy")
	complains(func() { a.Release() }, "Release", "array conformance.Player[2,3]", "no section")
	s := a.Slice(t, chare.Span(0, 1, 1), chare.Span(0, 3, 1))
	complains(func() { s.Insert(chare.Ix(7, 7)) }, "Insert", "section of array conformance.Player[2,3]")
	complains(func() { s.DoneInserting() }, "DoneInserting", "section of array conformance.Player[2,3]")
	complains(func() { s.At(0) }, "conformance.Player[2,3]", "2 dimensions")
}
