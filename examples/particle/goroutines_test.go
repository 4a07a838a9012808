package main

import (
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// simulateByGoroutines does what simulate does, with a goroutine for each cell
// and channels between them.
func (b box) simulateByGoroutines() (particles []Particle) {
	type way struct{ from, to place }
	ways := map[way]chan []Particle{}
	around := map[place][]place{}
	cells := map[place][]Particle{}
	for column := range b.columns {
		for row := range b.rows {
			here := place{column, row}
			cells[here] = b.fill(column, row)
			around[here] = b.around(here)
			for _, at := range around[here] {
				ways[way{here, at}] = make(chan []Particle, 1) // a neighbour may be ahead by one
			}
		}
	}
	var (
		all sync.WaitGroup
		mu  sync.Mutex
	)
	for here, mine := range cells {
		all.Go(func() {
			for iteration := range iterations {
				var leave map[place][]Particle
				mine, leave = b.wanderAll(here, mine, iteration)
				for _, at := range around[here] {
					ways[way{here, at}] <- leave[at]
				}
				for _, at := range around[here] {
					mine = append(mine, <-ways[way{at, here}]...)
				}
			}
			mu.Lock()
			particles = append(particles, mine...)
			mu.Unlock()
		})
	}
	all.Wait()
	return particles
}

// BenchmarkGoroutines does what the program does, with the same words behind the
// flags, and prints the same result.
func BenchmarkGoroutines(b *testing.B) {
	box, err := parse(flag.Args())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		fmt.Printf("after: %d\n", len(box.simulateByGoroutines()))
	}
}

func TestGoroutinesAgree(t *testing.T) {
	for _, b := range []box{{columns: 4, rows: 4, most: 50}, {columns: 2, rows: 3, most: 60}, {columns: 1, rows: 1, most: 40}} {
		got, want := b.simulateByGoroutines(), b.sequential()
		slices.SortFunc(got, byID)
		slices.SortFunc(want, byID)
		if !slices.Equal(got, want) {
			t.Errorf("%+v: the particles are not where they should be", b)
		}
	}
}
