package main

import (
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// solutions are the numbers of solutions for boards of size 1 on.
var solutions = []int{1, 0, 0, 2, 10, 4, 40, 92, 352}

func check(t *testing.T, largest int) func(*chare.Task) {
	return func(ct *chare.Task) {
		for _, size := range []int{1, 3, largest} {
			if got, want := solve(ct, size, 2), solutions[size-1]; got != want {
				t.Errorf("%d queens: %d solutions, want %d", size, got, want)
			}
		}
		ct.Exit(0)
	}
}

func TestSolutions(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 16} {
		charetest.Run(t, n, check(t, 9))
	}
}

func TestSolutionsUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 10, check(t, 5)) }
