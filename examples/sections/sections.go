// Sections multiplies two matrices, which are cut into blocks: one chare each.
//
// A block of the product needs the blocks of one matrix in its row, and those of
// the other in its column. So each row of blocks is a section, and each column:
// a block sends what it has to the two that it is in, and nobody talks to all.
// No step waits for another: a block multiplies what has come.
//
//	go run ./cmd/charmrun +p4 ./examples/sections [blocks [cells]]
//
// for so many blocks along a side, and so many cells along the side of a block.
package main

import (
	"fmt"
	"strconv"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// Block is a part of the matrices A, B, and their product C.
type Block struct {
	chare.Base
	cells       int // along a side
	row, column BlockProxies

	a, b, c []int         // row by row
	as, bs  map[int][]int // blocks of A in this row, and of B in this column, that lack the other
	missing int           // pairs of them
	done    chare.Target[[]int]
}

// Init fills the blocks of A and B.
func (b *Block) Init(blocks, cells int) {
	b.cells, b.missing = cells, blocks
	b.as, b.bs = map[int][]int{}, map[int][]int{}
	b.c = make([]int, cells*cells)
	for i := range cells {
		for j := range cells {
			x, y := b.Index().X()*cells+i, b.Index().Y()*cells+j
			b.a, b.b = append(b.a, cellOfA(x, y)), append(b.b, cellOfB(x, y))
		}
	}
}

func cellOfA(x, y int) int { return (x*y+7*x+3*y)%101 - 50 }

func cellOfB(x, y int) int { return (x*x+5*y)%97 - 48 }

// Row tells which of the sections by row this is in, for Split.
func (b *Block) Row() int { return b.Index().X() }

// Column tells it of the columns.
func (b *Block) Column() int { return b.Index().Y() }

// Multiply sends the blocks of A along the rows, and those of B along the
// columns. The sums of each row of the product go to its target.
func (b *Block) Multiply(rows, columns []BlockProxies, done []chare.Target[[]int]) {
	x, y := b.Index().X(), b.Index().Y()
	b.row, b.column, b.done = rows[x], columns[y], done[x]
	b.row.TakeA(y, b.a)
	b.column.TakeB(x, b.b)
}

// TakeA takes a block of A.
func (b *Block) TakeA(k int, cells []int) {
	b.as[k] = cells
	b.multiply(k)
}

// TakeB takes a block of B.
func (b *Block) TakeB(k int, cells []int) {
	b.bs[k] = cells
	b.multiply(k)
}

// multiply adds the product of two blocks, once both are there. After the last
// one it has the row of blocks sum its cells, row by row.
func (b *Block) multiply(k int) {
	n, left, right := b.cells, b.as[k], b.bs[k]
	if left == nil || right == nil {
		return
	}
	delete(b.as, k)
	delete(b.bs, k)
	for i := range n {
		for l := range n {
			for j := range n {
				b.c[i*n+j] += left[i*n+l] * right[l*n+j]
			}
		}
	}
	if b.missing--; b.missing == 0 {
		sums := make([]int, n)
		for i, c := range b.c {
			sums[i/n] += c
		}
		chare.Reduce(b, sums, reduce.Sum, b.done, chare.In(b.row))
	}
}

// Trace contributes the sum of the diagonal of its block.
func (b *Block) Trace(in BlockProxies, to chare.Target[int]) {
	sum := 0
	for i := range b.cells {
		sum += b.c[i*b.cells+i]
	}
	chare.Reduce(b, sum, reduce.Sum, to, chare.In(in))
}

// Greatest contributes the greatest cell of its block.
func (b *Block) Greatest(in BlockProxies, to chare.Target[int]) {
	greatest := b.c[0]
	for _, c := range b.c {
		greatest = max(greatest, c)
	}
	chare.Reduce(b, greatest, reduce.Max, to, chare.In(in))
}

// A result is what is printed of the product.
type result struct {
	rows            []int // the sums of the rows
	trace           int
	border, checker int // the greatest cells of the blocks at the border, and of every other block in both directions
}

// multiply makes the product in blocks, and looks at it by section.
func multiply(t *chare.Task, blocks, cells int) (r result) {
	all := NewBlockArray(t, chare.Dims(blocks, blocks), blocks, cells)
	rows, columns := all.Split(t, blocks).Row(), all.Split(t, blocks).Column()

	sums, targets := make([]*chare.Future[[]int], blocks), make([]chare.Target[[]int], blocks)
	for x := range blocks {
		sums[x] = chare.NewFuture[[]int](t)
		targets[x] = sums[x].Target()
	}
	all.Multiply(rows, columns, targets)
	for x := range blocks {
		r.rows = append(r.rows, sums[x].Get(t)...)
	}

	var indices []chare.Index
	for x := range blocks {
		indices = append(indices, chare.Ix(x, x))
	}
	trace, border, checker := chare.NewFuture[int](t), chare.NewFuture[int](t), chare.NewFuture[int](t)
	diagonal := all.Pick(t, indices)
	diagonal.Trace(diagonal, trace.Target())
	edges := chare.Combine(t, rows[0], rows[blocks-1], columns[0], columns[blocks-1]) // the corners are in it once
	edges.Greatest(edges, border.Target())
	others := all.Slice(t, chare.Span(0, blocks, 2), chare.Span(0, blocks, 2))
	others.Greatest(others, checker.Target())
	r.trace, r.border, r.checker = trace.Get(t), border.Get(t), checker.Get(t)
	return r
}

func run(t *chare.Task) {
	blocks, cells, err := parse(t.Args())
	if err != nil {
		t.Abort(err.Error())
	}
	r := multiply(t, blocks, cells)
	total := 0
	for _, sum := range r.rows {
		total += sum
	}
	fmt.Printf("%[1]d x %[1]d cells in %[2]d x %[2]d blocks\n", blocks*cells, blocks)
	fmt.Printf("sum of all cells: %d, of the diagonal: %d\n", total, r.trace)
	fmt.Printf("greatest cell of the blocks at the border: %d, of every other block: %d\n", r.border, r.checker)
	t.Exit(0)
}

// parse reads the sizes from the command line.
func parse(args []string) (blocks, cells int, err error) {
	blocks, cells = 8, 16
	sizes := []*int{&blocks, &cells}
	if len(args) > len(sizes) {
		return 0, 0, fmt.Errorf("want at most the numbers of blocks and of cells along a side, not %q", args)
	}
	for i, word := range args {
		if *sizes[i], err = strconv.Atoi(word); err != nil || *sizes[i] < 1 {
			return 0, 0, fmt.Errorf("%q is not a number of at least 1", word)
		}
	}
	return blocks, cells, nil
}

func main() { chare.Main(run) }
