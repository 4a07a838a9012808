package conformance

import (
	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var deadlocks = []Ending{
	{Name: "main waits for a future that nobody sends to", Run: emptyFuture, Codes: []int{1},
		Says: []string{"deadlock", "PE 0: main waits for a future of int made by main, at deadlocks.go:"}},
	{Name: "two wait for each other", Run: waitForEachOther, Codes: []int{1},
		Says: []string{"deadlock", "main waits for the result of conformance.Stuck[1].Receive, at", "conformance.Stuck[0].Receive waits for channel 0 of int from conformance.Stuck[1], at deadlocks.go:",
			"conformance.Stuck[1].Receive waits for channel 0 of int from conformance.Stuck[0], at deadlocks.go:"}},
	{Name: "one does not come to a barrier", Run: missingAtBarrier, Codes: []int{1},
		Says: []string{"deadlock", "main waits for the end of array conformance.Stuck[3].Meet, at", "conformance.Stuck[1].Meet waits for a reduction of array conformance.Stuck[3], at deadlocks.go:", "conformance.Stuck[2].Meet waits",
			"reduction 0 of array conformance.Stuck[3] lacks the contribution of conformance.Stuck[0]"}},
	{Name: "a condition never holds", Run: unheldCondition, Codes: []int{1},
		Says: []string{"deadlock", "conformance.Stuck.Hope waits for a condition (Until), at deadlocks.go:"}},
	{Name: "a constructor never ends", Run: endlessConstructor, Codes: []int{1},
		Says: []string{"deadlock", "conformance.Pending.Init waits for a condition (Until), at deadlocks.go:"}},
	{Name: "main returns and another waits", Run: leftWaiting, Codes: []int{1},
		Says: []string{"deadlock", "conformance.Stuck.Hope waits for a condition (Until), at deadlocks.go:"}},
	{Name: "very many wait", Run: manyWait, Codes: []int{1},
		Says: []string{"deadlock", "conformance.Stuck[0].Hope", "more"}},
	{Name: "a call of an element that is never inserted", Run: neverInserted, Codes: []int{1},
		Says: []string{"deadlock", "messages wait for conformance.Stuck[-1,5], which was never inserted: 2"}},
	{Name: "main returns and some have not contributed", Run: missingContributions, Codes: []int{1},
		Says: []string{"deadlock", "reduction 1 of array conformance.Stuck[200] lacks the contribution of conformance.Stuck[", " more"}},
	{Name: "a section's reduction lacks one", Run: missingInSection, Codes: []int{1},
		Says: []string{"deadlock", "waits for a reduction of section of array conformance.Stuck[4], at", "reduction 0 of section of array conformance.Stuck[4] lacks the contribution of conformance.Stuck[0]"}},
	{Name: "one that has moved does not contribute", Run: missingAfterMoving, Codes: []int{1},
		Says: []string{"deadlock", "conformance.Nomad[1].Agree waits for a reduction of array conformance.Nomad[3], at", "reduction 0 of array conformance.Nomad[3] lacks the contribution of conformance.Nomad[0]"}},
	{Name: "several are waited for at once", Run: waitForSeveral, Codes: []int{1},
		Says: []string{"deadlock", "main waits for one of: a future of 2 more int made by main, the end of conformance.Stuck.Hope, at"}},
	{Name: "a future of another method", Run: keptFuture, Codes: []int{1},
		Says: []string{"deadlock", "conformance.Stuck.Open waits for a future of string made by conformance.Stuck.Keep, at"}},
	{Name: "a sparse array is never done inserting", Run: neverDone, Codes: []int{1},
		Says: []string{"deadlock", "main waits for", "sparse array conformance.Stuck of 1 dimensions wait for DoneInserting"}},
	{Name: "an element does not tell which sections it is in", Run: neverTold, Codes: []int{1},
		Says: []string{"deadlock", "main waits for sections of array conformance.Stuck[2] (Split), at deadlocks.go:", "conformance.Stuck[1].Choose waits for a condition (Until), at deadlocks.go:"}},
}

// A Stuck waits for what does not come.
type Stuck struct {
	chare.Base
	kept *chare.Future[string]
}

// Receive waits for another to send.
func (s *Stuck) Receive(t *chare.Task, from StuckProxy) int {
	return chare.NewChannel[int](s, from).Recv(t)
}

// Meet waits for all but the first, who does not come.
func (s *Stuck) Meet(t *chare.Task) {
	if s.Index() != chare.Ix(0) {
		chare.Barrier(s).Get(t)
	}
}

// Hope waits for a condition.
func (s *Stuck) Hope(t *chare.Task) { t.Until(func() bool { return false }) }

// Count contributes twice, but for some of the chares.
func (s *Stuck) Count(to chare.Target[int]) {
	chare.Reduce(s, 1, reduce.Sum, to)
	if s.Index().X()%2 == 0 {
		chare.Reduce(s, 1, reduce.Sum, to)
	}
}

// MeetIn is Meet of a section.
func (s *Stuck) MeetIn(t *chare.Task, section StuckProxies) {
	if s.Index() != chare.Ix(0) {
		chare.Barrier(s, chare.In(section)).Get(t)
	}
}

// Keep makes a future, and Open waits for it.
func (s *Stuck) Keep() { s.kept = chare.NewFuture[string](s) }

// Open waits for what Keep has made.
func (s *Stuck) Open(t *chare.Task) { s.kept.Get(t) }

// A Pending is never made.
type Pending struct{ chare.Base }

// Init waits.
func (p *Pending) Init(t *chare.Task) { t.Until(func() bool { return false }) }

func emptyFuture(t *chare.Task) { chare.NewFuture[int](t).Get(t) }

func waitForEachOther(t *chare.Task) {
	all := NewStuckArray(t, chare.Dims(2))
	all.At(0).Receive(all.At(1))
	all.At(1).Ret().Receive(all.At(0)).Get(t)
}

func missingAtBarrier(t *chare.Task) { NewStuckArray(t, chare.Dims(3)).Await().Meet().Get(t) }

func missingContributions(t *chare.Task) {
	f := chare.NewMultiFuture[int](t, 2)
	NewStuckArray(t, chare.Dims(200)).Count(f.Target())
}

func missingInSection(t *chare.Task) {
	all := NewStuckArray(t, chare.Dims(4))
	section := all.Slice(t, chare.Span(0, 4, 3))
	section.MeetIn(section)
}

func waitForSeveral(t *chare.Task) {
	hope := NewStuck(t, chare.OnPE(t.NumPEs()-1)).Await().Hope()
	for range chare.Ready[chare.Waitable](t, chare.NewMultiFuture[int](t, 2), hope) {
	}
}

func keptFuture(t *chare.Task) {
	one := NewStuck(t, chare.OnPE(t.NumPEs()-1))
	one.Keep()
	one.Open()
}

func unheldCondition(t *chare.Task) { NewStuck(t, chare.OnPE(t.NumPEs()-1)).Await().Hope().Get(t) }

func endlessConstructor(t *chare.Task) { t.WaitCreated(NewPending(t, chare.OnPE(t.NumPEs()-1))) }

func leftWaiting(t *chare.Task) { NewStuck(t, chare.OnPE(t.NumPEs()-1)).Hope() }

func manyWait(t *chare.Task) { NewStuckArray(t, chare.Dims(100*t.NumPEs())).Hope() }

func neverInserted(t *chare.Task) {
	sparse := NewStuckSparse(t, 2)
	sparse.At(-1, 5).Hope()
	sparse.At(-1, 5).Await().Hope().Get(t)
}

func neverDone(t *chare.Task) {
	sparse := NewStuckSparse(t, 1)
	sparse.Insert(chare.Ix(0))
	t.WaitCreated(sparse)
}

// Choose tells a section, but for the last element of two.
func (s *Stuck) Choose(t *chare.Task) int {
	if s.Index().X() == 1 {
		s.Hope(t)
	}
	return 0
}

func neverTold(t *chare.Task) { NewStuckArray(t, chare.Dims(2)).Split(t, 1).Choose() }

func missingAfterMoving(t *chare.Task) {
	a := NewNomadArray(t, chare.Dims(3))
	a.At(1).Agree(1)
	a.At(2).Agree(1)
	t.WaitQuiescence()
	a.At(0).Migrate(t.NumPEs() - 1)
}
