// Stencil3d makes each cell of a cube the mean of itself and its six
// neighbours, again and again. The cube has no edges: its last cells are the
// neighbours of its first.
//
// It is cut into blocks, one chare each, that send their faces to their six
// neighbours. A block goes on as soon as its own six have come. So some are
// ahead of others, by as much as their neighbours let them: what comes too early
// waits until the block has come to that iteration. Nothing waits for all.
//
//	go run ./cmd/charmrun +p4 ./examples/stencil3d [grid [block [iterations]]]
//
// for a grid of so many cells along a side, in blocks of so many.
package main

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// Block is a part of the cube, of the same size along each axis.
type Block struct {
	chare.Base
	blocks    int       // in the cube, along an axis
	size      int       // cells along an axis
	cells     []float64 // with a border of one cell around them: row after row, plane after plane
	next      []float64 // the same after this iteration
	iteration int       // -1: it has not begun
	missing   int       // faces of neighbours that have yet to come in this iteration

	iterations int // to be done
	done       chare.Target[uint64]
}

// sides is the number of neighbours.
const sides = 6

// Init makes a block of a cube with so many blocks along an axis.
func (b *Block) Init(blocks, size int) {
	b.blocks, b.size, b.iteration = blocks, size, -1
	w := size + 2
	b.cells, b.next = make([]float64, w*w*w), make([]float64, w*w*w)
	for x := range size {
		for y := range size {
			for z := range size {
				b.cells[b.at(x, y, z)] = initial(b.origin(0)+x, b.origin(1)+y, b.origin(2)+z)
			}
		}
	}
}

// initial is a cell of the cube at first.
func initial(x, y, z int) float64 { return float64(x*x + 2*y*y + 3*z*z) }

// origin returns where in the cube the block begins, along an axis.
func (b *Block) origin(axis int) int { return b.Index().At(axis) * b.size }

// at returns the position of a cell, from 0 along each axis.
func (b *Block) at(x, y, z int) int {
	w := b.size + 2
	return ((x+1)*w+y+1)*w + z + 1
}

// layer yields the positions of the cells across an axis, n of the way along it:
// -1 and size are the borders.
func (b *Block) layer(axis, n int) iter.Seq2[int, int] {
	w := b.size + 2
	stride := [3]int{w * w, w, 1}
	first := b.at(0, 0, 0) + n*stride[axis]
	return func(yield func(int, int) bool) {
		down, across := stride[(axis+1)%3], stride[(axis+2)%3]
		for i := range b.size * b.size {
			if !yield(i, first+i/b.size*down+i%b.size*across) {
				return
			}
		}
	}
}

// Run does some iterations. The sum of the checksums of all blocks goes to done.
func (b *Block) Run(iterations int, done chare.Target[uint64]) {
	b.iterations, b.done = iterations, done
	b.iteration = 0
	b.begin()
}

// begin begins an iteration, if there is one to be done.
func (b *Block) begin() {
	if b.iteration == b.iterations {
		chare.Reduce(b, b.checksum(), reduce.Sum, b.done)
		return
	}
	b.missing = sides
	for axis := range 3 {
		b.neighbour(axis, -1).Face(b.iteration, axis, b.size, b.face(axis, 0))
		b.neighbour(axis, 1).Face(b.iteration, axis, -1, b.face(axis, b.size-1))
	}
}

// face returns the cells of a layer.
func (b *Block) face(axis, n int) []float64 {
	face := make([]float64, b.size*b.size)
	for i, at := range b.layer(axis, n) {
		face[i] = b.cells[at]
	}
	return face
}

// neighbour returns the block one before (-1) or behind (1) this one.
func (b *Block) neighbour(axis, step int) BlockProxy {
	i := b.Index()
	at := []int{i.X(), i.Y(), i.Z()}
	at[axis] = (at[axis] + step + b.blocks) % b.blocks
	return b.All().At(at...)
}

