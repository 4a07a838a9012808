package reduce

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/charm4go/charm/tree"
	"github.com/charm4go/charm/wire"
)

// A job is chares on PEs that contribute one value each.
type job[V any] struct {
	values []V
	pe     []int // of each chare
	numPEs int
	root   int
	tree   tree.Tree
}

func newJob[V any](rnd *rand.Rand) *job[V] {
	j := &job[V]{values: make([]V, 1+rnd.IntN(12)), numPEs: 1 + rnd.IntN(8)}
	for range j.values {
		j.pe = append(j.pe, rnd.IntN(j.numPEs))
	}
	j.root = rnd.IntN(j.numPEs)
	j.tree = tree.Of(j.root, j.numPEs, 1+rnd.IntN(3))
	return j
}

// chares returns the chares on a PE; their positions are those in the result.
func (j *job[V]) chares(pe int) (chares []int) {
	for i := range j.values {
		if j.pe[i] == pe {
			chares = append(chares, i)
		}
	}
	return chares
}

// run reduces the values with a Round or Relay on each PE. What can happen
// next happens in an order that rnd decides.
func run[V, R any](t *testing.T, j *job[V], rnd *rand.Rand, r Reducer[V, R]) (result R) {
	t.Helper()
	partials := make([]Partial, j.numPEs)
	rounds := make([]Round[V, R], j.numPEs)
	var events []func() error // that can happen
	above := func(pe int) {
		parent := j.tree.At(pe).Parent
		child := slices.Index(j.tree.At(max(parent, 0)).Children, int32(pe))
		events = append(events, func() error {
			var e wire.Encoder
			partials[pe].Encode(&e)
			var d wire.Decoder
			d.Reset(e.Bytes(), nil)
			defer clear(e.Bytes()) // a Partial must not keep the bytes
			return partials[parent].AddChild(child, &d)
		})
	}
	sent := make([]bool, j.numPEs)
	for pe := range j.numPEs {
		chares, children := j.chares(pe), len(j.tree.At(pe).Children)
		if len(chares) == 0 && pe != j.root {
			partials[pe] = NewRelay(r().Name(), children)
			continue
		}
		rounds[pe] = r().NewRound(nil, len(chares), children)
		partials[pe] = rounds[pe]
		for position, i := range chares {
			events = append(events, func() error { return rounds[pe].Add(position, j.values[i]) })
		}
	}
	for {
		for pe := range j.numPEs {
			if pe != j.root && !sent[pe] && partials[pe].Missing() == 0 {
				sent[pe] = true
				above(pe)
			}
		}
		if len(events) == 0 {
			return rounds[j.root].Result()
		}
		i := rnd.IntN(len(events))
		if err := events[i](); err != nil {
			t.Fatal(err)
		}
		events = slices.Delete(events, i, i+1)
	}
}

// fold combines the values as run should: each PE's own in order and then the
// children's; what PEs without chares pass on is combined first.
func (j *job[V]) fold(combine func(a, b V) V) V {
	combined := func(all []V) V {
		acc := all[0]
		for _, v := range all[1:] {
			acc = combine(acc, v)
		}
		return acc
	}
	var list func(pe int) []V
	list = func(pe int) (all []V) {
		for _, i := range j.chares(pe) {
			all = append(all, j.values[i])
		}
		relays := len(all) == 0 && pe != j.root
		for _, child := range j.tree.At(pe).Children {
			below := list(int(child))
			if len(below) > 0 && !relays {
				below = []V{combined(below)}
			}
			all = append(all, below...)
		}
		if len(all) > 0 && !relays {
			all = []V{combined(all)}
		}
		return all
	}
	return list(j.root)[0]
}
