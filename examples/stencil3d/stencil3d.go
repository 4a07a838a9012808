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
	"strconv"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// Block is a part of the cube.
type Block struct {
	chare.Base
	part
	blocks    int // in the cube, along an axis
	iteration int // -1: it has not begun
	missing   int // faces of neighbours that have yet to come in this iteration

	iterations int // to be done
	done       chare.Target[uint64]
}

// sides is the number of neighbours.
const sides = 6

// Init makes a block of a cube with so many blocks along an axis.
func (b *Block) Init(blocks, size int) {
	i := b.Index()
	b.part = newPart([3]int{i.X(), i.Y(), i.Z()}, size)
	b.blocks, b.iteration = blocks, -1
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
	b.surround(axis, n, face)
	if b.missing--; b.missing == 0 {
		b.step()
		b.iteration++
		b.begin()
	}
}

// Cells returns the block's cells, without the border.
func (b *Block) Cells() []float64 { return b.inner() }

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
