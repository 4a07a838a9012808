package main

import (
	"testing"

	"github.com/charm4go/charm/chare/charetest"
)

func TestSections(t *testing.T) {
	for _, pes := range []int{1, 2, 4} {
		charetest.Run(t, pes, run)
	}
}

func TestSectionsUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 100, run) }
