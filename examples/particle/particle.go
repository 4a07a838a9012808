// Particle lets particles wander through a box that has no walls: what leaves on
// one side comes back on the other.
//
// The box is cut into cells, one chare each. In every iteration each particle is
// kicked about, and those that leave their cell are sent to the next one by a
// channel. At first all particles are in the middle of the box, so a few cells
// have all the work, and which ones changes as the particles spread. That is what
// load balancing is for: every 20 iterations the cells are ready for it.
//
//	go run ./cmd/charmrun +p4 ./examples/particle [columns rows [particles [left]]]
//
// for so many cells, and so many particles in each cell of the middle, or of the
// middle of the left half: then half of the PEs have nothing to do at first.
package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

const (
	iterations   = 100
	reportEvery  = 10
	balanceEvery = 20

	side  = 100.0 // of the box
	kicks = 64    // that a particle gets in an iteration
	// reach is how far a particle gets in an iteration, usually, as a part of the
	// size of a cell. All kicks in one direction take it 8 times as far, which is
	// less than a cell.
	reach = 0.1
)

// A Particle is somewhere in the box.
type Particle struct {
	ID   uint64
	X, Y float64
}

// A box is cut into cells.
type box struct {
	columns, rows int
	most          int  // particles in a cell at first
	left          bool // where they are at first
}

// width and height are the size of a cell.
func (b box) width() float64  { return side / float64(b.columns) }
func (b box) height() float64 { return side / float64(b.rows) }

// cellAt returns the column and the row of the cell that a place is in.
func (b box) cellAt(p Particle) (column, row int) {
	return min(int(p.X/b.width()), b.columns-1), min(int(p.Y/b.height()), b.rows-1)
}

// fill returns the particles that are in a cell at first: all if it is near the
// middle of the box, or of its left half, else none.
func (b box) fill(column, row int) (particles []Particle) {
	left, low := float64(column)*b.width(), float64(row)*b.height()
	middle := side / 2
	if b.left {
		middle /= 2
	}
	if math.Hypot(left+b.width()/2-middle, low+b.height()/2-side/2) > side/5 {
		return nil
	}
	first := uint64((column*b.rows + row) * b.most)
	for id := first; id < first+uint64(b.most); id++ {
		particles = append(particles, Particle{id, left + b.width()*part(id, 0), low + b.height()*part(id, 1)})
	}
	return particles
}

// part returns a number from 0 to below 1 that looks as if it had nothing to do
// with the two it is made of. So a particle goes the same way wherever it is
// calculated.
func part(id, n uint64) float64 {
	x := (id+1)*0x9e3779b97f4a7c15 + (n+1)*0xd1b54a32d192ed03
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return float64((x^x>>31)>>11) / (1 << 53)
}

// wander moves a particle as in an iteration.
func (b box) wander(p Particle, iteration int) Particle {
	kick := 2 * reach / math.Sqrt(kicks)
	var dx, dy float64
	for n := range uint64(kicks) {
		n += uint64(iteration+1) * kicks
		dx += part(p.ID, 2*n) - 0.5
		dy += part(p.ID, 2*n+1) - 0.5
	}
	p.X = within(p.X + kick*dx*b.width())
	p.Y = within(p.Y + kick*dy*b.height())
	return p
}

// within returns where a coordinate is in the box.
func within(x float64) float64 {
	switch {
	case x < 0:
		return x + side
	case x >= side:
		return x - side
	}
	return x
}

// A place is where a cell is in the grid.
type place struct{ column, row int }

// around returns the cells next to one. Few cells meet on several sides.
func (b box) around(here place) (list []place) {
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			at := place{(here.column + dx + b.columns) % b.columns, (here.row + dy + b.rows) % b.rows}
			if at != here && !slices.Contains(list, at) {
				list = append(list, at)
			}
		}
	}
	return list
}

// wanderAll moves the particles of a cell, and returns those that stay, in the
// same memory, and those that leave it.
func (b box) wanderAll(here place, particles []Particle, iteration int) (stay []Particle, leave map[place][]Particle) {
	stay, leave = particles[:0], map[place][]Particle{}
	for _, p := range particles {
		p = b.wander(p, iteration)
		var at place
		if at.column, at.row = b.cellAt(p); at == here {
			stay = append(stay, p)
		} else {
			leave[at] = append(leave[at], p)
		}
	}
	return stay, leave
}

