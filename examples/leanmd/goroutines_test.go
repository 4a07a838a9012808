package main

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/charm4go/charm/chare"
)

// places are the atoms of a cell, on their way to where forces are calculated;
// the forces on them go back.
type places struct {
	at     []vec
	forces chan<- []float64
}

// simulateByGoroutines does what simulate does, with a goroutine for each cell
// and for each two neighbouring ones, and channels between them.
func (w world) simulateByGoroutines() (energies []float64) {
	n := w.cells
	var cells []chare.Index
	for i := range n * n * n {
		cells = append(cells, chare.Ix(i/n/n, i/n%n, i%n))
	}
	pairs := map[chare.Index][2]chan places{}
	entering := map[chare.Index]chan []Atom{}
	for _, at := range cells {
		entering[at] = make(chan []Atom, 26)
		for _, other := range append(w.neighbours(at), at) {
			if at.Compare(other) <= 0 {
				pairs[pairIndex(at, other)] = [2]chan places{make(chan places, 1), make(chan places, 1)}
			}
		}
	}
	for index, feel := range pairs {
		within := index.At(0) == index.At(3) && index.At(1) == index.At(4) && index.At(2) == index.At(5)
		go func() {
			for range w.steps + 1 {
				first := <-feel[0]
				if within {
					first.forces <- w.within(first.at)
					continue
				}
				second := <-feel[1]
				onFirst, onSecond := w.between(first.at, second.at)
				first.forces <- onFirst
				second.forces <- onSecond
			}
		}()
	}
	energies = make([]float64, w.steps+1)
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, at := range cells {
		all.Go(func() {
			atoms, around := w.fill(at), w.neighbours(at)
			forces := make(chan []float64, 27)
			for step := range w.steps + 1 {
				if step > 0 {
					for i := range atoms {
						atoms[i].move()
					}
					if step%exchangeEvery == 0 {
						stay, leave := w.leaving(at, atoms)
						for _, to := range around {
							entering[to] <- leave[to]
						}
						atoms = stay
						for range around {
							atoms = append(atoms, <-entering[at]...)
						}
						slices.SortFunc(atoms, byID)
					}
				}
				here := make([]vec, len(atoms))
				for i := range atoms {
					here[i] = atoms[i].At
				}
				for _, other := range append(around, at) {
					n := 0
					if at.Compare(other) > 0 {
						n = 1
					}
					pairs[pairIndex(at, other)][n] <- places{here, forces}
				}
				sum := make([]float64, 3*len(atoms)+1)
				for range len(around) + 1 {
					for i, f := range <-forces {
						sum[i] += f
					}
				}
				energy := feel(atoms, sum, step == 0)
				mu.Lock()
				energies[step] += energy
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return energies
}

// BenchmarkGoroutines does what the program does, with the same words behind the
// flags, and prints the same result.
func BenchmarkGoroutines(b *testing.B) {
	w, err := parse(flag.Args())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		energies := w.simulateByGoroutines()
		fmt.Printf("energy %.6f at first, %.6f at last\n", energies[0], energies[w.steps])
	}
}

// BenchmarkInnerLoop calculates the forces between two dense cells.
func BenchmarkInnerLoop(b *testing.B) {
	w := world{cells: 3, atoms: 4}
	var at [2][]vec
	for i := range at {
		for _, a := range w.fill(chare.Ix(0, 0, i)) {
			at[i] = append(at[i], a.At)
		}
	}
	for b.Loop() {
		w.between(at[0], at[1])
	}
}

func TestGoroutinesAgree(t *testing.T) {
	w := world{cells: 3, atoms: 2, steps: 20}
	_, want := w.sequential()
	for step, e := range w.simulateByGoroutines() {
		if math.Abs(e-want[step]) > near*math.Abs(want[step]) {
			t.Errorf("the energy in step %d is %v, want %v", step, e, want[step])
		}
	}
}
