// Package charetest runs programs written with chares in tests: all PEs in the
// test's process, so that the race detector and a debugger see them.
package charetest

import (
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
