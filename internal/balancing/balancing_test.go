package balancing

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// programEnv makes this test binary the program itself, as launcher and as PEs.
const programEnv = "CHARM_BALANCING"

func TestMain(m *testing.M) {
	switch os.Getenv(programEnv) {
	case "journeys":
		chare.Main(Journeys(3, 2, 100, func(moves int) { fmt.Println("moves:", moves) }))
	case "settlements":
		chare.Main(Settlements(10))
	case "roams":
		chare.Main(Roams(20))
	}
	os.Exit(m.Run())
}

// balancers are words of +balancer, for runs of their own.
var balancers = [][]string{
	{"RotateLB"}, {"RandCentLB"}, {"Greedy", "Rotate"}, {"GreedyRefine"}, {"Distributed"}, {"Adaptive"},
	{"GreedyComm", "RecursiveBisection"}, {"ORB", "Hierarchical", "RefineSwap"}, nil,
}

func balancing(words []string) chare.Balancing {
	return chare.Balancing{Balancers: words, Loop: true, Threshold: -1, Debug: debug}
}

// debug is what a test that goes wrong is to tell.
var debug, _ = strconv.Atoi(os.Getenv("CHARM_LBDEBUG"))

func TestJourneysInOneProcess(t *testing.T) {
	counts := []int{1, 2, 3, 4, 8}
	if raceEnabled {
		counts = []int{3}
	}
	for _, pes := range counts {
		for _, words := range balancers {
			t.Run(fmt.Sprintf("%d,%s", pes, strings.Join(words, ",")), func(t *testing.T) {
				steps := 20
				if words != nil && words[0][0] == 'R' {
					steps = 100
				}
				moves := -1
				charetest.Run(t, pes, Journeys(3, 1, steps, func(n int) { moves = n }), chare.Options{Balance: balancing(words)})
				if forced := words != nil && words[0] == "RotateLB" && pes > 1; forced && moves < steps || words == nil && moves > 0 {
					t.Errorf("%d moves in %d steps by %v", moves, steps, words)
				}
			})
		}
	}
}

func TestJourneysUnderSeeds(t *testing.T) {
	seeds := 200
	if testing.Short() {
		seeds = 20
	}
	for _, words := range balancers {
		t.Run(strings.Join(words, ","), func(t *testing.T) {
			for pes, share := range map[int]int{1: 10, 2: 3, 3: 1, 4: 2, 8: 5} {
				simulate(t, pes, seeds/share, Journeys(2, 1, 6, func(int) {}), chare.Options{Balance: balancing(words)})
			}
		})
	}
}

// simulate tries many orders of everything. Under the race detector it does not:
// a simulation has one goroutine, so nothing races.
func simulate(t *testing.T, pes, seeds int, program func(*chare.Task), o chare.Options) {
	if !raceEnabled {
		charetest.Simulate(t, pes, seeds, program, o)
	}
}

func TestProgramsMoveWhatIsBalanced(t *testing.T) {
	for _, words := range balancers {
		t.Run(strings.Join(words, ","), func(t *testing.T) {
			charetest.Run(t, 3, Drives(2, 1, 30), chare.Options{Balance: balancing(words)})
			simulate(t, 3, 50, Drives(2, 1, 6), chare.Options{Balance: balancing(words)})
		})
	}
}

func TestMorePEsThanChares(t *testing.T) {
	for _, words := range balancers {
		t.Run(strings.Join(words, ","), func(t *testing.T) {
			charetest.Run(t, 6, Journeys(0, 4, 10, func(int) {}), chare.Options{Balance: balancing(words)})
			simulate(t, 6, 20, Journeys(0, 4, 4, func(int) {}), chare.Options{Balance: balancing(words)})
		})
	}
}

func TestAsProcesses(t *testing.T) {
	for words, program := range map[string]string{
		"+p2 +balancer RotateLB":                              "journeys",
		"+p3 +balancer RotateLB +balancer RandCentLB +LBLoop": "journeys",
		"+p4 +balancer Distributed +LBSyncResume":             "journeys",
		"+p8 +balancer GreedyRefine +LBObjOnly":               "journeys",
		"+p3 +balancer GreedyComm +LBCommOn +LBTestPESpeed":   "journeys",
		"+p3":                                    "journeys",
		"+p3 +balancer RotateLB +LBSyncResume":   "settlements",
		"+p3 +balancer RandCent +LBPeriod 0.002": "roams",
		"+p2 +balancer Distributed +balancer Rotate +LBPeriod .01": "roams",
	} {
		if raceEnabled && program != "roams" {
			continue // there is little to find between processes
		}
		t.Run(program+" "+words, func(t *testing.T) {
			out, code := launch(t, program, strings.Fields(words)...)
			if code != 0 || program == "journeys" && !strings.Contains(out, "moves: ") {
				t.Errorf("exit code %d:\n%s", code, out)
			}
		})
	}
}

// launch runs this test binary as one of the programs.
func launch(t *testing.T, program string, words ...string) (output string, code int) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], words...)
	cmd.Env = append(os.Environ(), programEnv+"="+program)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func TestArraysThatAreBeingFilled(t *testing.T) {
	for _, words := range balancers {
		t.Run(strings.Join(words, ","), func(t *testing.T) {
			charetest.Run(t, 3, Settlements(10), chare.Options{Balance: balancing(words)})
			simulate(t, 3, 50, Settlements(3), chare.Options{Balance: balancing(words)})
		})
	}
}

func TestByTheClock(t *testing.T) {
	for _, words := range [][]string{{"Random"}, {"Rotate", "Distributed"}, {"Greedy"}} {
		t.Run(strings.Join(words, ","), func(t *testing.T) {
			o := chare.Options{Balance: balancing(words)}
			o.Balance.Period = 1e-3
			charetest.Run(t, 3, Roams(20), o)
			o.Balance.Period = 50e-6
			simulate(t, 3, 50, Roams(20), o)
		})
	}
}

func TestWithoutLoadsNothingMoves(t *testing.T) {
	for _, word := range []string{"Greedy", "GreedyRefine", "Refine", "Distributed", "Adaptive", "ORB"} {
		o := chare.Options{Balance: chare.Balancing{Balancers: []string{word}, Off: true}}
		charetest.Run(t, 3, Journeys(2, 1, 5, func(moves int) {
			if moves > 0 {
				t.Errorf("%s: %d moves", word, moves)
			}
		}), o)
	}
}
