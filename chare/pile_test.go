package chare

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Messages added to a pile and taken from any place are those of a slice.
func TestPileIsASliceOfMessages(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 0))
		var p pile[int, Void]
		var want []int
		number := 0
		for range 100 {
			for range random.IntN(8 + int(seed)%12) {
				m := parked[int, Void]{args: number}
				if random.IntN(8) == 0 {
					m = parked[int, Void]{call: &call[int, Void]{args: number}}
				}
				p.add(m)
				want = append(want, number)
				number++
			}
			for range random.IntN(12) {
				if len(want) == 0 {
					break
				}
				i := 0
				if random.IntN(3) == 0 {
					i = random.IntN(len(want))
				}
				m := p.take(i)
				got := m.args
				if m.call != nil {
					got = m.call.args
				}
				if got != want[i] {
					t.Fatalf("seed %d: took %d from place %d, want %d", seed, got, i, want[i])
				}
				want = slices.Delete(want, i, i+1)
			}
			var got []int
			for i := range p.waiting() {
				got = append(got, *p.arguments(i))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d: %v wait, want %v", seed, got, want)
			}
		}
	}
}

// A pile through which many messages pass, while few wait, stays small.
func TestPileDoesNotGrowWithWhatPassesThroughIt(t *testing.T) {
	var p pile[int, Void]
	for i := range 3 {
		p.add(parked[int, Void]{args: i})
	}
	for i := range 100_000 {
		p.add(parked[int, Void]{args: 3 + i})
		if got := p.take(0).args; got != i {
			t.Fatalf("took %d, want %d", got, i)
		}
	}
	if c := cap(p.args); c > 16 {
		t.Errorf("space for %d messages, of which 3 wait", c)
	}
}
