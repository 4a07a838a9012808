package conformance

import (
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// kept sends a slice to a chare on the same PE, in all ways, changes it, and
// returns what the chare has kept.
func kept(t *chare.Task, m MirrorProxy, send func(xs []int)) []int {
	xs := []int{1, 2, 3}
	send(xs)
	xs[0] = 100
	return m.Ret().Kept().Get(t)
}

func argumentsOnAPE(t *chare.Task, want []int) {
	single, member, element := NewMirror(t, chare.OnPE(0)), NewMirrorGroup(t).At(0), NewMirrorArray(t, chare.Dims(1)).At(0)
	t.WaitCreated(member, element)
	for _, m := range []MirrorProxy{single, member, element} {
		alike("a plain call of "+m.String(), kept(t, m, m.Keep), want)
		alike("Await", kept(t, m, func(xs []int) { m.Await().Keep(xs) }), want)
		alike("a target", kept(t, m, m.To().Keep().Send), want)
	}
	t.Exit(0)
}

func TestArgumentsGoByReferenceOnAPE(t *testing.T) {
	for _, pes := range []int{1, 2} {
		charetest.Run(t, pes, func(task *chare.Task) { argumentsOnAPE(task, []int{100, 2, 3}) })
	}
}

func TestLocalCopyCopiesArguments(t *testing.T) {
	program := func(task *chare.Task) { argumentsOnAPE(task, []int{1, 2, 3}) }
	for _, pes := range []int{1, 2} {
		charetest.Run(t, pes, program, chare.Options{LocalCopy: true})
	}
}

// With an odd seed arguments are copies.
func TestSeedsTryBothReferencesAndCopies(t *testing.T) {
	for seed, want := range [][]int{{100, 2, 3}, {1, 2, 3}} {
		program := func(task *chare.Task) { argumentsOnAPE(task, want) }
		if err := chare.Simulate(2, uint64(seed), program, chare.Options{}); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// What cannot travel is told on one PE too, if arguments are copied.
func TestLocalCopyTellsWhatCannotTravel(t *testing.T) {
	charetest.Run(t, 1, func(t *chare.Task) {
		p := NewPicky(t, nil)
		complains(func() { p.Take(1, func() {}) }, "conformance.Picky.Take", "func()")
		complains(func() { p.Ret().Wait(make(chan int)) }, "conformance.Picky.Wait", "chan int")
		p.Await().Take(1, "fine").Get(t)
		t.Exit(0)
	}, chare.Options{LocalCopy: true})
}
