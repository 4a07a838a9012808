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
	"math"
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
	size  int       // cells along a side
	cells []float64 // row by row, with a border of one cell around them
	next  []float64 // the same after the present step
	fixed [4]bool   // which of its sides are edges of the grid
}

// The sides of a block, each opposite to the one two further on.
const (
	top = iota
	right
	bottom
	left
)

// Init makes the block of a grid with so many blocks along a side.
func (b *Block) Init(blocks, size int) {
	row, column := b.Index().X(), b.Index().Y()
	b.size = size
	b.fixed = [4]bool{top: row == 0, right: column == blocks-1, bottom: row == blocks-1, left: column == 0}
	b.cells = make([]float64, (size+2)*(size+2))
	for side, edge := range b.fixed {
		for i := range size {
			if edge {
				b.cells[b.inside(side, i)] = 1
			}
		}
	}
	b.next = append([]float64(nil), b.cells...)
}

// inside returns the position of cell i along the inside of a side, and outside
// that of the border cell next to it.
func (b *Block) inside(side, i int) int {
	w := b.size + 2
	return [4]int{w + 1 + i, (i+1)*w + b.size, b.size*w + 1 + i, (i+1)*w + 1}[side]
}

func (b *Block) outside(side, i int) int {
	w := b.size + 2
	return b.inside(side, i) + [4]int{-w, 1, w, -1}[side]
}

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
			border := make([]float64, b.size)
			for i := range border {
				border[i] = b.cells[b.inside(sides[n], i)]
			}
			ch.Send(border)
		}
		for n, ch := range chare.Ready(t, channels...) {
			for i, x := range ch.Recv(t) {
				b.cells[b.outside(sides[n], i)] = x
			}
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

// step makes the next state of the grid the present one, and returns by how
// much the cell that changed most did.
func (b *Block) step() (change float64) {
	w := b.size + 2
	first, last := [2]int{1, 1}, [2]int{b.size, b.size} // row, column
	for side, edge := range b.fixed {
		if edge { // its cells stay as they are
			switch side {
			case top:
				first[0]++
			case left:
				first[1]++
			case bottom:
				last[0]--
			case right:
				last[1]--
			}
		}
	}
	for row := first[0]; row <= last[0]; row++ {
		at := row * w
		above, here, below := b.cells[at-w:at], b.cells[at:at+w], b.cells[at+w:at+2*w]
		next := b.next[at : at+w]
		for i := first[1]; i <= last[1]; i++ {
			x := 0.2 * (here[i] + above[i] + below[i] + here[i-1] + here[i+1])
			if d := math.Abs(x - here[i]); d > change {
				change = d
			}
			next[i] = x
		}
	}
	b.cells, b.next = b.next, b.cells
	return change
}

// Cells returns the block's cells, row by row.
func (b *Block) Cells() []float64 {
	w := b.size + 2
	cells := make([]float64, 0, b.size*b.size)
	for row := 1; row <= b.size; row++ {
		cells = append(cells, b.cells[row*w+1:row*w+1+b.size]...)
	}
	return cells
}

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
