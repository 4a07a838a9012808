package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charm4go/charm/chare"
)

// All that waits is told, and nothing else.
func TestReportTellsWhoWaitsForWhat(t *testing.T) {
	for _, pes := range []int{3, 4, 5} {
		last := pes - 1
		want := []string{
			"PE 0: main waits for a future of int made by main, at deadlock.go:",
			"PE 1: deadlock.Worker[1].Exchange waits for channel 0 of []float64 from deadlock.Worker[0], at deadlock.go:",
			"PE 0: deadlock.Worker[0].Ask waits for a future of string made by deadlock.Worker[0].Ask, at deadlock.go:",
			"PE 0: messages for deadlock.Worker[0].Step wait until w.iteration == iteration: 1",
			fmt.Sprintf("PE %d: reduction 0 of array deadlock.Worker[%d] lacks the contribution of deadlock.Worker[%d]", last, pes, last),
			"messages wait for deadlock.Worker[3,4], which was never inserted: 1",
		}
		check := func(how string, err error) {
			if err == nil {
				t.Fatalf("%s: it ends well", how)
			}
			for _, line := range want {
				if !strings.Contains(err.Error(), line) {
					t.Errorf("%s: does not say %q", how, line)
				}
			}
			if n := strings.Count(err.Error(), "\n"); n != len(want) {
				t.Errorf("%s: %d lines, want %d", how, n, len(want))
			}
			if t.Failed() {
				t.Fatal(err)
			}
		}
		check(fmt.Sprint(pes, " PEs"), chare.RunInProcess(pes, run, chare.Options{}))
		for seed := range uint64(20) {
			check(fmt.Sprint(pes, " PEs, seed ", seed), chare.Simulate(pes, seed, run, chare.Options{}))
		}
	}
}
