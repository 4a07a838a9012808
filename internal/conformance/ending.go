package conformance

import (
	"slices"

	"github.com/charm4go/charm/chare"
)

// An Ending is a program whose end is what matters.
type Ending struct {
	Name  string
	Run   func(t *chare.Task)
	Codes []int    // one of these is the exit code; none: 0
	Says  []string // what is in the text that tells the reason
	PEs   int      // it needs at least so many
}

// Endings are all there are.
var Endings = slices.Concat(exits, aborts, panics, deadlocks, faults, conditionEndings)

// Exits reports whether an exit code is one that the ending may have.
func (e Ending) Exits(code int) bool {
	return len(e.Codes) == 0 && code == 0 || slices.Contains(e.Codes, code)
}
