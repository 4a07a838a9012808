package conformance

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/charm4go/charm/chare"
)

// want checks how the program has ended.
func (e Ending) want(t *testing.T, how string, code int, text string) {
	t.Helper()
	if !e.Exits(code) {
		t.Errorf("%s: exit code %d, want one of %v; it says:\n%s", how, code, e.Codes, text)
	}
	for _, part := range e.Says {
		if !strings.Contains(text, part) {
			t.Errorf("%s: does not say %q:\n%s", how, part, text)
		}
	}
}

// outcome is the exit code, and what is told, of a run in this process.
func outcome(err error) (code int, text string) {
	var exit *chare.ExitError
	switch {
	case err == nil:
		return 0, ""
	case errors.As(err, &exit):
		return exit.Code, ""
	default:
		return 1, err.Error()
	}
}

func TestEndingsInOneProcess(t *testing.T) {
	for _, e := range Endings {
		t.Run(e.Name, func(t *testing.T) {
			for _, pes := range []int{1, 3, 8} {
				if pes >= e.PEs {
					code, text := outcome(chare.RunInProcess(pes, e.Run, chare.Options{}))
					e.want(t, fmt.Sprint(pes, " PEs"), code, text)
				}
			}
		})
	}
}

func TestEndingsUnderSeeds(t *testing.T) {
	skipOneGoroutine(t)
	seeds := uint64(30)
	if testing.Short() {
		seeds = 5
	}
	for _, e := range Endings {
		t.Run(e.Name, func(t *testing.T) {
			for seed := range seeds {
				code, text := outcome(chare.Simulate(3, seed, e.Run, chare.Options{}))
				if e.want(t, fmt.Sprint("seed ", seed), code, text); t.Failed() {
					return
				}
			}
		})
	}
}

func TestEndingsAsProcesses(t *testing.T) {
	for _, e := range Endings {
		t.Run(e.Name, func(t *testing.T) {
			j := startJob(t, e.Name, "+p3")
			code := j.wait()
			e.want(t, "3 processes", code, j.stderr.String())
			if e.Says == nil && j.stderr.Len() > 0 {
				t.Errorf("stderr: %s", &j.stderr)
			}
		})
	}
}
