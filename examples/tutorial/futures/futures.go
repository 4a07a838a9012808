// Futures waits for values that chares send when they have them.
//
//	go run ./examples/tutorial/futures +p4
package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Searcher looks for divisors in its part of the numbers.
type Searcher struct{ chare.Base }

// Search sends the smallest divisor of n among every fourth number, or 0.
func (s *Searcher) Search(n int, found chare.Target[int]) {
	for d := 2 + s.Index().X(); d < n; d += s.All().Len() {
		if n%d == 0 {
			found.Send(d)
			return
		}
	}
	found.Send(0)
}

func run(t *chare.Task) {
	searchers := NewSearcherArray(t, chare.Dims(4))

	one := chare.NewFuture[int](t)
	searchers.At(1).Search(91, one.Target())
	fmt.Println("searcher 1:", one.Get(t))

	// Both are under way before either is waited for.
	a, b := chare.NewFuture[int](t), chare.NewFuture[int](t)
	searchers.At(1).Search(1001, a.Target())
	searchers.At(3).Search(1003, b.Target())
	chare.Wait(t, a, b)
	fmt.Println("searchers 1 and 3:", a.Get(t), b.Get(t))

	all := chare.NewMultiFuture[int](t, searchers.Len())
	searchers.Search(91, all.Target())
	divisors := all.Get(t) // in the order in which they came
	slices.Sort(divisors)
	fmt.Println("all:", divisors)

	never := chare.NewFuture[int](t)
	_, err := never.ResultWithin(t, 10*time.Millisecond)
	fmt.Println(err)
	t.Exit(0)
}

func main() { chare.Main(run) }
