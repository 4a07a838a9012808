package conformance

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
)

var placements = []Scenario{
	{Name: "single chares are dealt to the PEs in turn", Run: singlesInTurn},
	{Name: "OnPE puts a single chare on a PE", Run: singlesOnPE},
	{Name: "a group has a member on each PE", Run: groupOnAll},
	{Name: "OnPEs gives a group members on some PEs", Run: groupOnSome},
	{Name: "arrays of any shape follow the block map", Run: arraysFollowTheBlockMap},
	{Name: "an empty array is an array", Run: emptyArrays},
}

// A Sitter tells where it is.
type Sitter struct{ chare.Base }

// A Spot is where a chare finds itself.
type Spot struct {
	PE    int
	Index chare.Index
}

// Spot returns where this is.
func (s *Sitter) Spot() Spot { return Spot{s.PE(), s.Index()} }

// A Maker makes Sitters on behalf of another PE.
type Maker struct{ chare.Base }

// Singles makes n chares.
func (m *Maker) Singles(n int) []SitterProxy {
	made := make([]SitterProxy, n)
	for i := range made {
		made[i] = NewSitter(m)
	}
	return made
}

// SingleOn makes one on a PE.
func (m *Maker) SingleOn(pe int) SitterProxy { return NewSitter(m, chare.OnPE(pe)) }

// Group makes a group.
func (m *Maker) Group() SitterProxies { return NewSitterGroup(m) }

// GroupOn makes a group on some PEs.
func (m *Maker) GroupOn(pes []int) SitterProxies { return NewSitterGroup(m, chare.OnPEs(pes...)) }

// Array makes an array.
func (m *Maker) Array(extents []int) SitterProxies { return NewSitterArray(m, chare.Dims(extents...)) }

func singlesInTurn(t *chare.Task) {
	makers := NewMakerGroup(t)
	for creator := range t.NumPEs() {
		var before int
		for i, p := range makers.At(creator).Ret().Singles(2*t.NumPEs() + 1).Get(t) {
			s := p.Ret().Spot().Get(t)
			if i > 0 {
				equal(fmt.Sprintf("PE of single chare %d of PE %d", i, creator), s.PE, (before+1)%t.NumPEs())
			}
			equal("index of a single chare", s.Index, chare.Ix(0))
			before = s.PE
		}
	}
}

func singlesOnPE(t *chare.Task) {
	makers := NewMakerGroup(t)
	for creator := range t.NumPEs() {
		for pe := range t.NumPEs() {
			p := makers.At(creator).Ret().SingleOn(pe).Get(t)
			equal("PE", p.Ret().Spot().Get(t).PE, pe)
		}
	}
}

func groupOnAll(t *chare.Task) {
	makers := NewMakerGroup(t)
	for creator := range t.NumPEs() {
		g := makers.At(creator).Ret().Group().Get(t)
		equal("members", g.Len(), t.NumPEs())
		for pe, s := range g.Ret().Spot().Get(t) {
			equal("member", s, Spot{pe, chare.Ix(pe)})
			equal("member by At", g.At(pe).Ret().Spot().Get(t), s)
		}
	}
}

func groupOnSome(t *chare.Task) {
	n := t.NumPEs()
	makers := NewMakerGroup(t)
	for _, pes := range [][]int{{0}, {n - 1}, {n - 1, 0, n - 1, n / 2}, {n / 2, n / 2}} {
		want := slices.Clone(pes)
		slices.Sort(want)
		want = slices.Compact(want)
		for creator := range n { // a member or not
			g := makers.At(creator).Ret().GroupOn(pes).Get(t)
			equal("members", g.Len(), len(want))
			spots := g.Ret().Spot().Get(t)
			equal("results", len(spots), len(want))
			for i, pe := range want {
				equal("member", spots[i], Spot{pe, chare.Ix(pe)})
				equal("member by At", g.At(pe).Ret().Spot().Get(t), spots[i])
			}
			for pe := range n {
				if !slices.Contains(pes, pe) {
					complains(func() { g.At(pe) }, "Sitter", fmt.Sprintf("no member on PE %d", pe))
				}
			}
			g.Await().Spot().Get(t)
		}
	}
}

// shapes are arrays of all numbers of dimensions, with sizes around the number
// of PEs.
func shapes(pes int) [][]int {
	return [][]int{
		{1}, {pes - 1}, {pes}, {pes + 1}, {2*pes + 1}, {1000},
		{pes, 3}, {1, pes + 1}, {7, 5}, {2, 3, pes}, {2, 2, 2, 2}, {1, 2, 1, 3, 2}, {2, 1, 2, 1, 3, 2}, {1, 1, 1, 1, 1, 1},
	}
}

func arraysFollowTheBlockMap(t *chare.Task) {
	makers := NewMakerGroup(t)
	for i, extents := range shapes(t.NumPEs()) {
		a := makers.At(i % t.NumPEs()).Ret().Array(extents).Get(t)
		size := 1
		for _, x := range extents {
			size *= x
		}
		equal(fmt.Sprintf("elements of %v", extents), a.Len(), size)
		spots := a.Ret().Spot().Get(t)
		equal(fmt.Sprintf("results of %v", extents), len(spots), size)
		at := make([]int, len(extents))
		for f, s := range spots {
			want := Spot{blockMap(f, size, t.NumPEs()), chare.Ix(at...)}
			equal(fmt.Sprintf("element %d of %v", f, extents), s, want)
			if f < 40 {
				equal("the same by At", a.At(at...).Ret().Spot().Get(t), want)
			}
			for d := len(at) - 1; d >= 0; d-- { // the last coordinate goes fastest
				if at[d]++; at[d] < extents[d] {
					break
				}
				at[d] = 0
			}
		}
	}
}

// blockMap is the PE of element f of n by the words of the rule: the first n
// mod pes PEs have one element more than the others, and all have theirs in a
// row.
func blockMap(f, n, pes int) int {
	for pe := range pes {
		own := n / pes
		if pe < n%pes {
			own++
		}
		if f < own {
			return pe
		}
		f -= own
	}
	panic("no such element")
}

func emptyArrays(t *chare.Task) {
	for _, extents := range [][]int{{0}, {0, 4}, {3, 0, 2}} {
		a := NewSitterArray(t, chare.Dims(extents...))
		equal("elements", a.Len(), 0)
		t.WaitCreated(a)
		a.Spot()
		a.Await().Spot().Get(t)
		equal("results", len(a.Ret().Spot().Get(t)), 0)
		complains(func() { a.At(make([]int, len(extents))...) }, "Sitter", "has no element")
	}
}
