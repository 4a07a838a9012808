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
// for a grid of 128 by 128 cells in blocks of 32 by 32.
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

// Run goes on until the grid has converged, and returns the number of steps,
// or -1 if it has not.
func (b *Block) Run(t *chare.Task) int {
	var sides []int
	var channels []*chare.Channel[[]float64]
	for side, edge := range b.fixed {
		if !edge {
			sides = append(sides, side)
			channels = append(channels, chare.NewChannel[[]float64](b, b.neighbour(side)))
		}
	}
	for step := 1; step <= maxSteps; step++ {
		for n, ch := range channels {
			ch.Send(b.border(sides[n]))
		}
		for n, ch := range chare.Ready(t, channels...) {
			b.surround(sides[n], ch.Recv(t))
		}
		done := b.step() <= tolerance
		if chare.AllReduce(b, done, reduce.And).Get(t) {
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

// solve makes the blocks of a grid and runs them until it has converged. It
// returns the number of steps, or -1.
func solve(t *chare.Task, grid, size int) (blocks BlockProxies, steps int) {
	blocks = NewBlockArray(t, chare.Dims(grid/size, grid/size), grid/size, size)
	return blocks, blocks.Ret().Run().Get(t)[0] // all return the same
}

func run(t *chare.Task) {
	grid, size, err := sizes(t.Args())
	if err != nil {
		t.Abort(err.Error())
	}
	start := time.Now()
	_, steps := solve(t, grid, size)
	if steps < 0 {
		fmt.Printf("not converged after %d iterations\n", maxSteps)
		t.Exit(1)
	}
	fmt.Printf("converged after %d iterations\n", steps)
	fmt.Printf("grid %d x %d, blocks %d x %d, %d PEs, %.3f s\n", grid, grid, size, size, t.NumPEs(), time.Since(start).Seconds())
	t.Exit(0)
}

// sizes reads the sizes of the grid and of a block from the command line.
func sizes(args []string) (grid, size int, err error) {
	numbers := []int{128, 32}
	if len(args) > len(numbers) {
		return 0, 0, fmt.Errorf("want at most the sizes of the grid and of a block, not %q", args)
	}
	for i, word := range args {
		if numbers[i], err = strconv.Atoi(word); err != nil || numbers[i] < 1 {
			return 0, 0, fmt.Errorf("%q is not a size", word)
		}
	}
	grid, size = numbers[0], min(numbers[1], numbers[0])
	if grid%size != 0 {
		return 0, 0, fmt.Errorf("blocks of %d do not divide a grid of %d", size, grid)
	}
	return grid, size, nil
}

func main() { chare.Main(run) }
