package main

import (
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// plays returns a program that does all that is measured, a few times. That it
// ends shows that no call is lost, and none is one too many.
func plays(t *testing.T) func(*chare.Task) {
	return func(task *chare.Task) {
		players := NewPlayerGroup(task)
		for _, n := range []int{1, 2, 17} {
			play(task, players, n, func(p PlayerProxy) { p.Number(1) })
			for _, size := range []int{0, 64, 100_000} {
				play(task, players, n, func(p PlayerProxy) { p.Bytes(make([]byte, size)) })
			}
			for _, size := range []int{0, 64, 100_000} {
				play(task, players, n, func(p PlayerProxy) { p.Look(chare.ViewOf(make([]byte, size))) })
			}
			again(task, players, n)
		}
		for pe := range 2 {
			p := players.At(pe)
			if sum := p.Ret().Add(20, 3).Get(task); sum != 23 {
				t.Errorf("Add(20, 3) on PE %d is %d", pe, sum)
			}
			reply(task, 3, func() *chare.Future[int] { return p.Ret().AddLater(1, 2) })
		}
		task.Exit(0)
	}
}

func TestAllThatIsMeasured(t *testing.T) { charetest.Run(t, 3, plays(t)) }

func TestAllThatIsMeasuredUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 20, plays(t)) }
