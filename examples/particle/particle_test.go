package main

import (
	"cmp"
	"slices"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// sequential lets all particles wander in one piece.
func (b box) sequential() (particles []Particle) {
	for column := range b.columns {
		for row := range b.rows {
			particles = append(particles, b.fill(column, row)...)
		}
	}
	for iteration := range iterations {
		for i, p := range particles {
			particles[i] = b.wander(p, iteration)
		}
	}
	return particles
}

func byID(p, q Particle) int { return cmp.Compare(p.ID, q.ID) }

// agrees returns a program that compares where each particle is in the end with
// the sequential solution.
func (b box) agrees(t *testing.T) func(*chare.Task) {
	want := b.sequential()
	slices.SortFunc(want, byID)
	return func(task *chare.Task) {
		cells, before, after := b.simulate(task)
		if before != len(want) || after != before {
			t.Errorf("%+v: %d particles before and %d after, want %d", b, before, after, len(want))
		}
		var got []Particle
		for n, particles := range cells.Ret().Particles().Get(task) {
			for _, p := range particles {
				if column, row := b.cellAt(p); column != n/b.rows || row != n%b.rows {
					t.Errorf("%+v: particle %+v is in cell %d,%d", b, p, n/b.rows, n%b.rows)
				}
			}
			got = append(got, particles...)
		}
		slices.SortFunc(got, byID)
		if !slices.Equal(got, want) {
			t.Errorf("%+v: the particles are not where they should be", b)
		}
		task.Exit(0)
	}
}

func TestEachParticleGoesItsWay(t *testing.T) {
	for pes, b := range map[int]box{
		1: {columns: 4, rows: 4, most: 50},
		2: {columns: 8, rows: 4, most: 100},
		3: {columns: 3, rows: 5, most: 80},
		4: {columns: 2, rows: 3, most: 60},
		5: {columns: 1, rows: 5, most: 60},
		8: {columns: 1, rows: 1, most: 40},
	} {
		charetest.Run(t, pes, b.agrees(t))
	}
}

func TestUnderSeeds(t *testing.T) {
	charetest.Simulate(t, 3, 50, box{columns: 4, rows: 3, most: 5}.agrees(t))
}

func TestParticlesSpread(t *testing.T) {
	b := box{columns: 8, rows: 4, most: 500}
	counts := map[place]int{}
	for _, p := range b.sequential() {
		var at place
		at.column, at.row = b.cellAt(p)
		counts[at]++
	}
	if len(counts) < 12 {
		t.Errorf("particles are in %d cells, want more than the 4 they began in: %v", len(counts), counts)
	}
}
