// Nqueen counts the ways to put n queens on a board of n by n so that none
// attacks another. Each task puts a queen into one row and makes a task for each
// place of it; nobody waits for these, the search is over when the whole job has
// become quiet.
//
//	go run ./cmd/charmrun +p4 ./examples/nqueen 12
//
// prints 14200. The second word is for how many rows at the end a task goes on
// alone.
package main

import (
	"fmt"
	"math/bits"
	"strconv"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Counter counts the solutions that are found on its PE.
type Counter struct {
	chare.Base
	found int
}

// Add counts some.
func (c *Counter) Add(n int) { c.found += n }

// Total sends what all counters have found together.
func (c *Counter) Total(to chare.Target[int]) { chare.Reduce(c, c.found, reduce.Sum, to) }

// A Board has queens in its first rows. Places are bits, for the columns of the
// next row.
type Board struct {
	Size, Rows  int    // rows that are still empty
	Columns     uint32 // attacked straight on,
	Left, Right uint32 // and along the diagonals
	Alone       int    // a task does so many rows by itself
	Found       CounterProxies
}

// free returns the places that are not attacked.
func (b *Board) free() uint32 { return ^(b.Columns | b.Left | b.Right) & (1<<b.Size - 1) }

// with returns the board with a queen more.
func (b Board) with(place uint32) Board {
	b.Rows--
	b.Columns |= place
	b.Left = (b.Left | place) << 1
	b.Right = (b.Right | place) >> 1
	return b
}

//charm:task
func search(t *chare.Task, b Board) {
	if b.Rows <= b.Alone {
		if n := count(b); n > 0 {
			b.Found.At(t.PE()).Add(n)
		}
		return
	}
	for free := b.free(); free != 0; free &= free - 1 {
		pool.Go(t, search, b.with(1<<bits.TrailingZeros32(free)))
	}
}

// count counts the solutions of a board.
func count(b Board) int { return fill(1<<b.Size-1, b.Columns, b.Left, b.Right) }

// fill does it with numbers alone: a Board for each row takes three times as long.
// There is a queen in each row when there is one in all columns.
func fill(all, columns, left, right uint32) (n int) {
	if columns == all {
		return 1
	}
	for free := all &^ (columns | left | right); free != 0; free &= free - 1 {
		at := free & -free
		n += fill(all, columns|at, (left|at)<<1, (right|at)>>1)
	}
	return n
}

// solve counts the solutions of the empty board.
func solve(t *chare.Task, size, alone int) int {
	counters := NewCounterGroup(t)
	pool.Go(t, search, Board{Size: size, Rows: size, Alone: alone, Found: counters})
	t.WaitQuiescence()
	total := chare.NewFuture[int](t)
	counters.Total(total.Target())
	return total.Get(t)
}

func run(t *chare.Task) {
	size, alone, err := parse(t.Args())
	if err != nil {
		t.Abort(err.Error())
	}
	start := time.Now()
	fmt.Println(solve(t, size, alone))
	fmt.Printf("%d rows, the last %d alone, %d PEs, %.3f s\n", size, min(alone, size), t.NumPEs(), time.Since(start).Seconds())
	t.Exit(0)
}

// parse reads the sizes of the board and of what a task does alone from the
// command line.
func parse(args []string) (size, alone int, err error) {
	size, alone = 9, 6
	for i, to := range []*int{&size, &alone} {
		if i < len(args) {
			if *to, err = strconv.Atoi(args[i]); err != nil || *to < 0 || *to > 31 {
				return 0, 0, fmt.Errorf("usage: nqueen [size [alone]]: %q is not a number from 0 to 31", args[i])
			}
		}
	}
	return size, alone, nil
}

func main() { chare.Main(run) }
