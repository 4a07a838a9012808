package main

import (
	"math"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// sequential solves the same problem in one piece.
func sequential(n int) (cells [][]float64, steps int) {
	grid := func() [][]float64 {
		g := make([][]float64, n)
		for i := range g {
			g[i] = make([]float64, n)
			for j := range g[i] {
				if i == 0 || j == 0 || i == n-1 || j == n-1 {
					g[i][j] = 1
				}
			}
		}
		return g
	}
	a, b := grid(), grid()
	for steps = 1; steps <= maxSteps; steps++ {
		change := 0.0
		for i := 1; i < n-1; i++ {
			for j := 1; j < n-1; j++ {
				b[i][j] = 0.2 * (a[i][j] + a[i-1][j] + a[i+1][j] + a[i][j-1] + a[i][j+1])
				change = max(change, math.Abs(b[i][j]-a[i][j]))
			}
		}
		a, b = b, a
		if change <= tolerance {
			return a, steps
		}
	}
	return a, -1
}

// agrees returns a program that solves a grid in blocks of a size and compares
// every cell with the sequential solution.
func agrees(t *testing.T, grid, size int) func(*chare.Task) {
	want, wantSteps := sequential(grid)
	return func(task *chare.Task) {
		blocks, steps := solve(task, grid, size)
		if steps != wantSteps {
			t.Errorf("grid %d in blocks of %d: %d steps, want %d", grid, size, steps, wantSteps)
		}
		for n, cells := range blocks.Ret().Cells().Get(task) {
			comparesWith(t, want, grid, size, n, cells)
		}
		task.Exit(0)
	}
}

// comparesWith compares the cells of the n-th block with those of the grid.
func comparesWith(t *testing.T, want [][]float64, grid, size, n int, cells []float64) {
	t.Helper()
	perSide := grid / size
	for i, got := range cells {
		row, column := n/perSide*size+i/size, n%perSide*size+i%size
		if got != want[row][column] {
			t.Fatalf("grid %d in blocks of %d: cell %d,%d is %v, want %v", grid, size, row, column, got, want[row][column])
		}
	}
}

func TestEveryCellAgreesWithASequentialSolver(t *testing.T) {
	for _, c := range []struct{ pes, grid, size int }{
		{4, 128, 32}, {1, 64, 16}, {2, 64, 32}, {3, 48, 8}, {7, 60, 20}, {2, 32, 32}, {5, 16, 2}, {3, 9, 1},
	} {
		charetest.Run(t, c.pes, agrees(t, c.grid, c.size))
	}
}

func TestUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 200, agrees(t, 16, 4)) }
