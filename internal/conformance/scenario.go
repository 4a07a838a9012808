package conformance

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
)

// A Scenario checks one promise.
type Scenario struct {
	Name  string // the promise
	Run   func(t *chare.Task)
	PEs   int  // it needs at least so many
	Heavy bool // it takes long: a simulation tries only a few seeds
}

// Scenarios are all there are.
var Scenarios = slices.Concat(
	placements, creations, proxies, orders, calls, failures, futures, targets,
	channels, waits, conditions, timers, misuses, reductions, allReduces, quiescences, addresses, sizes, views, globals,
	maps, insertions, sections, sectionReductions, pools, migrations, migrationReductions, sectionMigrations,
)

// Program returns a program that runs scenarios one after another, as far as
// there are PEs enough, and ends with exit code 0. It tells began the name of
// each.
func Program(began func(name string), scenarios ...Scenario) func(*chare.Task) {
	return func(t *chare.Task) {
		for _, s := range scenarios {
			if t.NumPEs() >= s.PEs {
				began(s.Name)
				s.run(t)
			}
		}
		t.Exit(0)
	}
}

// run adds the name of the scenario to what it panics with.
func (s Scenario) run(t *chare.Task) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			panic(fmt.Errorf("%s: %w", s.Name, v))
		case string:
			panic(fmt.Sprintf("%s: %s", s.Name, v))
		default:
			panic(v) // how the runtime unwinds a method
		}
	}()
	s.Run(t)
}
