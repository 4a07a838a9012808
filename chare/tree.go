package chare

import (
	"fmt"

	"github.com/charm4go/charm/tree"
)

// A Tree leads from one PE, its root, to others: a way to pass something on to
// all of them, or to gather it, in which no PE has much to do. A PE has up to
// sixteen others of its host right below it. A host other than the root's is
// entered once, by the first of its PEs, which may have sixteen PEs of other hosts
// below it as well. All PEs that ask for the tree of the same root and PEs get the same.
type Tree struct{ set *tree.Set }

// TreeOver returns the tree from root over some PEs, which include the root
// whether it is named or not; over all PEs of the job if none is named.
func TreeOver(c Caller, root int, pes ...int) Tree {
	k := c.kernel()
	members := []int32{int32(k.existing(root))}
	for _, pe := range pes {
		members = append(members, int32(k.existing(pe)))
	}
	if len(pes) == 0 {
		for pe := range k.n {
			members = append(members, int32(pe))
		}
	}
	return Tree{tree.OverHosts(members, root, arity, k.hostOf)}
}

// Parent returns the PE above one in the tree, -1 for the root. It panics if the
// PE is not in the tree, as the other methods do.
func (t Tree) Parent(pe int) int { return t.at(pe).Parent }

// Children returns the PEs right below one, in a fixed order.
func (t Tree) Children(pe int) []int {
	var children []int
	for _, child := range t.at(pe).Children {
		children = append(children, int(child))
	}
	return children
}

// Below returns a PE and all PEs below it.
func (t Tree) Below(pe int) []int {
	below := []int{pe}
	for i := 0; i < len(below); i++ {
		below = append(below, t.Children(below[i])...)
	}
	return below
}

func (t Tree) at(pe int) tree.Place {
	if !t.set.Has(pe) {
		panic(fmt.Sprintf("chare: PE %d is not in the tree", pe))
	}
	return t.set.At(pe)
}
