package conformance

import (
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var migrationReductions = []Scenario{
	{Name: "reductions are whole while chares move", Run: reductionsWhileMoving},
	{Name: "all-reduces come back to chares that have moved", Run: allReducesAfterMoving},
	{Name: "Migrated may contribute", Run: contributionsOnArrival},
	{Name: "PEs that chares have left take part in reductions", Run: deserted},
}

// Wander goes on by one PE, legs times, and contributes on each.
func (m *Nomad) Wander(legs int, holy chare.Target[int]) {
	m.legs, m.holy = legs, holy
	m.Migrate((m.PE() + 1) % m.NumPEs())
}

// Add contributes to rounds sums, one after the other, on PE after PE.
func (m *Nomad) Add(round, rounds int, to chare.Target[int]) {
	chare.Reduce(m, (round+1)*(m.Index().X()+1), reduce.Sum, to)
	if round++; round < rounds {
		m.Migrate(somewhere(m.Index().X(), round, m.NumPEs()))
		m.This().Add(round, rounds, to)
	}
}

// Count adds up the sums that it is sent.
func (m *Nomad) Count(sum int) { m.sums = append(m.sums, sum) }

// Counted returns the sums.
func (m *Nomad) Counted() []int { return slices.Sorted(slices.Values(m.sums)) }

func reductionsWhileMoving(t *chare.Task) {
	const rounds = 15
	n := 2*t.NumPEs() + 1
	a := NewNomadArray(t, chare.Dims(n))
	a.Add(0, rounds, a.At(n-1).To().Count())
	var want []int
	for round := range rounds {
		want = append(want, (round+1)*n*(n+1)/2)
	}
	t.WaitQuiescence()
	alike("sums", a.At(n-1).Ret().Counted().Get(t), want)
}

// Agree finds the greatest index, again and again, and moves after each time.
func (m *Nomad) Agree(t *chare.Task, rounds int) int {
	greatest := 0
	for round := range rounds {
		greatest += chare.AllReduce(m, round*m.Index().X(), reduce.Max).Get(t)
	}
	return greatest
}

// Go moves the nomad.
func (m *Nomad) Go(step int) { m.Migrate(somewhere(m.Index().X(), step, m.NumPEs())) }

func allReducesAfterMoving(t *chare.Task) {
	const rounds = 3
	n := 2*t.NumPEs() + 1
	a := NewNomadArray(t, chare.Dims(n))
	for step := range 6 {
		a.Go(step)
		for _, got := range a.Ret().Agree(rounds).Get(t) {
			equal("sum of all-reduces", got, 3*(n-1))
		}
	}
}

func contributionsOnArrival(t *chare.Task) {
	if t.NumPEs() == 1 {
		return // nobody arrives
	}
	const legs = 9
	n := t.NumPEs() + 3
	a := NewNomadArray(t, chare.Dims(n))
	a.Wander(legs, a.At(0).To().Count())
	t.WaitQuiescence()
	var want []int
	for range legs {
		want = append(want, n*(n-1)/2)
	}
	alike("sums", a.At(0).Ret().Counted().Get(t), want)
}

func deserted(t *chare.Task) {
	n := t.NumPEs()
	a := NewNomadArray(t, chare.Dims(3*n))
	men := NewHerdsmanGroup(t)
	for to := range n {
		men.At(to).Await().Gather(a, 3*n).Get(t)
		for _, got := range a.Ret().Agree(2).Get(t) {
			equal("all-reduces", got, 3*n-1)
		}
		a.Add(0, 1, a.At(0).To().Count())
	}
	t.WaitQuiescence()
	equal("sums", len(a.At(0).Ret().Counted().Get(t)), n)
}

// Gather brings all nomads to its PE.
func (h *Herdsman) Gather(t *chare.Task, a NomadProxies, n int) {
	for i := range n {
		a.At(i).Migrate(h.PE())
	}
	for i := range n {
		equal("PE", a.At(i).Ret().Where().Get(t), h.PE())
	}
}
