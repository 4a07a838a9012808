package reduce

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"testing"
)

// point is an index of two dimensions.
type point struct{ X, Y int }

func (p point) Compare(q point) int {
	return cmp.Or(cmp.Compare(p.X, q.X), cmp.Compare(p.Y, q.Y))
}

func TestGatherReturnsValuesInTheOrderOfTheirKeys(t *testing.T) {
	for seed := range uint64(50) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		job := newJob[Keyed[point, string]](rnd)
		var want []string
		for i := range job.values {
			key := point{i / 3, i % 3}
			want = append(want, string(rune('a'+i)))
			job.values[i] = Keyed[point, string]{key, want[i]}
		}
		rnd.Shuffle(len(job.pe), func(i, j int) {
			job.values[i], job.values[j] = job.values[j], job.values[i]
		})
		if got := run(t, job, rnd, Gather[point, string]); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: got %q, want %q", seed, got, want)
		}
	}
}

func TestGatherKeepsTheOrderOfPositionsWhereKeysAreEqual(t *testing.T) {
	round := Gather[point, int]().NewRound(nil, 3, 0)
	for _, position := range []int{2, 0, 1} {
		if err := round.Add(position, Keyed[point, int]{point{1, 1}, position}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := round.Result(), []int{0, 1, 2}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestGatherCopiesWhatAChareMayChange(t *testing.T) {
	v := []int{1, 2}
	round := Gather[point, []int]().NewRound(nil, 1, 0)
	if err := round.Add(0, Keyed[point, []int]{Value: v}); err != nil {
		t.Fatal(err)
	}
	v[0] = 9
	if got, want := round.Result(), [][]int{{1, 2}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
