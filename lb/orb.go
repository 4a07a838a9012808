package lb

import (
	"cmp"
	"slices"
)

// orbAxes is the number of coordinates by which space is cut. Those behind only
// order objects that are at one place.
const orbAxes = 3

// orb cuts the space of indices in two across its widest side, with as much work
// on each side as that half of the PEs should have, and each part again. So
// neighbours in the array are on one PE, or on PEs with near numbers.
func orb(b *board, objects []Object) {
	shares := b.shares()
	b.liftAll()
	pes := slices.DeleteFunc(slices.Clone(b.open), func(pe int32) bool { return shares[pe] == 0 })
	o := cutter{b, objects, shares}
	o.divide(b.heaviestFirst(), pes)
}

// cutter is what orb does not change.
type cutter struct {
	*board
	objects []Object
	shares  []float64
}

// divide places objects on some PEs.
func (c *cutter) divide(items, pes []int32) {
	if len(pes) == 1 {
		for _, i := range items {
			c.put(int(i), pes[0])
		}
		return
	}
	half := (len(pes) + 1) / 2
	axis := c.widest(items)
	slices.SortFunc(items, func(i, j int32) int { return c.along(axis, i, j) })
	var all float64
	for _, i := range items {
		all += c.work[i]
	}
	cut := c.cut(items, all*sum(c.shares, pes[:half])/sum(c.shares, pes))
	c.divide(items[:cut], pes[:half])
	c.divide(items[cut:], pes[half:])
}

// cut returns how many of the items have about the work that is wanted.
func (c *cutter) cut(items []int32, want float64) int {
	for n, i := range items {
		if w := c.work[i]; w > 2*want { // more of it is beyond the cut
			return n
		} else if want -= w; want <= 0 {
			return n + 1
		}
	}
	return len(items)
}

// widest returns the axis along which objects reach farthest.
func (c *cutter) widest(items []int32) (axis int) {
	widest := int64(-1)
	for a := range orbAxes {
		low, high := int64(1), int64(0)
		for n, i := range items {
			x := int64(c.objects[i].Index[a])
			if n == 0 {
				low, high = x, x
			}
			low, high = min(low, x), max(high, x)
		}
		if high-low > widest {
			axis, widest = a, high-low
		}
	}
	return axis
}

// along orders objects by a coordinate, and equal ones by the others.
func (c *cutter) along(axis int, i, j int32) int {
	p, q := &c.objects[i].Index, &c.objects[j].Index
	if order := cmp.Compare(p[axis], q[axis]); order != 0 {
		return order
	}
	for a := range p {
		if order := cmp.Compare(p[a], q[a]); order != 0 {
			return order
		}
	}
	return cmp.Compare(i, j)
}

// sum adds up the values of some PEs.
func sum(values []float64, pes []int32) (s float64) {
	for _, pe := range pes {
		s += values[pe]
	}
	return s
}
