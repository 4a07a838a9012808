// Arrays makes more chares than there are PEs, and lets a token visit them.
//
//	go run ./examples/tutorial/arrays +p2
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

const rows, columns = 2, 3

// A Cell is an element of a 2-D array.
type Cell struct{ chare.Base }

// Visit passes on to the next cell, row by row.
func (c *Cell) Visit(visited int) {
	row, column := c.Index().X(), c.Index().Y()
	fmt.Printf("cell %d,%d on PE %d\n", row, column, c.PE())
	visited++
	if visited == rows*columns {
		c.Exit(0)
	}
	c.All().At(visited/columns, visited%columns).Visit(visited)
}

func run(t *chare.Task) {
	cells := NewCellArray(t, chare.Dims(rows, columns))
	cells.At(0, 0).Visit(0)
}

func main() { chare.Main(run) }
