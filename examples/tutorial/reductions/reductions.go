// Reductions makes one value of what all chares of an array contribute.
//
//	go run ./examples/tutorial/reductions +p4
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Sample has a number.
type Sample struct {
	chare.Base
	value float64
}

// Init is the constructor.
func (s *Sample) Init() { s.value = float64(s.Index().X() * s.Index().X()) }

// Total adds up the numbers of all samples.
func (s *Sample) Total(total chare.Target[float64]) {
	chare.Reduce(s, s.value, reduce.Sum, total)
}

// List lists them.
func (s *Sample) List(list chare.Target[[]float64]) {
	chare.Gather(s, s.value, list)
}

// Normalize divides them by the largest, which each needs to know.
func (s *Sample) Normalize(t *chare.Task) {
	s.value /= chare.AllReduce(s, s.value, reduce.Max).Get(t)
}

// A Printer prints what it gets.
type Printer struct{ chare.Base }

// Print prints a result, and ends the program.
func (p *Printer) Print(list []float64) {
	fmt.Println("normalized:", list)
	p.Exit(0)
}

func run(t *chare.Task) {
	samples := NewSampleArray(t, chare.Dims(5))

	total := chare.NewFuture[float64](t)
	samples.Total(total.Target())
	fmt.Println("total:", total.Get(t))

	printer := NewPrinter(t)
	samples.Await().Normalize().Get(t)
	samples.List(printer.To().Print())
}

func main() { chare.Main(run) }
