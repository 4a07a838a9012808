package conformance

import (
	"fmt"
	"os"
	"slices"
	"strings"
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
	counts := []int{1, 2, 3, 4, 8}
	if raceEnabled {
		counts = []int{3}
	}
	for _, pes := range counts {
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

// Between hosts there is a network, with its own ways and its own order.
func TestScenariosOnHosts(t *testing.T) {
	jobs := [][]int{{2, 3}, {3, 1, 2, 2}}
	if testing.Short() {
		jobs = jobs[:1]
	}
	for _, pes := range jobs {
		t.Run(fmt.Sprint(pes), func(t *testing.T) {
			last := "none"
			defer func() {
				if t.Failed() {
					t.Logf("CHARM_SCENARIO=%q", last)
				}
			}()
			charetest.RunOnHosts(t, pes, Program(func(name string) { last = name }, sampled(t)...))
		})
	}
}

func TestScenariosUnderSeeds(t *testing.T) {
	skipOneGoroutine(t)
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

// skipOneGoroutine skips a simulation under the race detector: nothing in it
// runs beside anything else.
func skipOneGoroutine(t *testing.T) {
	if raceEnabled {
		t.Skip("a simulation has one goroutine, so nothing races")
	}
}

// On many PEs the trees of broadcasts and reductions have several levels.
func TestScenariosOnManyPEs(t *testing.T) {
	skipOneGoroutine(t)
	for _, s := range sampled(t) {
		if !s.Heavy {
			charetest.Simulate(t, 25, 1, Program(func(string) {}, s))
		}
	}
}

func TestScenariosAsProcesses(t *testing.T) {
	jobs := []string{
		"+p1", "+p2", "+p3", "+p4", "+p16", // sixteen is too many for most machines
		"",                              // without a launcher
		"+p3 +local-copy +ring-size 4K", // copies as with an odd seed, and rings that are soon full
	}
	if raceEnabled {
		jobs = []string{"+p3"} // there is little to find between processes
	}
	for _, words := range jobs {
		t.Run(words, func(t *testing.T) {
			j := startJob(t, "scenarios", strings.Fields(words)...)
			if code := j.wait(); code != 0 {
				t.Errorf("exit code %d; the last scenario of these failed:\n%s%s", code, &j.stdout, &j.stderr)
			}
		})
	}
}

// Chares that move go back to where they were, and news of them overtake each
// other, in more ways on more PEs.
func TestMovesOnMorePEs(t *testing.T) {
	skipOneGoroutine(t)
	seeds := map[int]int{5: 60, 8: 40}
	for _, s := range slices.Concat(migrations, migrationReductions, sectionMigrations) {
		if !slices.ContainsFunc(sampled(t), func(o Scenario) bool { return o.Name == s.Name }) {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			for pes, n := range seeds {
				charetest.Simulate(t, pes, n, Program(func(string) {}, s))
			}
		})
	}
}
