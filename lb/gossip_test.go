package lb

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// talk lets nodes talk to each other, with letters arriving in any order but
// that of those between the same two. It returns how many were sent.
func talk(t *testing.T, nodes []*Node, random *rand.Rand) (sent int) {
	t.Helper()
	var mail [][]Letter // of each pair that has letters on their way
	post := func(letters []Letter) {
		sent += len(letters)
	next:
		for _, l := range letters {
			for n, way := range mail {
				if way[0].From == l.From && way[0].To == l.To {
					mail[n] = append(way, l)
					continue next
				}
			}
			mail = append(mail, []Letter{l})
		}
	}
	started := make([]bool, len(nodes))
	for waiting := random.Perm(len(nodes)); len(waiting)+len(mail) > 0; {
		if n := random.IntN(len(waiting) + len(mail)); n < len(waiting) {
			started[waiting[n]] = true
			post(nodes[waiting[n]].Start())
			waiting = append(waiting[:n], waiting[n+1:]...)
		} else {
			n -= len(waiting)
			l := mail[n][0]
			if mail[n] = mail[n][1:]; len(mail[n]) == 0 {
				mail = append(mail[:n], mail[n+1:]...)
			}
			if nodes[l.To].Done() {
				t.Fatalf("PE %d was done, but a letter was on its way to it: %+v", l.To, l)
			}
			post(nodes[l.To].Take(l))
		}
	}
	for p, n := range nodes {
		if !n.Done() {
			t.Fatalf("no letter is left, but PE %d of %d waits", p, len(nodes))
		}
	}
	return sent
}

func TestNodesAgreeWhateverArrivesFirst(t *testing.T) {
	strategy, err := New("Distributed")
	if err != nil {
		t.Fatal(err)
	}
	worst := 1.0
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		pes := 1 + random.IntN(17)
		b := newBoard(lopsided(random, pes, 20*pes))
		nodes, objects := strategy.(*Gossip).nodes(b, seed)
		talk(t, nodes, random)
		arrivals := make([]int, pes)
		moves := 0
		for p, n := range nodes {
			to, _ := n.Plan()
			for k, pe := range to {
				if int(pe) != p {
					arrivals[pe]++
					moves++
				}
				b.move(int(objects[p][k]), pe)
			}
		}
		for p, n := range nodes {
			if _, incoming := n.Plan(); incoming != arrivals[p] {
				t.Fatalf("seed %d: PE %d expects %d objects, but %d will come", seed, p, incoming, arrivals[p])
			}
			r := n.Report()
			if fmt.Sprint(r) != fmt.Sprint(nodes[0].Report()) {
				t.Fatalf("seed %d: PE %d reports %v, PE 0 %v", seed, p, r, nodes[0].Report())
			}
			if got := b.max(); r.Moves != moves || r.After.Max > got*1.000001+1e-6 || r.After.Max < got*0.999999-1e-6 {
				t.Fatalf("seed %d: the report has %d moves to a maximum of %v s, want %d to %v s", seed, r.Moves, r.After.Max, moves, got)
			}
		}
		worst = max(worst, b.max()/b.least())
	}
	if worst > 1.25 {
		t.Errorf("the busiest PE was at worst %.2f times as busy as it has to be", worst)
	}
}

// lopsided returns loads most of which are on the first PEs.
func lopsided(random *rand.Rand, pes, objects int) *Stats {
	s := &Stats{PEs: make([]PE, pes)}
	for p := range s.PEs {
		s.PEs[p] = PE{Available: true, Background: 0.1 * random.Float64()}
	}
	for range objects {
		s.Objects = append(s.Objects, Object{PE: int32(random.IntN(1 + random.IntN(pes))), Load: 0.5 + random.Float64(), Migratable: true})
	}
	return s
}

func TestGossipIsShort(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	strategy, _ := New("Distributed")
	const pes = 200
	nodes, _ := strategy.(*Gossip).nodes(newBoard(lopsided(random, pes, 10*pes)), 1)
	sent := talk(t, nodes, random)
	// An exchange has 8 rounds; besides there are offers and answers.
	exchanges := nodes[0].exchanges
	if most := pes * (8*exchanges + 2*mostKnown*exchanges/2); sent > most || exchanges > 16 {
		t.Errorf("%d PEs sent %d letters in %d exchanges, want at most %d", pes, sent, exchanges, most)
	}
}
