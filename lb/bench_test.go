package lb

import (
	"math/rand/v2"
	"testing"
)

// large returns loads of that many objects, each PE with as many.
func large(objects, pes int) *Stats {
	random := rand.New(rand.NewPCG(1, 1))
	s := &Stats{PEs: make([]PE, pes), Objects: make([]Object, objects)}
	for p := range s.PEs {
		s.PEs[p].Available = true
	}
	for i := range s.Objects {
		s.Objects[i] = Object{ID: uint64(i), PE: int32(i * pes / objects), Load: random.ExpFloat64(), Migratable: true}
	}
	return s
}

func BenchmarkBalance(b *testing.B) {
	s := large(100_000, 10_000)
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) {
			strategy, err := New(name)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				Step(strategy, s, 1, DefaultThreshold)
			}
		})
	}
}
