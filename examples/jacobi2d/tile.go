package main

import "math"

// A tile is the cells of a block, and calculates.
type tile struct {
	size  int       // cells along a side
	cells []float64 // row by row, with a border of one cell around them
	next  []float64 // the same after the present step
	fixed [4]bool   // which of its sides are edges of the grid
}

// The sides of a tile, each opposite to the one two further on.
const (
	top = iota
	right
	bottom
	left
)

// newTile makes a tile of a grid with so many along a side.
func newTile(row, column, tiles, size int) tile {
	b := tile{
		size:  size,
		cells: make([]float64, (size+2)*(size+2)),
		fixed: [4]bool{top: row == 0, right: column == tiles-1, bottom: row == tiles-1, left: column == 0},
	}
	for side, edge := range b.fixed {
		first, step, _ := b.along(side)
		for i := range size {
			if edge {
				b.cells[first+i*step] = 1
			}
		}
	}
	b.next = append([]float64(nil), b.cells...)
	return b
}

// along returns where the first cell along the inside of a side is, how far the
// next one is from it, and how far the border cell is that is next to each.
func (b *tile) along(side int) (first, step, out int) {
	w := b.size + 2
	switch side {
	case top:
		return w + 1, 1, -w
	case right:
		return w + b.size, w, 1
	case bottom:
		return b.size*w + 1, 1, w
	default:
		return w + 1, w, -1
	}
}

// border returns the cells along the inside of a side.
func (b *tile) border(side int) []float64 {
	border := make([]float64, b.size)
	first, step, _ := b.along(side)
	for i := range border {
		border[i] = b.cells[first+i*step]
	}
	return border
}

// surround takes the cells along the outside of a side.
func (b *tile) surround(side int, border []float64) {
	first, step, out := b.along(side)
	for i, x := range border {
		b.cells[first+out+i*step] = x
	}
}

// step makes the next state of the tile the present one, and returns by how
// much the cell that changed most did.
func (b *tile) step() (change float64) {
	w := b.size + 2
	first, last := [2]int{1, 1}, [2]int{b.size, b.size} // row, column
	for side, edge := range b.fixed {
		if edge { // its cells stay as they are
			switch side {
			case top:
				first[0]++
			case left:
				first[1]++
			case bottom:
				last[0]--
			case right:
				last[1]--
			}
		}
	}
	n := last[1] - first[1] + 1
	for row := first[0]; row <= last[0] && n > 0; row++ {
		// Slices of one length need no checks of bounds: a quarter less time.
		at := row*w + first[1]
		here, next := b.cells[at:at+n], b.next[at:][:n]
		above, below := b.cells[at-w:][:n], b.cells[at+w:][:n]
		left, right := b.cells[at-1:][:n], b.cells[at+1:][:n]
		for i, cell := range here {
			x := 0.2 * (cell + above[i] + below[i] + left[i] + right[i])
			if d := math.Abs(x - cell); d > change {
				change = d
			}
			next[i] = x
		}
	}
	b.cells, b.next = b.next, b.cells
	return change
}

// inner returns the cells without the border, row by row.
func (b *tile) inner() []float64 {
	w := b.size + 2
	cells := make([]float64, 0, b.size*b.size)
	for row := 1; row <= b.size; row++ {
		cells = append(cells, b.cells[row*w+1:row*w+1+b.size]...)
	}
	return cells
}
