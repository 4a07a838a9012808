// Jacobi2d solves the heat equation on a square: the temperature is 1 on the
// four edges and 0 inside at first, and each step makes every inner cell the
// mean of itself and its four neighbours, until no cell changes by more than
// 0.004, or for 100 steps.
//
// The grid is cut into blocks, one chare each, that send their borders to their
// neighbours by channels and agree by an all-reduce that they are done.
//
//	go run ./cmd/charmrun +p4 ./examples/jacobi2d 128 32
//
// for a grid of 128 by 128 cells in blocks of 32 by 32. A third number is how many
// steps to make, whether or not it has converged before.
package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

const (
	tolerance = 0.004
	maxSteps  = 100
)

// Block is a square part of the grid.
type Block struct {
	chare.Base
	tile
}

// Init makes the block of a grid with so many blocks along a side.
func (b *Block) Init(blocks, size int) { b.tile = newTile(b.Index().X(), b.Index().Y(), blocks, size) }

// Run goes on until the grid has converged, and returns the number of steps, or
// -1 if it has not after the most steps. Always says to make all of them anyway.
func (b *Block) Run(t *chare.Task, most int, always bool) int {
	var sides []int
	var channels []*chare.Channel[[]float64]
	for side, edge := range b.fixed {
		if !edge {
			sides = append(sides, side)
			channels = append(channels, chare.NewChannel[[]float64](b, b.neighbour(side)))
		}
	}
	for step := 1; step <= most; step++ {
		for n, ch := range channels {
			ch.Send(b.border(sides[n]))
		}
		for n, ch := range chare.Ready(t, channels...) {
			b.surround(sides[n], ch.Recv(t))
		}
		done := b.step() <= tolerance
		if chare.AllReduce(b, done, reduce.And).Get(t) && !always {
			return step
		}
	}
	return -1
}

// neighbour returns the block next to a side.
func (b *Block) neighbour(side int) BlockProxy {
	row, column := b.Index().X(), b.Index().Y()
	return b.All().At(row+[4]int{-1, 0, 1, 0}[side], column+[4]int{0, 1, 0, -1}[side])
}

// Cells returns the block's cells, row by row.
func (b *Block) Cells() []float64 { return b.inner() }

// makeBlocks makes the blocks of a grid.
func makeBlocks(t *chare.Task, grid, size int) BlockProxies {
	return NewBlockArray(t, chare.Dims(grid/size, grid/size), grid/size, size)
}

// solve makes the blocks of a grid and runs them until it has converged. It
// returns the number of steps, or -1.
func solve(t *chare.Task, grid, size int) (blocks BlockProxies, steps int) {
	blocks = makeBlocks(t, grid, size)
	return blocks, blocks.Ret().Run(maxSteps, false).Get(t)[0] // all return the same
}

func run(t *chare.Task) {
	grid, size, most, err := sizes(t.Args())
	if err != nil {
		t.Abort(err.Error())
	}
	start := time.Now()
	if most > 0 {
		makeBlocks(t, grid, size).Await().Run(most, true).Get(t)
		fmt.Printf("made %d iterations\n", most)
	} else if _, steps := solve(t, grid, size); steps > 0 {
		fmt.Printf("converged after %d iterations\n", steps)
	} else {
		fmt.Printf("not converged after %d iterations\n", maxSteps)
		t.Exit(1)
	}
	fmt.Printf("grid %d x %d, blocks %d x %d, %d PEs, %.3f s\n", grid, grid, size, size, t.NumPEs(), time.Since(start).Seconds())
	t.Exit(0)
}

// sizes reads the sizes of the grid and of a block, and the number of steps, from
// the command line; steps is 0 if it is not there.
func sizes(args []string) (grid, size, steps int, err error) {
	numbers := []int{128, 32, 0}
	if len(args) > len(numbers) {
		return 0, 0, 0, fmt.Errorf("want at most the sizes of the grid and of a block and a number of steps, not %q", args)
	}
	for i, word := range args {
		if numbers[i], err = strconv.Atoi(word); err != nil || numbers[i] < 1 {
			return 0, 0, 0, fmt.Errorf("%q is neither a size nor a number of steps", word)
		}
	}
	grid, size = numbers[0], min(numbers[1], numbers[0])
	if grid%size != 0 {
		return 0, 0, 0, fmt.Errorf("blocks of %d do not divide a grid of %d", size, grid)
	}
	return grid, size, numbers[2], nil
}

func main() { chare.Main(run) }
