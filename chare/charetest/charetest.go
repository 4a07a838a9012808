// Package charetest runs programs written with chares in tests: all PEs in the
// test's process, so that the race detector and a debugger see them.
package charetest

import (
	"os"
	"strconv"
	"testing"

	"github.com/charm4go/charm/chare"
)

// Run runs a program on n PEs, each a goroutine of this process, and fails the
// test if it does not end with exit code 0. The program may fail the test
// itself, in run on PE 0.
func Run(t *testing.T, n int, run func(*chare.Task), options ...chare.Options) {
	t.Helper()
	var o chare.Options
	if len(options) > 0 {
		o = options[0]
	}
	if err := chare.RunInProcess(n, run, o); err != nil {
		t.Fatal(err)
	}
}

// RunOnHosts is Run on several hosts, which have so many PEs each. They are in
// the test's process, joined over its loopback device as real ones are.
func RunOnHosts(t *testing.T, pes []int, run func(*chare.Task), options ...chare.Options) {
	t.Helper()
	var o chare.Options
	if len(options) > 0 {
		o = options[0]
	}
	if err := chare.RunOnHosts(pes, run, o); err != nil {
		t.Fatal(err)
	}
}

// Simulate runs a program on n PEs under several seeds, each of which decides
// another order of messages, and fails the test at the first that does not end
// with exit code 0. It names the seed; with CHARM_SEED=17 in the environment
// only that one is run, and does the same again. CHARM_SEEDS=10000 sets how
// many are run, whatever the test says.
func Simulate(t *testing.T, n, seeds int, run func(*chare.Task), options ...chare.Options) {
	t.Helper()
	var o chare.Options
	if len(options) > 0 {
		o = options[0]
	}
	first := 0
	if seed, ok := fromEnv(t, "CHARM_SEED"); ok {
		first, seeds = seed, 1
	} else if more, ok := fromEnv(t, "CHARM_SEEDS"); ok {
		seeds = more
	}
	for seed := first; seed < first+seeds; seed++ {
		err := chare.Simulate(n, uint64(seed), run, o)
		if err != nil {
			t.Fatalf("with CHARM_SEED=%d: %v", seed, err)
		}
		if t.Failed() {
			t.Fatalf("failed with CHARM_SEED=%d", seed)
		}
	}
}

// fromEnv reads a number from the environment.
func fromEnv(t *testing.T, name string) (value int, ok bool) {
	s := os.Getenv(name)
	if s == "" {
		return 0, false
	}
	value, err := strconv.Atoi(s)
	if err != nil || value < 0 {
		t.Fatalf("%s=%q is not a number", name, s)
	}
	return value, true
}
