package main

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// A Graph is a grid of tasks: some steps of some columns. What a task needs from
// the step before is its pattern, with the names and definitions of Task Bench
// (Slaughter et al., SC'20).
type Graph struct {
	Pattern      string
	Width, Steps int
	Radix        int // inputs of a task at most, where the pattern has as many as one likes
}

// sets is how many steps it takes for a pattern that changes from step to step to
// begin again, if that does not follow from the width.
const sets = 3

// randomPart is how many of the possible inputs a task of random_nearest has.
const randomPart = 0.25

// A pattern says what a task has as inputs: columns of the step before, which may
// be outside of the graph. Most patterns are the same in all steps; set, from 0
// to below sets, tells apart those of the others.
type pattern func(g Graph, set, column int) []int

var patterns = map[string]pattern{
	"trivial":             func(g Graph, _, _ int) []int { return nil },
	"no_comm":             func(g Graph, _, c int) []int { return []int{c} },
	"stencil_1d":          func(g Graph, _, c int) []int { return span(c-1, c+1) },
	"stencil_1d_periodic": func(g Graph, _, c int) []int { return []int{(c + g.Width - 1) % g.Width, c, (c + 1) % g.Width} },
	"dom":                 func(g Graph, _, c int) []int { return span(c-1, c) },
	"tree":                func(g Graph, _, c int) []int { return []int{c / 2} },
	"fft":                 func(g Graph, set, c int) []int { return []int{c - 1<<set, c, c + 1<<set} },
	"nearest":             nearest,
	"spread":              spread,
	"random_nearest":      randomNearest,
	"all_to_all":          func(g Graph, _, _ int) []int { return span(0, g.Width-1) },
}

// span returns the numbers from first to last.
func span(first, last int) (list []int) {
	for c := first; c <= last; c++ {
		list = append(list, c)
	}
	return list
}

func nearest(g Graph, _, c int) []int { return span(c-g.Radix/2, c+(g.Radix-1)/2) }

// spread has inputs that are as far apart as the width lets them be, and move on
// by one column each step, but for the first.
func spread(g Graph, set, c int) (list []int) {
	for i := range g.Radix {
		at := c + i*g.Width/g.Radix
		if i > 0 {
			at += set
		}
		list = append(list, at%g.Width)
	}
	return list
}

// randomNearest is the column itself and some of the nearest.
func randomNearest(g Graph, set, c int) []int {
	return slices.DeleteFunc(nearest(g, set, c), func(at int) bool {
		return at != c && chance(set, c, at) >= randomPart
	})
}

// chance returns a number from 0 to below 1 that looks as if it had nothing to do
// with those it is made of.
func chance(numbers ...int) float64 {
	x := uint64(1)
	for _, n := range numbers {
		x = (x ^ uint64(n+2)) * 0x9e3779b97f4a7c15
		x = (x ^ x>>29) * 0xbf58476d1ce4e5b9
	}
	return float64((x^x>>32)>>11) / (1 << 53)
}

// check tells what is wrong with a graph.
func (g Graph) check() error {
	switch {
	case patterns[g.Pattern] == nil:
		return fmt.Errorf("%q is no pattern; there are %s", g.Pattern, strings.Join(names(), ", "))
	case g.Width < 1 || g.Steps < 1 || g.Radix < 1:
		return fmt.Errorf("want a width, steps and a radix of at least 1, not %d, %d and %d", g.Width, g.Steps, g.Radix)
	case g.Pattern == "dom" && g.Steps < g.Width:
		return fmt.Errorf("dom needs at least as many steps as the width, %d, not %d", g.Width, g.Steps)
	}
	return nil
}

// names returns the names of all patterns.
func names() (list []string) {
	for name := range patterns {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// sets is after how many steps the pattern begins again.
func (g Graph) sets() int {
	switch g.Pattern {
	case "fft":
		return max(1, bits.Len(uint(g.Width-1)))
	case "spread", "random_nearest":
		return sets
	}
	return 1
}

// set returns which of its forms the pattern has in a step.
func (g Graph) set(step int) int {
	if g.Pattern == "fft" {
		step-- // the first that has inputs begins with the shortest distance
	}
	return (step + g.sets()) % g.sets()
}

// has reports whether there is a task of a column in a step. A sweep (dom) begins
// with one column, a tree, too; all others have all columns in all steps.
func (g Graph) has(step, column int) bool {
	switch g.Pattern {
	case "dom":
		return column <= step && step-column <= g.Steps-g.Width
	case "tree":
		return bits.Len(uint(column)) <= step
	}
	return true
}

// tasks returns the first and the last step of a column's tasks, which are all
// between; there are none if the last comes before the first.
func (g Graph) tasks(column int) (first, last int) {
	for last = g.Steps - 1; first <= last && !g.has(first, column); first++ {
	}
	for ; first <= last && !g.has(last, column); last-- {
	}
	return first, last
}

// inputs returns the columns whose tasks of the step before one needs.
func (g Graph) inputs(step, column int) (list []int) {
	if step == 0 {
		return nil
	}
	for _, c := range patterns[g.Pattern](g, g.set(step), column) {
		if c >= 0 && c < g.Width && g.has(step-1, c) && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// outputs returns the columns whose tasks of the next step need one.
func (g Graph) outputs(step, column int) (list []int) {
	if step == g.Steps-1 {
		return nil
	}
	for c := range g.Width {
		if g.has(step+1, c) && slices.Contains(g.inputs(step+1, c), column) {
			list = append(list, c)
		}
	}
	return list
}
