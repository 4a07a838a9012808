// Sections talks to the rows and columns of an array.
//
//	go run ./examples/tutorial/sections +p4
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Seat is in a theatre.
type Seat struct {
	chare.Base
	sold bool
}

// Row tells in which section a seat is by its row: the number of the first
// coordinate.
func (s *Seat) Row() int { return s.Index().X() }

// Blocks tells it by two blocks, which share the seats in the middle.
func (s *Seat) Blocks() []int {
	switch y := s.Index().Y(); {
	case y < 2:
		return []int{0}
	case y > 2:
		return []int{1}
	default:
		return []int{0, 1}
	}
}

// Sell sells the seat.
func (s *Seat) Sell() { s.sold = true }

// Count counts the seats of a section that are sold.
func (s *Seat) Count(section SeatProxies, to chare.Target[int]) {
	sold := 0
	if s.sold {
		sold = 1
	}
	chare.Reduce(s, sold, reduce.Sum, to, chare.In(section))
}

func run(t *chare.Task) {
	seats := NewSeatArray(t, chare.Dims(4, 5))
	rows := seats.Split(t, 4).Row()
	blocks := seats.Split(t, 2).Blocks()
	aisles := seats.Slice(t, chare.Span(0, 4, 1), chare.Span(0, 5, 4))

	chare.Wait(t, rows[1].Await().Sell(), blocks[0].Await().Sell(), aisles.Await().Sell())

	for i, section := range append(rows, chare.Combine(t, blocks[1], rows[0])) {
		sold := chare.NewFuture[int](t)
		section.Count(section, sold.Target())
		fmt.Printf("section %d: %d of %d are sold\n", i, sold.Get(t), section.Len())
	}
	t.Exit(0)
}

func main() { chare.Main(run) }
