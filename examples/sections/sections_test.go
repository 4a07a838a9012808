package main

import (
	"math"
	"reflect"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// sequential makes the product in one piece.
func sequential(blocks, cells int) (r result) {
	n := blocks * cells
	r.rows = make([]int, n)
	r.border, r.checker = math.MinInt, math.MinInt
	for x := range n {
		for y := range n {
			c := 0
			for k := range n {
				c += cellOfA(x, k) * cellOfB(k, y)
			}
			r.rows[x] += c
			if x == y {
				r.trace += c
			}
			row, column := x/cells, y/cells
			if row == 0 || row == blocks-1 || column == 0 || column == blocks-1 {
				r.border = max(r.border, c)
			}
			if row%2 == 0 && column%2 == 0 {
				r.checker = max(r.checker, c)
			}
		}
	}
	return r
}

// agrees returns a program that compares with the sequential product.
func agrees(t *testing.T, blocks, cells int) func(*chare.Task) {
	want := sequential(blocks, cells)
	return func(task *chare.Task) {
		if got := multiply(task, blocks, cells); !reflect.DeepEqual(got, want) {
			t.Errorf("%d blocks of %d cells on %d PEs: got %+v, want %+v", blocks, cells, task.NumPEs(), got, want)
		}
		task.Exit(0)
	}
}

func TestTheProductAgreesWithASequentialOne(t *testing.T) {
	for _, pes := range []int{1, 2, 3, 4, 16} {
		for _, size := range [][2]int{{1, 5}, {2, 1}, {3, 4}, {6, 3}} {
			charetest.Run(t, pes, agrees(t, size[0], size[1]))
		}
	}
}

func TestUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 200, agrees(t, 4, 2)) }
