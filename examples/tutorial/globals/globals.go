// Globals gives all PEs a value that is known only when the program runs.
//
//	go run ./examples/tutorial/globals +p4 20
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// limit is what no Meter may pass.
var limit = chare.NewGlobal[int]("limit")

// A Meter measures.
type Meter struct{ chare.Base }

// Measure returns what it measures, up to the limit.
func (m *Meter) Measure() int { return min(10*m.Index().X(), limit.Get(m)) }

func run(t *chare.Task) {
	meters := NewMeterArray(t, chare.Dims(4))
	for _, max := range []int{100, 15} {
		limit.Set(t, max).Get(t) // on every PE, and wait for that
		fmt.Println(meters.Ret().Measure().Get(t))
	}
	t.Exit(0)
}

func main() { chare.Main(run) }
