package main

import (
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
	"github.com/charm4go/charm/pool"
)

func check(t *testing.T) func(*chare.Task) {
	return func(ct *chare.Task) {
		for _, x := range []Number{{0, 0}, {1, 0}, {2, 0}, {15, 0}, {20, 12}} {
			if got, want := pool.Call(ct, fib, x).Get(ct), alone(x.N); got != want {
				t.Errorf("fib(%d) = %d, want %d", x.N, got, want)
			}
		}
		ct.Exit(0)
	}
}

func TestFib(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 16} {
		charetest.Run(t, n, check(t))
	}
}

func TestFibUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 10, check(t)) }
