package main

import (
	"slices"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

func check(t *testing.T, jobs, tasks int, want ...int) func(*chare.Task) {
	return func(ct *chare.Task) {
		if got := longest(ct, jobs, tasks); !slices.Equal(got, want) {
			t.Errorf("%d jobs of %d tasks: %v, want %v", jobs, tasks, got, want)
		}
		ct.Exit(0)
	}
}

func TestScheduler(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 16} {
		charetest.Run(t, n, check(t, 3, 1000, 178, 181, 216))
		charetest.Run(t, n, check(t, 2, 0, 0, 0))
	}
}

func TestSchedulerUnderSeeds(t *testing.T) {
	charetest.Simulate(t, 3, 50, check(t, 2, 20, 20, 111))
}
