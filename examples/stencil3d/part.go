package main

import (
	"iter"
	"math"
)

// A part of the cube is the cells of a block, as many along each axis, and
// calculates.
type part struct {
	origin [3]int    // where in the cube it begins
	size   int       // cells along an axis
	cells  []float64 // with a border of one cell around them: row after row, plane after plane
	next   []float64 // the same after this iteration
}

// newPart makes the part that is the one so many along each axis.
func newPart(index [3]int, size int) part {
	w := size + 2
	p := part{size: size, cells: make([]float64, w*w*w), next: make([]float64, w*w*w)}
	for axis, i := range index {
		p.origin[axis] = i * size
	}
	for x := range size {
		for y := range size {
			for z := range size {
				p.cells[p.at(x, y, z)] = initial(p.origin[0]+x, p.origin[1]+y, p.origin[2]+z)
			}
		}
	}
	return p
}

// initial is a cell of the cube at first.
func initial(x, y, z int) float64 { return float64(x*x + 2*y*y + 3*z*z) }

// at returns the position of a cell, from 0 along each axis.
func (p *part) at(x, y, z int) int {
	w := p.size + 2
	return ((x+1)*w+y+1)*w + z + 1
}

// layer yields the positions of the cells across an axis, n of the way along it:
// -1 and size are the borders.
func (p *part) layer(axis, n int) iter.Seq2[int, int] {
	w := p.size + 2
	stride := [3]int{w * w, w, 1}
	first := p.at(0, 0, 0) + n*stride[axis]
	down, across := stride[(axis+1)%3], stride[(axis+2)%3]
	return func(yield func(int, int) bool) {
		i := 0
		for row := range p.size {
			at := first + row*down
			for range p.size {
				if !yield(i, at) {
					return
				}
				i++
				at += across
			}
		}
	}
}

// face returns the cells of a layer.
func (p *part) face(axis, n int) []float64 {
	face := make([]float64, p.size*p.size)
	for i, at := range p.layer(axis, n) {
		face[i] = p.cells[at]
	}
	return face
}

// surround sets the cells of a layer of the border.
func (p *part) surround(axis, n int, face []float64) {
	for i, at := range p.layer(axis, n) {
		p.cells[at] = face[i]
	}
}

// step calculates the next state of the cells.
func (p *part) step() {
	w, n := p.size+2, p.size
	for x := range n {
		for y := range n {
			// Slices of one length need no checks of bounds.
			at := p.at(x, y, 0)
			here, next := p.cells[at:at+n], p.next[at:][:n]
			left, right := p.cells[at-w*w:][:n], p.cells[at+w*w:][:n]
			below, above := p.cells[at-w:][:n], p.cells[at+w:][:n]
			before, behind := p.cells[at-1:][:n], p.cells[at+1:][:n]
			for i, cell := range here {
				next[i] = mean(cell, left[i], right[i], below[i], above[i], before[i], behind[i])
			}
		}
	}
	p.cells, p.next = p.next, p.cells
}

func mean(cell, left, right, below, above, before, behind float64) float64 {
	return (cell + left + right + below + above + before + behind) * (1.0 / 7)
}

// checksum returns a number that depends on each bit of each cell, and not on
// how the cube is cut: those of the parts add up to that of the whole.
func (p *part) checksum() (sum uint64) {
	for x := range p.size {
		for y := range p.size {
			for z := range p.size {
				sum += mixed(p.cells[p.at(x, y, z)], p.origin[0]+x, p.origin[1]+y, p.origin[2]+z)
			}
		}
	}
	return sum
}

// mixed makes a number of a cell and its place.
func mixed(cell float64, x, y, z int) uint64 {
	return math.Float64bits(cell) * (uint64(x)<<42 | uint64(y)<<21 | uint64(z)<<1 | 1)
}

// inner returns the cells without the border.
func (p *part) inner() []float64 {
	cells := make([]float64, 0, p.size*p.size*p.size)
	for x := range p.size {
		for y := range p.size {
			from := p.at(x, y, 0)
			cells = append(cells, p.cells[from:from+p.size]...)
		}
	}
	return cells
}
