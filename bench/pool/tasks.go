package main

import (
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
)

//charm:task
func empty(t *chare.Task, x int) int { return x }

// spin works for so many rounds of a loop.
//
//charm:task
func spin(t *chare.Task, loops int) int {
	x := uint64(loops)
	for range loops {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return int(x)
}

// calibrate returns the nanoseconds that a round of spin takes at best.
func calibrate() float64 {
	const loops = 1 << 20
	least := time.Duration(1 << 62)
	for range 50 {
		start := time.Now()
		if spin(nil, loops) == 0 {
			panic("a xorshift never becomes 0")
		}
		least = min(least, time.Since(start))
	}
	return float64(least) / loops
}

// A tree is garbage in the making.
type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return new(tree)
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) nodes() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.nodes() + t.right.nodes()
}

// plant builds a tree and drops it.
//
//charm:task
func plant(t *chare.Task, depth int) int { return grow(depth).nodes() }

// makeMany makes n empty tasks and waits for each. It returns the nanoseconds
// for one.
//
//charm:task
func makeMany(t *chare.Task, n int) int64 {
	const atOnce = 100
	start := time.Now()
	var fs [atOnce]*chare.Future[int]
	for range n / atOnce {
		for i := range fs {
			fs[i] = pool.Call(t, empty, i)
		}
		for _, f := range fs {
			f.Get(t)
		}
	}
	return int64(time.Since(start)) / int64(n)
}
