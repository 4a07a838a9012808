package main

import (
	"testing"

	"github.com/charm4go/charm/chare/charetest"
)

func TestTasks(t *testing.T) {
	for _, pes := range []int{1, 2, 4} {
		charetest.Run(t, pes, run)
	}
}

func TestTasksUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 50, run) }
