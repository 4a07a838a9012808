package reduce

import (
	"math"
	"slices"
	"testing"
)

// Where the results of several PEs are combined, that of this PE is handed over at
// any time among those that arrive: to the same bits as if it had arrived, too.
func TestHandingOverGivesTheSameBits(t *testing.T) {
	const parts, length = 4, 3
	contribution := func(part int) []float64 {
		v := make([]float64, length)
		for i := range v {
			v[i] = math.Pow(1.7, float64(part*7+i)) / 3
		}
		return v
	}
	encoded := func(part int) Partial {
		below := Sum[[]float64]().NewRound(nil, 1, 0)
		below.Add(0, contribution(part))
		return below
	}
	whole := Sum[[]float64]().NewRound(nil, 0, parts)
	for part := range parts {
		whole.AddChild(part, sent(encoded(part)))
	}
	want := whole.Result()
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}} {
		for own := range parts {
			for _, given := range []bool{false, true} {
				round, all := Sum[[]float64]().NewRound(nil, 1, 0), Sum[[]float64]().NewRound(nil, 0, parts)
				for range 3 { // in the memory of the round before
					v := contribution(own)
					for _, part := range order {
						if part != own {
							all.AddChild(part, sent(encoded(part)))
							continue
						}
						if given {
							round.AddGiven(0, v)
						} else {
							round.Add(0, v)
						}
						if done, err := round.HandOver(all, own); !done || err != nil {
							t.Fatal(done, err)
						}
						if !given {
							clear(v)
						}
					}
					got := all.Result()
					if !slices.Equal(got, want) {
						t.Errorf("order %v, own %d, given %v: got %v, want %v", order, own, given, got, want)
					}
					clear(got)
					round.Reset(1, 0)
					all.Reset(0, parts)
				}
			}
		}
	}
}

func TestAResultIsInTheMemoryThatWasGiven(t *testing.T) {
	for own := range 2 {
		memory := []int64{-1, 10, 20, -1}
		round, all, below := Sum[[]int64]().NewRound(nil, 1, 0), Sum[[]int64]().NewRound(nil, 0, 2), Sum[[]int64]().NewRound(nil, 1, 0)
		below.Add(0, []int64{1, 2})
		round.AddGiven(0, memory[1:3])
		if done, err := round.HandOver(all, own); !done || err != nil {
			t.Fatal(done, err)
		}
		all.AddChild(1-own, sent(below))
		result := append(all.Result(), 5)
		if want := []int64{-1, 11, 22, -1}; !slices.Equal(memory, want) || !slices.Equal(result, []int64{11, 22, 5}) {
			t.Errorf("as part %d: %v in the memory, want %v; the result with 5 behind it is %v", own, memory, want, result)
		}
	}
}

// What has not come to be the result serves the next round, but not what is behind it.
func TestARoundTakesNoMoreThanItWasGiven(t *testing.T) {
	memory := []int{1, 2, -1, -1}
	round := Sum[[]int]().NewRound(nil, 1, 0)
	round.AddGiven(0, memory[:2])
	sent(round)
	round.Reset(2, 0)
	round.Add(0, []int{3, 4, 5, 6})
	if memory[2] != -1 || memory[3] != -1 {
		t.Errorf("%v behind what was given", memory[2:])
	}
}

// A custom reducer's values may be others once they have travelled, so all PEs
// combine those.
func TestOnlyPlainPartialsAreHandedOver(t *testing.T) {
	type pair struct {
		A int
		B int `charm:"-"`
	}
	custom := Func("pairs that are handed over", func(a, b pair) pair { return pair{a.A + b.A, a.B + b.B} })
	round, all := custom().NewRound(nil, 1, 0), custom().NewRound(nil, 0, 1)
	round.Add(0, pair{1, 2})
	if done, err := round.HandOver(all, 0); done || err != nil {
		t.Errorf("HandOver returned %v, %v, want false and no error", done, err)
	}
	if n := all.Missing(); n != 1 {
		t.Errorf("%d results are missing, want 1", n)
	}
}

func TestHandingOverAnotherLengthIsAnError(t *testing.T) {
	round, all, below := Sum[[]int]().NewRound(nil, 1, 0), Sum[[]int]().NewRound(nil, 0, 2), Sum[[]int]().NewRound(nil, 1, 0)
	below.Add(0, []int{1, 2})
	all.AddChild(1, sent(below))
	round.Add(0, []int{1})
	if done, err := round.HandOver(all, 0); done || err == nil {
		t.Errorf("HandOver returned %v, %v, want an error", done, err)
	}
}
