package main

import (
	"math"
	"slices"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// sequential simulates the same world in one piece, and returns the atoms and the
// energies.
func (w world) sequential() (atoms []Atom, energies []float64) {
	for n := range w.cells * w.cells * w.cells {
		atoms = append(atoms, w.fill(chare.Ix(n/w.cells/w.cells, n/w.cells%w.cells, n%w.cells))...)
	}
	for step := range w.steps + 1 {
		places := make([]vec, len(atoms))
		for i := range atoms {
			if step > 0 {
				atoms[i].move()
			}
			atoms[i].At = w.inside(atoms[i].At)
			places[i] = atoms[i].At
		}
		forces := w.within(places)
		energy := forces[3*len(atoms)]
		for i := range atoms {
			if force := vec(forces[3*i:]); step == 0 {
				atoms[i].force = force
			} else {
				atoms[i].kick(force)
			}
			energy += atoms[i].kinetic()
		}
		energies = append(energies, energy)
	}
	slices.SortFunc(atoms, byID)
	return atoms, energies
}

// near is how far a number may be from that of the sequential run, relatively:
// forces are added up in another order.
const near = 1e-9

// agrees returns a program that compares energies and atoms with those of a
// sequential run.
func (w world) agrees(t *testing.T) func(*chare.Task) {
	wantAtoms, want := w.sequential()
	return func(task *chare.Task) {
		cells, energies := w.simulate(task)
		if len(energies) != len(want) {
			t.Fatalf("%+v: %d energies, want %d", w, len(energies), len(want))
		}
		for step, e := range energies {
			if math.Abs(e-want[step]) > near*math.Abs(want[step]) {
				t.Errorf("%+v: the energy in step %d is %v, want %v", w, step, e, want[step])
			}
		}
		var atoms []Atom
		away := 0
		for n, list := range cells.Ret().Atoms().Get(task) {
			atoms = append(atoms, list...)
			for _, a := range list {
				if int(a.ID>>32) != n {
					away++
				}
			}
		}
		if away == 0 {
			t.Errorf("%+v: no atom has left its cell: nothing is known of that", w)
		}
		slices.SortFunc(atoms, byID)
		if len(atoms) != len(wantAtoms) {
			t.Fatalf("%+v: there are %d atoms, want %d", w, len(atoms), len(wantAtoms))
		}
		for i, a := range atoms {
			for axis, x := range w.inside(a.At) {
				if a.ID != wantAtoms[i].ID || math.Abs(x-wantAtoms[i].At[axis]) > near*w.side() {
					t.Fatalf("%+v: atom %d is %+v, want %+v", w, i, a, wantAtoms[i])
				}
			}
		}
		task.Exit(0)
	}
}

func TestAgreesWithASequentialRun(t *testing.T) {
	for pes, w := range map[int]world{
		1: {cells: 3, atoms: 3, steps: 20},
		2: {cells: 3, atoms: 2, steps: 20},
		3: {cells: 4, atoms: 1, steps: 20},
		5: {cells: 3, atoms: 1, steps: 20},
	} {
		charetest.Run(t, pes, w.agrees(t))
	}
}

func TestUnderSeeds(t *testing.T) {
	charetest.Simulate(t, 3, 10, world{cells: 3, atoms: 1, steps: 11}.agrees(t))
}

func TestEnergyIsConserved(t *testing.T) {
	w := world{cells: 3, atoms: 3, steps: 100}
	after, energies := w.sequential()
	for step, e := range energies {
		if math.Abs(e-energies[0]) > 1e-3*math.Abs(energies[0]) {
			t.Fatalf("the energy is %v in step %d, and was %v", e, step, energies[0])
		}
	}
	before, _ := world{cells: 3, atoms: 3}.sequential()
	if was, is := kinetic(before), kinetic(after); math.Abs(was-is) < 0.02*was {
		t.Errorf("the energy of motion was %v and is %v: nothing happened", was, is)
	}
}

func kinetic(atoms []Atom) (sum float64) {
	for i := range atoms {
		sum += atoms[i].kinetic()
	}
	return sum
}

func TestTheForceIsTheSlopeOfTheEnergy(t *testing.T) {
	for _, r := range []float64{0.95, 1.2, 2, 3.9, cutoff - 1e-5} {
		const h = 1e-6
		strength, _ := law(r * r)
		_, less := law((r - h) * (r - h))
		_, more := law((r + h) * (r + h))
		if got, want := strength*r, -(more-less)/(2*h); math.Abs(got-want) > 1e-5*max(1, math.Abs(want)) {
			t.Errorf("at %v the force apart is %v, the energy falls by %v", r, got, want)
		}
	}
	if _, energy := law(cutoff * cutoff); math.Abs(energy) > 1e-12 {
		t.Errorf("the energy at the cutoff is %v", energy)
	}
}
