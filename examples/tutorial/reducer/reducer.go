// Reducer computes mean and spread of numbers in one reduction, by a reducer of
// its own.
//
//	go run ./examples/tutorial/reducer +p4
package main

import (
	"fmt"
	"math"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// sums are what is known of some numbers while they are combined.
type sums struct{ n, x, xx float64 }

// Stats are what is wanted in the end.
type Stats struct{ Mean, Spread float64 }

// stats reduces numbers to their Stats.
var stats = reduce.New("stats", add,
	reduce.Pre(func(x float64) sums { return sums{1, x, x * x} }),
	reduce.Post(func(s sums) Stats {
		mean := s.x / s.n
		return Stats{mean, math.Sqrt(s.xx/s.n - mean*mean)}
	}))

func add(a, b sums) sums { return sums{a.n + b.n, a.x + b.x, a.xx + b.xx} }

// A Die is thrown.
type Die struct{ chare.Base }

// Throw contributes what it shows.
func (d *Die) Throw(result chare.Target[Stats]) {
	chare.Reduce(d, float64(1+d.Index().X()%6), stats, result)
}

// throw throws n dice.
func throw(t *chare.Task, n int) Stats {
	result := chare.NewFuture[Stats](t)
	NewDieArray(t, chare.Dims(n)).Throw(result.Target())
	return result.Get(t)
}

func run(t *chare.Task) {
	s := throw(t, 600)
	fmt.Printf("mean %.2f, spread %.2f\n", s.Mean, s.Spread)
	t.Exit(0)
}

func main() { chare.Main(run) }
