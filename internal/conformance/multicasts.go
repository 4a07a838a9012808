package conformance

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

// Words for a section are heard by its members, whoever says them by whatever
// way.
func sectionBroadcasts(t *chare.Task) {
	coaches := NewCoachGroup(t)
	for _, squad := range squads(t)[1:8] {
		teams := squad.Split(t, 3).Remainder(4)
		said := map[string][]string{}
		for i, team := range teams {
			members := names(t, team)
			say := func(word string) {
				for _, m := range members {
					said[m] = append(said[m], word)
				}
			}
			team.Await().Hear("awaited").Get(t)
			say("awaited")
			equal("results", len(team.Ret().Name().Get(t)), len(members))
			done := chare.NewFuture[chare.Void](t)
			coaches.At(t.NumPEs()-1).Shout(team, team.To().Hear(), fmt.Sprint("team ", i), done.Target())
			done.Get(t)
			say(fmt.Sprint("team ", i))
			say("by a target")
		}
		all := names(t, squad)
		for i, heard := range squad.Ret().Heard().Get(t) {
			must(slices.Equal(heard, said[all[i]]), "element %s of %v has heard %q, want %q", all[i], squad, heard, said[all[i]])
		}
		equal("the same section", teams[0], coaches.At(t.NumPEs() - 1).Ret().Back(teams).Get(t)[0])
		must(teams[0] != teams[1], "two sections are equal")
		must(teams[0] != squad, "a section equals its collection")
	}
}

// A Coach talks to teams.
type Coach struct{ chare.Base }

// Shout says something to a team, and then by a target.
func (c *Coach) Shout(t *chare.Task, team PlayerProxies, to chare.Target[string], word string, done chare.Target[chare.Void]) {
	team.Hear(word)
	to.Send("by a target")
	team.Await().Name().Get(t)
	done.Send(chare.Void{})
}

// Back returns what it gets.
func (c *Coach) Back(teams []PlayerProxies) []PlayerProxies { return teams }

// Count says the numbers below n to a team, as its own.
func (c *Coach) Count(t *chare.Task, team PlayerProxies, n int) {
	for i := range n {
		team.Hear(fmt.Sprintf("%d %d", c.PE(), i))
		if i%3 == 0 {
			t.Yield()
		}
	}
	team.Await().Name().Get(t)
}

func sectionOrder(t *chare.Task) {
	const n = 12
	coaches := NewCoachGroup(t)
	for _, team := range []PlayerProxies{
		NewPlayerArray(t, chare.Dims(20)).Slice(t, chare.Span(2, 20, 3)), NewPlayerGroup(t).Slice(t, chare.Span(0, t.NumPEs(), 2)),
	} {
		coaches.Await().Count(team, n).Get(t)
		all := team.Ret().Heard().Get(t)
		equal("words", len(all[0]), n*t.NumPEs())
		next := map[int]int{}
		for _, word := range all[0] {
			var pe, i int
			fmt.Sscan(word, &pe, &i)
			equal(fmt.Sprintf("word of PE %d", pe), i, next[pe])
			next[pe]++
		}
		for i, heard := range all {
			must(slices.Equal(heard, all[0]), "member %d has heard %q, the first one %q", i, heard, all[0])
		}
	}
}

// Drill makes sections of a squad, and of these, and has them tell their names.
func (c *Coach) Drill(t *chare.Task, squad PlayerProxies) (members int) {
	for _, team := range squad.Split(t, 3).Remainder(4) {
		half := team.Slice(t, chare.Span(0, 1000, 2))
		both := chare.Combine(t, half, squad.Slice(t, chare.Span(1, 1000, 2)))
		members += len(names(t, both))
		both.Release()
	}
	return members
}

func sectionsAnywhere(t *chare.Task) {
	squad := NewPlayerArray(t, chare.Dims(10))
	want := 0
	for i := range 10 {
		if i%2 == 1 {
			want += 3 // one for each team
		} else if r := weight(chare.Ix(i)) % 4; r > 0 {
			want++
		}
	}
	for _, members := range NewCoachArray(t, chare.Dims(t.NumPEs()+2)).Ret().Drill(squad).Get(t) {
		equal("members of all teams", members, want)
	}
}

// cover returns the players of team i of many.
func cover(i int) []int {
	members := []int{i % 60, i * 7 % 60, (i*13 + 5) % 60}
	slices.Sort(members)
	return slices.Compact(members)
}

// Cover returns the teams that this is in, of n.
func (p *Player) Cover(n int) []int { return teamsOf(p.Index().X(), n) }

func teamsOf(x, n int) (teams []int) {
	for i := range n {
		if slices.Contains(cover(i), x) {
			teams = append(teams, i)
		}
	}
	return teams
}

// Score contributes the weight of the index in a team.
func (p *Player) Score(team PlayerProxies, to chare.Target[int]) {
	chare.Reduce(p, weight(p.Index()), reduce.Sum, to, chare.In(team))
}

func thousandSections(t *chare.Task) {
	const n = 1000
	squad := NewPlayerArray(t, chare.Dims(60))
	teams := squad.Split(t, n).Cover(n)
	all, scores := make([]*chare.Future[[]string], n), make([]*chare.Future[int], n)
	for i, team := range teams {
		team.Hear("hello")
		scores[i] = chare.NewFuture[int](t)
		team.Score(team, scores[i].Target())
		all[i] = team.Ret().Name()
	}
	for i, team := range teams {
		score, members := 0, []string{}
		for _, x := range cover(i) {
			score += weight(chare.Ix(x))
			members = append(members, fmt.Sprint(x))
		}
		equal(fmt.Sprintf("score of team %d", i), scores[i].Get(t), score)
		alike(fmt.Sprintf("members of team %d", i), all[i].Get(t), members)
		team.Release()
	}
	t.WaitQuiescence()
	for x, heard := range squad.Ret().Heard().Get(t) {
		equal(fmt.Sprintf("words that player %d has heard", x), len(heard), len(teamsOf(x, n)))
	}
}

func releases(t *chare.Task) {
	n := t.NumPEs()
	group, array := NewPlayerGroup(t), NewPlayerArray(t, chare.Dims(3*n+1))
	for range 3 {
		s := chare.Combine(t, group, array)
		want := 0
		for _, i := range slices.Concat(indicesOf(t, group), indicesOf(t, array)) {
			want += weight(i)
		}
		score := chare.NewFuture[int](t)
		done := s.Await().Slowly(3)
		s.Hear("a word")
		s.Score(s, score.Target())
		s.Release()
		equal("score of a team that was released", score.Get(t), want)
		done.Get(t)
		t.WaitQuiescence()
		complains(func() { s.Hear("too late") }, "section of group conformance.Player", "released")
		complains(func() { s.Ret().Name() }, "section of group conformance.Player", "released")
		complains(func() { s.Release() }, "section of group conformance.Player", "released")
		text := failure(t, array.At(3*n).Await().Score(s, chare.NewFuture[int](t).Target())).Error()
		says(text, fmt.Sprintf("conformance.Player[%d].Score", 3*n), "section of group conformance.Player", "released")
	}
	for _, heard := range array.Ret().Heard().Get(t) {
		equal("words", len(heard), 3)
	}
}