// Cell is a part of the box.
type Cell struct {
	chare.Base
	box       box
	particles []Particle
	iteration int
	around    []place                      // the cells next to this one
	channels  []*chare.Channel[[]Particle] // to each of them
	done      chare.Target[int]
}

// Init makes a cell with what is in it at first.
func (c *Cell) Init(b box) {
	c.box = b
	c.particles = b.fill(c.Index().X(), c.Index().Y())
}

// place returns where the cell is.
func (c *Cell) place() place { return place{c.Index().X(), c.Index().Y()} }

// Run lets the particles wander through all iterations. Their number goes to done.
func (c *Cell) Run(t *chare.Task, done chare.Target[int]) {
	c.done = done
	c.around = c.box.around(c.place())
	for _, at := range c.around {
		c.channels = append(c.channels, chare.NewChannel[[]Particle](c, c.All().At(at.column, at.row)))
	}
	c.wander(t)
}

// wander goes on until the cells are to be balanced, or all is done.
func (c *Cell) wander(t *chare.Task) {
	for c.iteration < iterations {
		c.step(t)
		c.iteration++
		if c.iteration%reportEvery == 0 {
			chare.Reduce(c, len(c.particles), reduce.Max, c.All().At(0, 0).To().Report())
		}
		if c.iteration%balanceEvery == 0 && c.iteration < iterations {
			c.AtSync() // and then ResumeFromSync
			return
		}
	}
	chare.Reduce(c, len(c.particles), reduce.Sum, c.done)
}

// ResumeFromSync goes on after balancing, maybe on another PE.
func (c *Cell) ResumeFromSync(t *chare.Task) { c.wander(t) }

// step is one iteration.
func (c *Cell) step(t *chare.Task) {
	var leave map[place][]Particle
	c.particles, leave = c.box.wanderAll(c.place(), c.particles, c.iteration)
	for n, ch := range c.channels {
		ch.Send(leave[c.around[n]])
	}
	for _, ch := range chare.Ready(t, c.channels...) {
		c.particles = append(c.particles, ch.Recv(t)...)
	}
}

// Report prints how many particles are in the fullest cell.
func (c *Cell) Report(most int) { fmt.Println("at most", most, "particles in a cell") }

// Particles returns what is in the cell.
func (c *Cell) Particles() []Particle { return c.particles }

// simulate makes the cells, lets their particles wander, and returns their
// number before and after.
func (b box) simulate(t *chare.Task) (cells CellProxies, before, after int) {
	for column := range b.columns {
		for row := range b.rows {
			before += len(b.fill(column, row))
		}
	}
	cells = NewCellArray(t, chare.Dims(b.columns, b.rows), b, chare.UseAtSync())
	done := chare.NewFuture[int](t)
	cells.Run(done.Target())
	return cells, before, done.Get(t)
}

func run(t *chare.Task) {
	b, err := parse(t.Args())
	if err != nil {
		t.Abort(err.Error())
	}
	start := time.Now()
	_, before, after := b.simulate(t)
	fmt.Printf("%d x %d cells, %d iterations, %d PEs, %.3f s\n", b.columns, b.rows, iterations, t.NumPEs(), time.Since(start).Seconds())
	fmt.Printf("particles before: %d, after: %d\n", before, after)
	if before != after {
		t.Abort("particles were lost or made")
	}
	t.Exit(0)
}

// parse reads the box from the command line.
func parse(args []string) (b box, err error) {
	b = box{columns: 8, rows: 4, most: 2500}
	numbers := []*int{&b.columns, &b.rows, &b.most}
	if len(args) == len(numbers)+1 && args[len(numbers)] == "left" {
		b.left = true
		args = args[:len(numbers)]
	}
	if len(args) > len(numbers) {
		return b, fmt.Errorf("want at most the numbers of columns, of rows, and of particles in a cell, and left, not %q", args)
	}
	for i, word := range args {
		if *numbers[i], err = strconv.Atoi(word); err != nil || *numbers[i] < 1 {
			return b, fmt.Errorf("%q is not a number of at least 1", word)
		}
	}
	return b, nil
}

func main() { chare.Main(run) }
