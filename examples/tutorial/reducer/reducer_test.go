package main

import (
	"math"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// checkThrow is a program that throws 60 dice, and fails t if they do not give
// the mean and the spread of fair ones.
func checkThrow(t *testing.T) func(*chare.Task) {
	return func(task *chare.Task) {
		want := Stats{3.5, math.Sqrt(35.0 / 12)}
		got := throw(task, 60)
		if math.Abs(got.Mean-want.Mean) > 1e-9 || math.Abs(got.Spread-want.Spread) > 1e-9 {
			t.Errorf("on %d PEs: got %v, want %v", task.NumPEs(), got, want)
		}
		task.Exit(0)
	}
}

func TestDice(t *testing.T) {
	for _, pes := range []int{1, 2, 4} {
		charetest.Run(t, pes, checkThrow(t))
	}
}

func TestDiceUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 200, checkThrow(t)) }
