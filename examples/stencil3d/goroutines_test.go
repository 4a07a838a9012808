package main

import (
	"flag"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// solveByGoroutines does what solve does, with a goroutine for each block and
// channels between them.
func (p problem) solveByGoroutines() (checksum uint64) {
	n := p.grid / p.block
	faces := make([][3][2]chan []float64, n*n*n) // what comes to a block along an axis, from before it and from behind
	for i := range faces {
		for axis := range 3 {
			for end := range 2 {
				faces[i][axis][end] = make(chan []float64, 1) // a neighbour may be ahead by one
			}
		}
	}
	var sum atomic.Uint64
	var all sync.WaitGroup
	for i := range faces {
		index := [3]int{i / n / n, i / n % n, i % n}
		neighbour := func(axis, step int) *[3][2]chan []float64 {
			at := index
			at[axis] = (at[axis] + step + n) % n
			return &faces[(at[0]*n+at[1])*n+at[2]]
		}
		all.Go(func() {
			b := newPart(index, p.block)
			for range p.iterations {
				for axis := range 3 {
					neighbour(axis, -1)[axis][1] <- b.face(axis, 0)
					neighbour(axis, 1)[axis][0] <- b.face(axis, p.block-1)
				}
				for axis := range 3 {
					b.surround(axis, -1, <-faces[i][axis][0])
					b.surround(axis, p.block, <-faces[i][axis][1])
				}
				b.step()
			}
			sum.Add(b.checksum())
		})
	}
	all.Wait()
	return sum.Load()
}

// BenchmarkGoroutines does what the program does, with the same words behind the
// flags, and prints the same result.
func BenchmarkGoroutines(b *testing.B) {
	p, err := parse(flag.Args())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		fmt.Printf("checksum %016x\n", p.solveByGoroutines())
	}
}

// BenchmarkInnerLoop makes iterations of one block of 32 cells along an axis.
func BenchmarkInnerLoop(b *testing.B) {
	p := newPart([3]int{}, 32)
	for b.Loop() {
		p.step()
	}
}

func TestGoroutinesAgree(t *testing.T) {
	for _, p := range []problem{{12, 4, 20}, {8, 8, 5}, {4, 1, 9}} {
		if _, want := p.sequential(); p.solveByGoroutines() != want {
			t.Errorf("%+v: the checksum is not %x", p, want)
		}
	}
}
