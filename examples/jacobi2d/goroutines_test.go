package main

import (
	"flag"
	"fmt"
	"sync"
	"testing"
)

// A ballot is an all-reduce of goroutines.
type ballot struct {
	mu    sync.Mutex
	votes int // that are yet to come in this round
	round *round
}

type round struct {
	all   bool
	ended chan struct{} // closed when all have voted
}

func newRound() *round { return &round{true, make(chan struct{})} }

// vote waits for the votes of all n, and reports whether all were true.
func (b *ballot) vote(n int, yes bool) bool {
	b.mu.Lock()
	r := b.round
	r.all = r.all && yes
	if b.votes--; b.votes == 0 {
		b.votes, b.round = n, newRound()
		close(r.ended)
	}
	b.mu.Unlock()
	<-r.ended
	return r.all
}

// solveByGoroutines does what solve does, with a goroutine for each block and
// channels between them.
func solveByGoroutines(grid, size int) (blocks []tile, steps int) {
	n := grid / size
	blocks, steps = make([]tile, n*n), -1
	borders := make([][4]chan []float64, n*n) // what comes to a block over each side
	for i := range borders {
		for side := range borders[i] {
			borders[i][side] = make(chan []float64, 1)
		}
	}
	done := ballot{votes: n * n, round: newRound()}
	var all sync.WaitGroup
	for i := range blocks {
		all.Go(func() {
			b := newTile(i/n, i%n, n, size)
			neighbour := [4]int{i - n, i + 1, i + n, i - 1}
			for step := 1; step <= maxSteps; step++ {
				for side, edge := range b.fixed {
					if !edge {
						borders[neighbour[side]][(side+2)%4] <- b.border(side)
					}
				}
				for side, edge := range b.fixed {
					if !edge {
						b.surround(side, <-borders[i][side])
					}
				}
				if done.vote(n*n, b.step() <= tolerance) {
					if i == 0 { // the others come to the same
						steps = step
					}
					break
				}
			}
			blocks[i] = b
		})
	}
	all.Wait()
	return blocks, steps
}

// BenchmarkGoroutines does what the program does, with the same words behind the
// flags, and prints the same result.
func BenchmarkGoroutines(b *testing.B) {
	grid, size, _, err := sizes(flag.Args())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, steps := solveByGoroutines(grid, size)
		fmt.Printf("converged after %d iterations\n", steps)
	}
}

// BenchmarkInnerLoop makes steps of one block of 128 by 128 cells.
func BenchmarkInnerLoop(b *testing.B) {
	block := newTile(1, 1, 3, 128)
	block.surround(top, block.border(bottom))
	for b.Loop() {
		block.step()
	}
}

func TestGoroutinesAgree(t *testing.T) {
	for _, c := range []struct{ grid, size int }{{64, 16}, {16, 2}, {9, 1}, {32, 32}} {
		want, wantSteps := sequential(c.grid)
		blocks, steps := solveByGoroutines(c.grid, c.size)
		if steps != wantSteps {
			t.Errorf("grid %d in blocks of %d: %d steps, want %d", c.grid, c.size, steps, wantSteps)
		}
		for n, b := range blocks {
			comparesWith(t, want, c.grid, c.size, n, b.inner())
		}
	}
}
