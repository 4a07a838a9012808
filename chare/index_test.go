package chare

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestIndexHasItsCoordinates(t *testing.T) {
	i := Ix(7, -2, 1<<31-1)
	if i.Dims() != 3 || i.X() != 7 || i.Y() != -2 || i.Z() != 1<<31-1 || i.At(2) != 1<<31-1 {
		t.Errorf("index %v", i)
	}
	if got := i.String(); got != "7,-2,2147483647" {
		t.Errorf("String is %q", got)
	}
	if one := Ix(3); one.Y() != 0 || one.Z() != 0 || one.String() != "3" {
		t.Errorf("index of one dimension: %v, %d, %d", one, one.Y(), one.Z())
	}
	if Ix(1) == Ix(1, 0) {
		t.Error("indices of different dimensions are equal")
	}
	if got := (Index{}).String(); got != "" {
		t.Errorf("the zero Index is %q", got)
	}
}

func TestIndicesAreOrderedByTheirCoordinates(t *testing.T) {
	want := []Index{Ix(-1, 5), Ix(0, -3), Ix(0), Ix(0, 0), Ix(0, 0, 1), Ix(0, 7), Ix(1)}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, Index.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for i, a := range want {
		for j, b := range want {
			if c := a.Compare(b); (c < 0) != (i < j) || (c == 0) != (i == j) {
				t.Errorf("(%v).Compare(%v) is %d", a, b, c)
			}
		}
	}
}

func TestSlotsCountRowByRow(t *testing.T) {
	for _, s := range []Shape{Dims(0), Dims(1), Dims(7), Dims(3, 4), Dims(2, 3, 4), Dims(2, 1, 3, 1, 2, 2), Dims(3, 0, 2)} {
		seen := 0
		for slot := range s.size() {
			i := s.index(slot)
			back, ok := s.slot(i)
			if !ok || back != slot {
				t.Errorf("shape %v: slot %d is index %v is slot %d, %v", s, slot, i, back, ok)
			}
			if slot > 0 && s.index(slot-1).Compare(i) >= 0 {
				t.Errorf("shape %v: index %v does not come after %v", s, i, s.index(slot-1))
			}
			seen++
		}
		if seen != s.size() {
			t.Errorf("shape %v: %d slots, want %d", s, seen, s.size())
		}
	}
	s := Dims(3, 4)
	for _, i := range []Index{Ix(3, 0), Ix(0, 4), Ix(-1, 0), Ix(0, -1), Ix(0), Ix(0, 0, 0), {}} {
		if slot, ok := s.slot(i); ok {
			t.Errorf("shape %v has index %v, at %d", s, i, slot)
		}
	}
}

func TestBlocksAreWhatTheBlockMapSays(t *testing.T) {
	for pes := 1; pes <= 9; pes++ {
		for n := range 40 {
			next := 0
			for pe := range pes {
				first, end := blockOf(pe, n, pes)
				if first != next || end-first < n/pes || end-first > n/pes+1 {
					t.Errorf("%d elements on %d PEs: PE %d has [%d, %d) after %d", n, pes, pe, first, end, next)
				}
				for slot := first; slot < end; slot++ {
					if got := blockPE(slot, n, pes); got != pe {
						t.Errorf("%d elements on %d PEs: element %d is on PE %d, want %d", n, pes, slot, got, pe)
					}
				}
				next = end
			}
			if next != n {
				t.Errorf("%d elements on %d PEs: the blocks have %d", n, pes, next)
			}
		}
	}
}
