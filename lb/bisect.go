package lb

import (
	"cmp"
	"math"
	"slices"
)

// bisect cuts the graph of communication in two with little between the parts,
// as much work in each as that half of the PEs should have, and each part again.
func bisect(b *board, g *graph) {
	shares := b.shares()
	c := bisector{board: b, graph: g, shares: shares, was: slices.Clone(b.at), part: make([]int32, len(b.at))}
	b.liftAll()
	c.divide(b.heaviestFirst(), slices.DeleteFunc(slices.Clone(b.open), func(pe int32) bool { return shares[pe] == 0 }))
}

// A bisector is the state of bisect.
type bisector struct {
	*board
	graph  *graph
	shares []float64
	was    []int32 // where the objects came from
	part   []int32 // of each object: the number of the part it is in
	parts  int32   // numbers that are taken
	queue  []int32 // of grow, kept for its memory
}

// divide places objects on some PEs.
func (c *bisector) divide(items, pes []int32) {
	if len(pes) == 1 {
		for _, i := range items {
			c.put(int(i), pes[0])
		}
		return
	}
	half := (len(pes) + 1) / 2
	all := c.weight(items)
	first, second := sum(c.shares, pes[:half]), sum(c.shares, pes[half:])
	want := all * first / (first + second)
	inner, outer := c.parts+1, c.parts+2
	c.parts += 2
	c.label(items, outer)
	c.grow(items, inner, outer, want)
	c.improve(items, inner, outer, want)
	slices.SortFunc(items, func(i, j int32) int {
		return cmp.Or(cmp.Compare(c.part[i], c.part[j]), c.byWork(i, j))
	})
	cut, _ := slices.BinarySearchFunc(items, outer, func(i, part int32) int { return cmp.Compare(c.part[i], part) })
	one, two := items[:cut], items[cut:]
	if math.Abs(first-second) <= 0.01*first && c.wouldRatherSwap(one, two, pes[half]) {
		one, two = two, one
	}
	c.divide(one, pes[:half])
	c.divide(two, pes[half:])
}

// wouldRatherSwap reports whether more work stays near where it is if the first
// part goes to the second half of the PEs, which begins at a number.
func (c *bisector) wouldRatherSwap(one, two []int32, second int32) bool {
	var right, wrong float64
	for _, i := range one {
		if c.was[i] < second {
			right += c.work[i]
		} else {
			wrong += c.work[i]
		}
	}
	for _, i := range two {
		if c.was[i] >= second {
			right += c.work[i]
		} else {
			wrong += c.work[i]
		}
	}
	return wrong > right
}

func (c *bisector) weight(items []int32) (all float64) {
	for _, i := range items {
		all += c.work[i]
	}
	return all
}

func (c *bisector) label(items []int32, part int32) {
	for _, i := range items {
		c.part[i] = part
	}
}

// grow makes a part of so much work out of another: from an object at its rim
// outwards, neighbours before those behind them.
func (c *bisector) grow(items []int32, inner, outer int32, want float64) {
	if len(items) == 0 {
		return
	}
	rim := c.spread(items[:1], inner, outer, math.Inf(1))
	c.label(items, outer)
	c.spread(append([]int32{rim}, items...), inner, outer, want)
}

// spread walks through a part from the first of the starts, from the next one
// if that leads no farther, and so on. It labels what it reaches, until that has
// so much work, and returns the object it reached last.
func (c *bisector) spread(starts []int32, inner, outer int32, want float64) (last int32) {
	last = starts[0]
	reach := func(i int32) {
		if c.part[i] == outer && c.work[i] <= 2*want {
			c.part[i] = inner
			want -= c.work[i]
			c.queue = append(c.queue, i)
		}
	}
	for _, start := range starts {
		c.queue = c.queue[:0]
		reach(start)
		for n := 0; n < len(c.queue) && want > 0; n++ {
			last = c.queue[n]
			for _, l := range c.graph.of(last) {
				if l.to >= 0 && want > 0 {
					reach(l.to)
				}
			}
		}
		if want <= 0 {
			break
		}
	}
	return last
}

// improve moves objects at the border of two parts to the other, or swaps two,
// if less goes between the parts then, and neither gets too much work.
func (c *bisector) improve(items []int32, inner, outer int32, want float64) {
	const passes = 4
	all := c.weight(items)
	slack := 0.01 * min(want, all-want)
	excess := -want // of the inner part
	for _, i := range items {
		if c.part[i] == inner {
			excess += c.work[i]
		}
	}
	fits := func(more float64) bool {
		return math.Abs(excess+more) <= max(slack, math.Abs(excess))
	}
	for range passes {
		better := false
		ins, outs := c.border(items, inner, outer)
		for len(ins) > 0 && len(outs) > 0 {
			i, o := ins[0], outs[0]
			fromIn, fromOut := c.gain(i, inner, outer), c.gain(o, outer, inner)
			switch {
			case fromIn > 0 && fits(-c.work[i]):
				c.part[i] = outer
				excess -= c.work[i]
				ins, better = ins[1:], true
			case fromOut > 0 && fits(c.work[o]):
				c.part[o] = inner
				excess += c.work[o]
				outs, better = outs[1:], true
			case fromIn+fromOut-2*c.between(i, o) > 0 && fits(c.work[o]-c.work[i]):
				c.part[i], c.part[o] = outer, inner
				excess += c.work[o] - c.work[i]
				ins, outs, better = ins[1:], outs[1:], true
			case fromIn < fromOut:
				ins = ins[1:]
			default:
				outs = outs[1:]
			}
		}
		if !better {
			return
		}
	}
}

// border returns the objects of both parts that talk to the other, those that
// gain most by changing sides first.
func (c *bisector) border(items []int32, inner, outer int32) (ins, outs []int32) {
	gains := map[int32]float64{}
	for _, i := range items {
		mine, other := inner, outer
		list := &ins
		if c.part[i] == outer {
			mine, other, list = outer, inner, &outs
		}
		if slices.ContainsFunc(c.graph.of(i), func(l link) bool { return l.to >= 0 && c.part[l.to] == other }) {
			gains[i] = c.gain(i, mine, other)
			*list = append(*list, i)
		}
	}
	byGain := func(i, j int32) int { return cmp.Or(cmp.Compare(gains[j], gains[i]), cmp.Compare(i, j)) }
	slices.SortFunc(ins, byGain)
	slices.SortFunc(outs, byGain)
	return ins, outs
}

// gain returns how much less would go between two parts if an object of the one
// were in the other.
func (c *bisector) gain(i, mine, other int32) (gain float64) {
	for _, l := range c.graph.of(i) {
		switch {
		case l.to < 0:
		case c.part[l.to] == mine:
			gain -= l.cost
		case c.part[l.to] == other:
			gain += l.cost
		}
	}
	return gain
}

// between returns what two objects send to each other.
func (c *bisector) between(i, o int32) (cost float64) {
	for _, l := range c.graph.of(i) {
		if l.to == o {
			cost += l.cost
		}
	}
	return cost
}