// Face takes what is next to this block in an iteration: a layer of its border.
//
//charm:when b.iteration == iteration
func (b *Block) Face(iteration, axis, n int, face []float64) {
	for i, at := range b.layer(axis, n) {
		b.cells[at] = face[i]
	}
	if b.missing--; b.missing == 0 {
		b.step()
		b.iteration++
		b.begin()
	}
}

// step calculates the next state of the cells.
func (b *Block) step() {
	w := b.size + 2
	for x := range b.size {
		for y := range b.size {
			from := b.at(x, y, 0)
			for i := from; i < from+b.size; i++ {
				b.next[i] = mean(b.cells[i], b.cells[i-w*w], b.cells[i+w*w], b.cells[i-w], b.cells[i+w], b.cells[i-1], b.cells[i+1])
			}
		}
	}
	b.cells, b.next = b.next, b.cells
}

func mean(cell, left, right, below, above, before, behind float64) float64 {
	return (cell + left + right + below + above + before + behind) * (1.0 / 7)
}

// checksum returns a number that depends on each bit of each cell, and not on
// how the cube is cut: those of the parts add up to that of the whole.
func (b *Block) checksum() (sum uint64) {
	for x := range b.size {
		for y := range b.size {
			for z := range b.size {
				sum += mixed(b.cells[b.at(x, y, z)], b.origin(0)+x, b.origin(1)+y, b.origin(2)+z)
			}
		}
	}
	return sum
}

// mixed makes a number of a cell and its place.
func mixed(cell float64, x, y, z int) uint64 {
	return math.Float64bits(cell) * (uint64(x)<<42 | uint64(y)<<21 | uint64(z)<<1 | 1)
}

// Cells returns the block's cells, without the border.
func (b *Block) Cells() []float64 {
	cells := make([]float64, 0, b.size*b.size*b.size)
	for x := range b.size {
		for y := range b.size {
			from := b.at(x, y, 0)
			cells = append(cells, b.cells[from:from+b.size]...)
		}
	}
	return cells
}

// A problem says what is to be done.
type problem struct {
	grid, block int // cells along an axis, of the cube and of a block
	iterations  int
}

// solve makes the blocks, lets them run, and returns the checksum of the cube.
func (p problem) solve(t *chare.Task) (blocks BlockProxies, checksum uint64) {
	n := p.grid / p.block
	blocks = NewBlockArray(t, chare.Dims(n, n, n), n, p.block)
	done := chare.NewFuture[uint64](t)
	blocks.Run(p.iterations, done.Target())
	return blocks, done.Get(t)
}

func run(t *chare.Task) {
	p, err := parse(t.Args())
	if err != nil {
		t.Abort(err.Error())
	}
	start := time.Now()
	_, checksum := p.solve(t)
	seconds := time.Since(start).Seconds()
	fmt.Printf("grid %[1]d x %[1]d x %[1]d, blocks %[2]d x %[2]d x %[2]d, %[3]d iterations, %[4]d PEs\n", p.grid, p.block, p.iterations, t.NumPEs())
	fmt.Printf("%.3f s, %.3f ms an iteration\n", seconds, 1000*seconds/float64(max(1, p.iterations)))
	fmt.Printf("checksum %016x\n", checksum)
	t.Exit(0)
}

// parse reads the problem from the command line.
func parse(args []string) (p problem, err error) {
	p = problem{grid: 64, block: 16, iterations: 500}
	numbers := []*int{&p.grid, &p.block, &p.iterations}
	if len(args) > len(numbers) {
		return p, fmt.Errorf("want at most the sizes of the grid and of a block, and the number of iterations, not %q", args)
	}
	for i, word := range args {
		if *numbers[i], err = strconv.Atoi(word); err != nil || *numbers[i] < 1 {
			return p, fmt.Errorf("%q is not a number of at least 1", word)
		}
	}
	p.block = min(p.block, p.grid)
	if p.grid%p.block != 0 {
		return p, fmt.Errorf("blocks of %d do not divide a grid of %d", p.block, p.grid)
	}
	return p, nil
}

func main() { chare.Main(run) }
