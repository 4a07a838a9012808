package main

import (
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// sequential solves the same problem in one piece.
func (p problem) sequential() (cells [][][]float64, checksum uint64) {
	n := p.grid
	cube := func(value func(x, y, z int) float64) [][][]float64 {
		cells := make([][][]float64, n)
		for x := range cells {
			cells[x] = make([][]float64, n)
			for y := range cells[x] {
				cells[x][y] = make([]float64, n)
				for z := range cells[x][y] {
					cells[x][y][z] = value(x, y, z)
				}
			}
		}
		return cells
	}
	cells = cube(initial)
	for range p.iterations {
		c := cells
		cells = cube(func(x, y, z int) float64 {
			before, behind := (z+n-1)%n, (z+1)%n
			return mean(c[x][y][z], c[(x+n-1)%n][y][z], c[(x+1)%n][y][z], c[x][(y+n-1)%n][z], c[x][(y+1)%n][z], c[x][y][before], c[x][y][behind])
		})
	}
	cube(func(x, y, z int) float64 {
		checksum += mixed(cells[x][y][z], x, y, z)
		return 0
	})
	return cells, checksum
}

// agrees returns a program that solves a problem and compares every cell with
// the sequential solution.
func (p problem) agrees(t *testing.T) func(*chare.Task) {
	want, wantChecksum := p.sequential()
	return func(task *chare.Task) {
		blocks, checksum := p.solve(task)
		if checksum != wantChecksum {
			t.Errorf("%+v: checksum %x, want %x", p, checksum, wantChecksum)
		}
		perAxis, size := p.grid/p.block, p.block
		for n, cells := range blocks.Ret().Cells().Get(task) {
			for i, got := range cells {
				x := n/perAxis/perAxis*size + i/size/size
				y := n/perAxis%perAxis*size + i/size%size
				z := n%perAxis*size + i%size
				if got != want[x][y][z] {
					t.Fatalf("%+v: cell %d,%d,%d is %v, want %v", p, x, y, z, got, want[x][y][z])
				}
			}
		}
		task.Exit(0)
	}
}

func TestEveryCellAgreesWithASequentialSolver(t *testing.T) {
	for pes, p := range map[int]problem{
		1:  {grid: 12, block: 4, iterations: 30},
		2:  {grid: 16, block: 8, iterations: 50},
		3:  {grid: 15, block: 3, iterations: 20},
		4:  {grid: 24, block: 6, iterations: 40},
		5:  {grid: 8, block: 8, iterations: 10},
		6:  {grid: 4, block: 1, iterations: 9},
		16: {grid: 16, block: 4, iterations: 25},
	} {
		charetest.Run(t, pes, p.agrees(t))
	}
}

func TestUnderSeeds(t *testing.T) {
	charetest.Simulate(t, 3, 200, problem{grid: 6, block: 2, iterations: 5}.agrees(t))
}
