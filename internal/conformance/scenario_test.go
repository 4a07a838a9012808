package conformance

import (
	"fmt"
	"os"
	"testing"

	"github.com/charm4go/charm/chare/charetest"
)

// sampled are the scenarios, or the one that CHARM_SCENARIO names.
func sampled(t *testing.T) []Scenario {
	name := os.Getenv("CHARM_SCENARIO")
	if name == "" {
		return Scenarios
	}
	for _, s := range Scenarios {
		if s.Name == name {
			return []Scenario{s}
		}
	}
	t.Fatalf("CHARM_SCENARIO: there is no scenario %q", name)
	return nil
}

func TestScenariosInOneProcess(t *testing.T) {
	for _, pes := range []int{1, 2, 3, 4, 8} {
		t.Run(fmt.Sprintf("PEs=%d", pes), func(t *testing.T) {
			last := "none"
			defer func() {
				if t.Failed() {
					t.Logf("CHARM_SCENARIO=%q", last)
				}
			}()
			charetest.Run(t, pes, Program(func(name string) { last = name }, sampled(t)...))
		})
	}
}

func TestScenariosUnderSeeds(t *testing.T) {
	for _, s := range sampled(t) {
		t.Run(s.Name, func(t *testing.T) {
			seeds := 200
			if s.Heavy {
				seeds = 2
			}
			if testing.Short() {
				seeds = (seeds + 9) / 10
			}
			charetest.Simulate(t, 3, seeds, Program(func(string) {}, s))
		})
	}
}

func TestScenariosAsProcesses(t *testing.T) {
	for _, pes := range []int{1, 2, 3, 4, 16} {
		t.Run(fmt.Sprintf("PEs=%d", pes), func(t *testing.T) {
			j := startJob(t, "scenarios", fmt.Sprintf("+p%d", pes))
			if code := j.wait(); code != 0 {
				t.Errorf("exit code %d; the last scenario of these failed:\n%s%s", code, &j.stdout, &j.stderr)
			}
		})
	}
	// Without a launcher, with copies, and with rings that are soon full.
	for _, words := range [][]string{{}, {"+p3", "+local-copy"}, {"+p3", "+ring-size", "4K"}} {
		t.Run(fmt.Sprint(words), func(t *testing.T) {
			j := startJob(t, "scenarios", words...)
			if code := j.wait(); code != 0 {
				t.Errorf("exit code %d; the last scenario of these failed:\n%s%s", code, &j.stdout, &j.stderr)
			}
		})
	}
}
