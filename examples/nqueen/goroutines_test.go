package main

import (
	"flag"
	"fmt"
	"math/bits"
	"sync"
	"sync/atomic"
	"testing"
)

// solveByGoroutines does what solve does, with a goroutine for each task.
func solveByGoroutines(size, alone int) int {
	var found atomic.Int64
	var tasks sync.WaitGroup
	var search func(b Board)
	search = func(b Board) {
		if b.Rows <= b.Alone {
			if n := count(b); n > 0 {
				found.Add(int64(n))
			}
			return
		}
		for free := b.free(); free != 0; free &= free - 1 {
			next := b.with(1 << bits.TrailingZeros32(free))
			tasks.Go(func() { search(next) })
		}
	}
	search(Board{Size: size, Rows: size, Alone: alone})
	tasks.Wait()
	return int(found.Load())
}

// BenchmarkGoroutines does what the program does, with the same words behind the
// flags, and prints the same result.
func BenchmarkGoroutines(b *testing.B) {
	size, alone, err := parse(flag.Args())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		fmt.Println(solveByGoroutines(size, alone))
	}
}

// BenchmarkInnerLoop counts the solutions for a board of 10 by 10.
func BenchmarkInnerLoop(b *testing.B) {
	for b.Loop() {
		count(Board{Size: 10, Rows: 10})
	}
}

func TestGoroutinesAgree(t *testing.T) {
	for size, want := range solutions {
		if got := solveByGoroutines(size+1, 3); got != want {
			t.Errorf("%d queens: %d solutions, want %d", size+1, got, want)
		}
	}
}
