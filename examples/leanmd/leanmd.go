// Leanmd simulates atoms that repel each other when they are near and attract
// each other when they are not (a Lennard-Jones fluid).
//
// Space is cut into cells, somewhat larger than atoms can feel. Each cell is a
// chare of an array of three dimensions. Each two neighbouring cells have a
// chare that calculates the forces between their atoms, in a sparse array of six
// dimensions: the indices of both. A cell sends the places of its atoms to the
// section of those 27 that need them, and gets the sum of the forces back by a
// reduction over the section.
//
// Half of space is dense, so half of the work is in some of the chares: load
// balancing spreads it.
//
//	go run ./cmd/charmrun +p4 ./examples/leanmd [cells [atoms [steps [near]]]]
//
// for so many cells along an axis, and so many atoms along an axis of a cell
// where it is dense. The chares for the forces are anywhere at first; with near
// they are where one of their cells is: less to send, but uneven.
package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// exchangeEvery is how often atoms that have left their cell go to the next one.
// Until then they get no farther than a cell is larger than the cutoff.
const exchangeEvery = 10

// balanceEvery is how often the chares are ready for load balancing, in steps.
const balanceEvery = 20

// balances reports whether that is the case after so many steps.
func (w world) balances(steps int) bool { return steps%balanceEvery == 0 && steps <= w.steps }

// Cell is a part of space with its atoms.
type Cell struct {
	chare.Base
	world    world
	atoms    []Atom         // by their IDs
	computes ComputeProxies // those that need its atoms

	step   int
	forces []float64 // of this step, once they have come

	incoming []Atom // from neighbours, for the next exchange
	arrived  int    // neighbours that they came from

	energies []float64               // of all atoms in each step: kept by the first cell
	done     chare.Target[[]float64] // where they go
}

// Init makes a cell with what is in it at first.
func (c *Cell) Init(w world) {
	c.world = w
	c.atoms = w.fill(c.Index())
}

// neighbours returns the cells around one.
func (w world) neighbours(i chare.Index) (around []chare.Index) {
	n := w.cells
	for d := range 27 {
		if at := chare.Ix((i.X()+d/9+n-1)%n, (i.Y()+d/3%3+n-1)%n, (i.Z()+d%3+n-1)%n); at != i {
			around = append(around, at)
		}
	}
	return around
}

// pairIndex returns the index of what calculates the forces between two cells, or
// within one.
func pairIndex(a, b chare.Index) chare.Index {
	if a.Compare(b) > 0 {
		a, b = b, a
	}
	return chare.Ix(a.X(), a.Y(), a.Z(), b.X(), b.Y(), b.Z())
}

// Populate makes the chares for the forces within this cell, and between it and
// those neighbours that come behind it.
func (c *Cell) Populate(computes ComputeProxies) {
	var where []chare.Option
	if c.world.near {
		where = append(where, chare.OnPE(c.PE()))
	}
	for _, at := range append(c.world.neighbours(c.Index()), c.Index()) {
		if c.Index().Compare(at) <= 0 {
			computes.Insert(pairIndex(c.Index(), at), c.world, c.All(), where...)
		}
	}
}

// Join makes the section of those that need this cell's atoms.
func (c *Cell) Join(t *chare.Task, computes ComputeProxies) {
	var indices []chare.Index
	for _, at := range append(c.world.neighbours(c.Index()), c.Index()) {
		indices = append(indices, pairIndex(c.Index(), at))
	}
	c.computes = computes.Pick(t, indices)
}

// Run does all steps. The energy of all atoms at first and after each step goes
// to done.
func (c *Cell) Run(t *chare.Task, done chare.Target[[]float64]) {
	c.done = done
	c.advance(t)
}

// advance goes on until the chares are to be balanced, or all is done.
func (c *Cell) advance(t *chare.Task) {
	for c.step <= c.world.steps {
		if c.step > 0 {
			for i := range c.atoms {
				c.atoms[i].move()
			}
			if c.step%exchangeEvery == 0 {
				c.exchange(t)
			}
		}
		c.feel(t)
		if c.step++; c.world.balances(c.step) {
			c.AtSync() // and then ResumeFromSync
			return
		}
	}
}

// ResumeFromSync goes on after balancing, maybe on another PE.
func (c *Cell) ResumeFromSync(t *chare.Task) { c.advance(t) }

// feel gets the forces on the atoms, and completes the step.
func (c *Cell) feel(t *chare.Task) {
	places := make([]vec, len(c.atoms))
	for i := range c.atoms {
		places[i] = c.atoms[i].At
	}
	c.computes.Feel(c.Index(), c.computes, places)
	t.Until(func() bool { return c.forces != nil })
	energy := feel(c.atoms, c.forces, c.step == 0)
	c.forces = nil
	chare.Reduce(c, energy, reduce.Sum, c.All().At(0, 0, 0).To().Energy())
}

// Forces takes the forces on the atoms, coordinate by coordinate, and behind them
// energy: that of the forces, each counted by one cell only.
func (c *Cell) Forces(forces []float64) { c.forces = forces }

// Energy takes the energy of all atoms in a step.
func (c *Cell) Energy(energy float64) {
	c.energies = append(c.energies, energy)
	if len(c.energies) == c.world.steps+1 {
		c.done.Send(c.energies)
	}
}

