// Channels lets heat flow along a rod: each chare has one piece of it, and
// exchanges temperatures with its neighbours step by step.
//
//	go run ./examples/tutorial/channels +p4
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Piece is one piece of the rod.
type Piece struct {
	chare.Base
	temperature float64
}

// Init heats the first piece.
func (p *Piece) Init() {
	if p.Index().X() == 0 {
		p.temperature = 64
	}
}

// Flow runs some steps, and returns the temperature then.
func (p *Piece) Flow(t *chare.Task, steps int) float64 {
	i, n := p.Index().X(), p.All().Len()
	left := chare.NewChannel[float64](p, p.All().At((i+n-1)%n)) // the rod is bent to a ring
	right := chare.NewChannel[float64](p, p.All().At((i+1)%n))
	for range steps {
		left.Send(p.temperature)
		right.Send(p.temperature)
		p.temperature = p.temperature/2 + left.Recv(t)/4 + right.Recv(t)/4
	}
	return p.temperature
}

func run(t *chare.Task) {
	rod := NewPieceArray(t, chare.Dims(4))
	fmt.Println(rod.Ret().Flow(3).Get(t))
	t.Exit(0)
}

func main() { chare.Main(run) }
