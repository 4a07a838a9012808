package tree

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

// A Set leads from one PE to all PEs of a set.
type Set struct {
	arity  int
	pes    []int32 // host by host; the first of each host is where it is entered
	starts []int   // where each host starts in pes, and len(pes)
}

// Over returns the tree from root, which must be one of the members, to all
// the members. Their order does not matter, nor does naming one twice.
func Over(members []int32, root, arity int) *Set {
	return OverHosts(members, root, arity, func(int) int { return 0 })
}

// OverHosts is Over for members on several hosts. Each host other than the
// root's is entered exactly once: by a tree of hosts, below which each host
// has a tree of its own. A PE has at most 2*arity children, those on other
// hosts first.
func OverHosts(members []int32, root, arity int, host func(pe int) int) *Set {
	checkArity(arity)
	if !slices.Contains(members, int32(root)) {
		panic(fmt.Sprintf("tree: the root, PE %d, is not one of the %d members", root, len(members)))
	}
	// The root's host comes first, and the root first of all.
	rootsHost := host(root)
	rank := func(pe int32) (away, h, other int) {
		if h = host(int(pe)); h != rootsHost {
			away = 1
		}
		if int(pe) != root {
			other = 1
		}
		return away, h, other
	}
	pes := slices.Clone(members)
	slices.SortFunc(pes, func(a, b int32) int {
		awayA, hostA, otherA := rank(a)
		awayB, hostB, otherB := rank(b)
		return cmp.Or(awayA-awayB, hostA-hostB, otherA-otherB, int(a-b))
	})
	pes = slices.Compact(pes)

	s := &Set{arity: arity, pes: pes}
	for i := range pes {
		if i == 0 || host(int(pes[i])) != host(int(pes[i-1])) {
			s.starts = append(s.starts, i)
		}
	}
	s.starts = append(s.starts, len(pes))
	return s
}

// Has reports whether a PE is a member.
func (s *Set) Has(pe int) bool { return slices.Contains(s.pes, int32(pe)) }

// At returns the place of a member.
func (s *Set) At(pe int) Place {
	i := slices.Index(s.pes, int32(pe))
	if i < 0 {
		panic(fmt.Sprintf("tree: PE %d is not one of the %d members", pe, len(s.pes)))
	}
	host := sort.SearchInts(s.starts, i+1) - 1
	start, end := s.starts[host], s.starts[host+1]

	p := Place{Parent: -1}
	if i == start {
		parent, below := find(host, len(s.starts)-1, s.arity)
		if parent >= 0 {
			p.Parent = int(s.pes[s.starts[parent]])
		}
		for part := range below.parts {
			p.Children = append(p.Children, s.pes[s.starts[below.start(part)]])
		}
	}
	parent, below := find(i-start, end-start, s.arity)
	if parent >= 0 {
		p.Parent = int(s.pes[start+parent])
	}
	for part := range below.parts {
		p.Children = append(p.Children, s.pes[start+below.start(part)])
	}
	return p
}
