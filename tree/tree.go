package tree

import "fmt"

// A Place is where one PE stands in a tree.
type Place struct {
	Parent   int     // the PE above, -1 at the root
	Children []int32 // the PEs right below, in a fixed order
}

// A Tree leads from one PE to all PEs of a run.
type Tree struct {
	root, numPEs, arity int
}

// Of returns the tree from root to the PEs 0..numPEs-1 in which a PE has at
// most arity children.
func Of(root, numPEs, arity int) Tree {
	if root < 0 || root >= numPEs {
		panic(fmt.Sprintf("tree: the root is PE %d, want one of the %d PEs", root, numPEs))
	}
	checkArity(arity)
	return Tree{root, numPEs, arity}
}

// At returns the place of a PE.
func (t Tree) At(pe int) Place {
	if pe < 0 || pe >= t.numPEs {
		panic(fmt.Sprintf("tree: PE %d is not one of the %d PEs", pe, t.numPEs))
	}
	parent, below := find(t.label(pe), t.numPEs, t.arity)
	p := Place{Parent: -1}
	if parent >= 0 {
		p.Parent = t.pe(parent)
	}
	p.Children = make([]int32, below.parts)
	for part := range p.Children {
		p.Children[part] = int32(t.pe(below.start(part)))
	}
	return p
}

// The root moves to the front and all others keep their order, so that the
// ranges of two trees with different roots hardly differ. (Counting from the
// root around the end would tear the host of the root, and the range that
// contains the last PE, in two.)

// label returns where pe is in that order.
func (t Tree) label(pe int) int {
	switch {
	case pe == t.root:
		return 0
	case pe < t.root:
		return pe + 1
	}
	return pe
}

// pe is the inverse of label.
func (t Tree) pe(label int) int {
	switch {
	case label == 0:
		return t.root
	case label <= t.root:
		return label - 1
	}
	return label
}

func checkArity(arity int) {
	if arity < 1 {
		panic(fmt.Sprintf("tree: the arity is %d, want at least 1", arity))
	}
}
