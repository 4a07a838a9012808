package main

import (
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
	"github.com/charm4go/charm/pool"
)

func check(t *testing.T) func(*chare.Task) {
	return func(ct *chare.Task) {
		for _, n := range []int{0, 1, 5, 1000} {
			for _, chunk := range []int{pool.Auto, 1, 7, 2000} {
				if got, want := sumOfSquares(ct, n, pool.Chunk(chunk)), (n-1)*n*(2*n-1)/6; got != want {
					t.Errorf("the squares below %d in chunks of %d: %d, want %d", n, chunk, got, want)
				}
			}
		}
		ct.Exit(0)
	}
}

func TestSumOfSquares(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 16} {
		charetest.Run(t, n, check(t))
	}
}

func TestSumOfSquaresUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 20, check(t)) }