// exchange sends atoms that have left this cell to the neighbours, and waits for
// those that come.
func (c *Cell) exchange(t *chare.Task) {
	stay, leave := c.world.leaving(c.Index(), c.atoms)
	around := c.world.neighbours(c.Index())
	for _, at := range around {
		c.All().At(at.X(), at.Y(), at.Z()).Enter(leave[at])
		delete(leave, at)
	}
	for at := range leave {
		c.Abort(fmt.Sprintf("an atom has come from cell %v to %v at once: the steps are too long", c.Index(), at))
	}
	t.Until(func() bool { return c.arrived == len(around) })
	c.atoms = append(stay, c.incoming...)
	c.incoming, c.arrived = nil, 0
	slices.SortFunc(c.atoms, byID)
}

// Enter takes the atoms that come from a neighbour. It may be ahead of this cell.
func (c *Cell) Enter(atoms []Atom) {
	c.incoming = append(c.incoming, atoms...)
	c.arrived++
}

func byID(a, b Atom) int { return cmp.Compare(a.ID, b.ID) }

// Atoms returns the cell's atoms.
func (c *Cell) Atoms() []Atom { return c.atoms }

// Compute calculates the forces between the atoms of two cells, or of one.
type Compute struct {
	chare.Base
	world  world
	cells  CellProxies
	places [2][]vec          // of the atoms of both cells in this step
	needed [2]ComputeProxies // the sections of both, once their places have come
	steps  int               // that are done
}

// Init makes a Compute for the two cells of its index.
func (c *Compute) Init(w world, cells CellProxies) { c.world, c.cells = w, cells }

// cell returns the index of one of the two cells.
func (c *Compute) cell(n int) chare.Index {
	i := c.Index()
	return chare.Ix(i.At(3*n), i.At(3*n+1), i.At(3*n+2))
}

// Feel takes the places of the atoms of a cell, and the section of those that it
// has sent them to. When both cells have sent theirs, they get the forces.
func (c *Compute) Feel(from chare.Index, section ComputeProxies, places []vec) {
	n := 0
	if from != c.cell(0) {
		n = 1
	}
	c.places[n], c.needed[n] = places, section
	none := ComputeProxies{}
	switch {
	case c.cell(0) == c.cell(1):
		c.send(0, c.world.within(places))
	case c.needed[0] != none && c.needed[1] != none:
		first, second := c.world.between(c.places[0], c.places[1])
		c.send(0, first)
		c.send(1, second)
	default:
		return
	}
	if c.steps++; c.world.balances(c.steps) {
		c.AtSync()
	}
}

// ResumeFromSync has nothing to do: the cells go on.
func (c *Compute) ResumeFromSync() {}

// send contributes to the forces on a cell.
func (c *Compute) send(n int, forces []float64) {
	at := c.cell(n)
	chare.Reduce(c, forces, reduce.Sum, c.cells.At(at.X(), at.Y(), at.Z()).To().Forces(), chare.In(c.needed[n]))
	c.places[n], c.needed[n] = nil, ComputeProxies{}
}

// simulate makes the chares, lets them do the steps, and returns the energies.
func (w world) simulate(t *chare.Task) (cells CellProxies, energies []float64) {
	cells = NewCellArray(t, chare.Dims(w.cells, w.cells, w.cells), w, chare.UseAtSync())
	computes := NewComputeSparse(t, 6, chare.UseAtSync())
	cells.Await().Populate(computes).Get(t)
	computes.DoneInserting()
	cells.Await().Join(computes).Get(t)
	done := chare.NewFuture[[]float64](t)
	cells.Run(done.Target())
	return cells, done.Get(t)
}

func run(t *chare.Task) {
	w, err := parse(t.Args())
	if err != nil {
		t.Abort(err.Error())
	}
	start := time.Now()
	cells, energies := w.simulate(t)
	seconds := time.Since(start).Seconds()
	atoms := 0
	for _, list := range cells.Ret().Atoms().Get(t) {
		atoms += len(list)
	}
	first, last := energies[0], energies[w.steps]
	fmt.Printf("%[1]d x %[1]d x %[1]d cells, %d atoms, %d steps, %d PEs\n", w.cells, atoms, w.steps, t.NumPEs())
	fmt.Printf("energy %.6f at first, %.6f at last: changed by %.1e of it\n", first, last, math.Abs(last-first)/math.Abs(first))
	fmt.Printf("%.3f s, %.3f ms a step\n", seconds, 1000*seconds/float64(w.steps+1))
	t.Exit(0)
}

// parse reads the world from the command line.
func parse(args []string) (w world, err error) {
	w = world{cells: 4, atoms: 3, steps: 100}
	numbers := []*int{&w.cells, &w.atoms, &w.steps}
	if len(args) == len(numbers)+1 && args[len(numbers)] == "near" {
		w.near = true
		args = args[:len(numbers)]
	}
	least := []int{3, 1, 1}
	if len(args) > len(numbers) {
		return w, fmt.Errorf("want at most the numbers of cells and of atoms along an axis, and of steps, and near, not %q", args)
	}
	for i, word := range args {
		if *numbers[i], err = strconv.Atoi(word); err != nil || *numbers[i] < least[i] {
			return w, fmt.Errorf("%q is not a number of at least %d", word, least[i])
		}
	}
	if w.atoms > 4 {
		return w, fmt.Errorf("%d atoms along an axis of a cell are too dense, want at most 4", w.atoms)
	}
	return w, nil
}

func main() { chare.Main(run) }
