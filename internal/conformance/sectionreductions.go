package conformance

import (
	"fmt"
	"math"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var sectionReductions = []Scenario{
	{Name: "a section reduces what its members contribute", Run: sectionSums},
	{Name: "reductions of overlapping sections do not mix", Run: overlappingSections},
	{Name: "members of several collections reduce together", Run: combinedReductions},
	{Name: "sums of a section have the same bits each time it is made", Run: sectionBits},
	{Name: "a contribution is for a section that its chare is in", Run: wrongScopes},
}

// Play takes part in reductions of all kinds in a team, and checks what comes.
func (p *Player) Play(t *chare.Task, team PlayerProxies, members []chare.Index) {
	in := chare.In(team)
	sum, greatest := 0, 0
	for _, i := range members {
		sum += weight(i)
		greatest = max(greatest, weight(i))
	}
	w := weight(p.Index())
	all, most := chare.AllReduce(p, w, reduce.Sum, in), chare.AllReduce(p, w, reduce.Max, in)
	for range w % 3 {
		t.Yield()
	}
	list := chare.AllReduce(p, []int{w, 1}, reduce.Sum, in)
	equal("sum", all.Get(t), sum)
	equal("greatest", most.Get(t), greatest)
	alike("sums", list.Get(t), []int{sum, len(members)})
	chare.Barrier(p, in).Get(t)
}

// Tell contributes to targets in a team.
func (p *Player) Tell(team PlayerProxies, indices chare.Target[[]chare.Index], names chare.Target[[]string], done chare.Target[chare.Void], m chare.Target[string]) {
	chare.Gather(p, p.Index(), indices, chare.In(team))
	chare.Gather(p, p.Name(), names, chare.In(team))
	chare.Contribute(p, done, chare.In(team))
	chare.Reduce(p, weight(p.Index()), mean, m, chare.In(team))
}

// checkReductions has all reduce in a section that has members.
func checkReductions(t *chare.Task, team PlayerProxies) {
	indices, texts, done, m := chare.NewFuture[[]chare.Index](t), chare.NewFuture[[]string](t), chare.NewFuture[chare.Void](t), chare.NewFuture[string](t)
	team.Tell(team, indices.Target(), texts.Target(), done.Target(), m.Target())
	members := indices.Get(t)
	equal("gathered", len(members), team.Len())
	alike("gathered", texts.Get(t), names(t, team))
	done.Get(t)
	sum := 0
	for i, x := range members {
		sum += weight(x)
		equal("gathered", x.String(), texts.Get(t)[i])
	}
	equal("mean", m.Get(t), fmt.Sprintf("%g of %d", float64(sum)/float64(len(members)), len(members)))
	team.Await().Play(team, members).Get(t)
}

func sectionSums(t *chare.Task) {
	for i, squad := range squads(t)[:8] {
		for _, team := range squad.Split(t, 2).Remainder(3) {
			if team.Len() > 0 {
				checkReductions(t, team)
			}
		}
		if i < 6 { // it knows how many elements it has
			checkReductions(t, squad) // In takes a whole collection, too
		}
	}
}

// Overlap contributes in all teams that the player is in and to its collection,
// in an order of its own, and returns the sums.
func (p *Player) Overlap(t *chare.Task, teams []PlayerProxies, rounds int) []int {
	x := p.Index().X()
	scopes := [][]chare.Scope{nil}
	for _, i := range teamsOf(x, len(teams)) {
		scopes = append(scopes, []chare.Scope{chare.In(teams[i])})
	}
	sums, futures := make([]int, len(scopes)), []*chare.Future[int]{}
	for round := range rounds {
		for j := range scopes {
			if (x+j+round)%4 == 0 {
				t.Yield()
			}
			at := (j + x) % len(scopes)
			futures = append(futures, chare.AllReduce(p, weight(p.Index())+round, reduce.Sum, scopes[at]...))
		}
	}
	for i, f := range futures {
		sums[(i%len(scopes)+x)%len(scopes)] += f.Get(t)
	}
	return sums
}

func overlappingSections(t *chare.Task) {
	const teams, rounds = 15, 2
	squad := NewPlayerArray(t, chare.Dims(60))
	sections := squad.Split(t, teams).Cover(teams)
	sumOf := func(players []int) (sum int) {
		for _, x := range players {
			for round := range rounds {
				sum += weight(chare.Ix(x)) + round
			}
		}
		return sum
	}
	var everybody []int
	for x := range 60 {
		everybody = append(everybody, x)
	}
	for x, sums := range squad.Ret().Overlap(sections, rounds).Get(t) {
		equal(fmt.Sprintf("sum of all at %d", x), sums[0], sumOf(everybody))
		for j, i := range teamsOf(x, teams) {
			equal(fmt.Sprintf("sum of team %d at %d", i, x), sums[j+1], sumOf(cover(i)))
		}
	}
}

func combinedReductions(t *chare.Task) {
	n := t.NumPEs()
	group, a, b, far := NewPlayerGroup(t), NewPlayerArray(t, chare.Dims(7)), NewPlayerArray(t, chare.Dims(2, n)), NewPlayerArray(t, chare.Dims(2), chare.WithMap(toTheLast))
	checkReductions(t, chare.Combine(t, group, a, b))
	checkReductions(t, chare.Combine(t, far, a.Slice(t, chare.Span(0, 1, 1))))
	checkReductions(t, chare.Combine(t, b, far, group.Slice(t, chare.Span(n-1, n, 1))))
	// At the same index, the older collection comes first.
	who := chare.NewFuture[[]string](t)
	team := chare.Combine(t, far, group)
	team.Where(team, who.Target())
	got := who.Get(t)
	equal("gathered", len(got), n+2)
	equal("first", got[0], "0 of group conformance.Player")
	equal("second", got[1], "0 of array conformance.Player[2]")
}

// Where contributes the index and the collection.
func (p *Player) Where(team PlayerProxies, to chare.Target[[]string]) {
	chare.Gather(p, fmt.Sprintf("%v of %v", p.Index(), p.All()), to, chare.In(team))
}

// Noise contributes a number whose sum with others depends on the order.
func (p *Player) Noise(t *chare.Task, team PlayerProxies, delay int) uint64 {
	for range weight(p.Index()) * delay % 5 {
		t.Yield()
	}
	x := math.Pow(1.1, float64(weight(p.Index())*37%400)) / 3
	return math.Float64bits(chare.AllReduce(p, x, reduce.Sum, chare.In(team)).Get(t))
}

func sectionBits(t *chare.Task) {
	squad := NewPlayerArray(t, chare.Dims(40))
	var want uint64
	for delay := range 6 {
		team := squad.Slice(t, chare.Span(1, 40, 2))
		for i, bits := range team.Ret().Noise(team, delay).Get(t) {
			if want == 0 {
				want = bits
			}
			equal(fmt.Sprintf("bits of the sum at member %d", i), bits, want)
		}
	}
}

// Double contributes in two teams at once.
func (p *Player) Double(one, two PlayerProxies) {
	chare.Barrier(p, chare.In(one), chare.In(two))
}

// Odd contributes in a team, one of them in another way than the others.
func (p *Player) Odd(team PlayerProxies, to chare.Target[int]) {
	r := reduce.Sum[int]
	if p.Index().X() == 1 {
		r = reduce.Max[int]
	}
	chare.Reduce(p, 1, r, to, chare.In(team))
}

func wrongScopes(t *chare.Task) {
	squad, to := NewPlayerArray(t, chare.Dims(4*t.NumPEs())), chare.NewFuture[int](t).Target()
	odd := squad.Slice(t, chare.Span(1, 100, 2))
	fails := func(f *chare.Future[chare.Void], parts ...string) { says(failure(t, f).Error(), parts...) }
	fails(squad.At(2).Await().Score(odd, to), "Player[2].Score", "section of array conformance.Player", "not in")
	fails(squad.At(1).Await().Score(odd, chare.Target[int]{}), "Player[1].Score", "zero Target")
	fails(squad.At(1).Await().Score(NewPlayerGroup(t).Slice(t, chare.Span(0, 1, 1)), to), "section of group conformance.Player", "not in")
	fails(squad.At(1).Await().Score(NewPlayerArray(t, chare.Dims(2)), to), "Player[1].Score", "array conformance.Player[2]", "not in")
	fails(squad.At(1).Await().Double(odd, odd), "Player[1].Double", "2 sections")
	fails(squad.At(1).Await().Score(PlayerProxies{}, to), "Player[1].Score", "zero proxy")

	few := squad.Slice(t, chare.Span(0, 2, 1)) // both on PE 0
	few.At(0).Await().Odd(few, to).Get(t)
	fails(squad.At(1).Await().Odd(few, to), "Player[1].Odd", "reduction 0", "sum of int", "max of int", "section of array conformance.Player", "elements conformance.Player[0] and conformance.Player[1]")
}
