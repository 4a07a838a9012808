package conformance

import (
	"fmt"
	"os"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// The tests of jobs start this test binary again, as launcher and as PEs:
// programEnv names the program that it is then.
const programEnv = "CHARM_CONFORMANCE"

func TestMain(m *testing.M) {
	if name := os.Getenv(programEnv); name != "" {
		program, ok := programs[name]
		if !ok {
			fmt.Fprintf(os.Stderr, "there is no program %q\n", name)
			os.Exit(2)
		}
		chare.Main(program)
	}
	os.Exit(m.Run())
}

// programs are what the test binary can be.
var programs = map[string]func(*chare.Task){
	"scenarios": Program(func(name string) { fmt.Println(name) }, Scenarios...),
}

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
				seeds = 5
			}
			if testing.Short() {
				seeds /= 5
			}
			charetest.Simulate(t, 3, seeds, Program(func(string) {}, s))
		})
	}
}
