package balancing

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

func TestStepsAreInTheTrace(t *testing.T) {
	const steps = 10
	file := filepath.Join(t.TempDir(), "t.json")
	moves := 0
	charetest.Run(t, 3, Journeys(3, 1, steps, func(n int) { moves = n }),
		chare.Options{Balance: balancing([]string{"RotateLB"}), Trace: chare.Tracing{File: file}})
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var trace struct {
		TraceEvents []struct {
			Ph, Name, Cat string
			Args          struct{ Step, Moves int }
		}
	}
	if err := json.Unmarshal(text, &trace); err != nil {
		t.Fatal(err)
	}
	last, moved := 0, 0
	for _, e := range trace.TraceEvents {
		if e.Ph == "b" && e.Cat == "balance" {
			if last++; e.Name != "load balancing" || e.Args.Step != last {
				t.Errorf("%+v, want step %d", e, last)
			}
			moved += e.Args.Moves
		}
	}
	if last < steps-1 || moved < moves/2 || moves == 0 { // the program may end while a step does
		t.Errorf("%d steps with %d moves, want %d, and some of %d", last, moved, steps, moves)
	}
}
