// Groups makes a chare on each PE and calls all of them at once.
//
//	go run ./examples/tutorial/groups +p4
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Reporter is the one of its PE.
type Reporter struct{ chare.Base }

// Report prints where it is.
func (r *Reporter) Report(to string) {
	fmt.Printf("reporter %v of %d to %s\n", r.Index(), r.NumPEs(), to)
}

func run(t *chare.Task) {
	reporters := NewReporterGroup(t)
	reporters.At(0).Report("one")
	reporters.Await().Report("all").Get(t) // every member, and wait for them
	t.Exit(0)
}

func main() { chare.Main(run) }
