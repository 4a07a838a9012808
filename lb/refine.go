package lb

import (
	"fmt"
	"slices"
)

// closeEnough is where the search for the least limit ends.
const closeEnough = 1.01

// refine leaves objects where they are, but for some of PEs that are busier than
// a limit. By bisection it finds about the least limit that it can keep.
func refine(b *board) (note string) {
	b.settle()
	start := b.save()
	best := start
	low, high := b.least(), b.max()
	if high/low <= closeEnough {
		return fmt.Sprintf("no plan is better than %.6f s", low)
	}
	held := b.holdings(b.heaviestFirst())
	for high/low > closeEnough {
		limit := (low + high) / 2
		b.restore(start)
		if unload(b, held, limit) {
			high = b.max()
			best = b.save()
		} else {
			low = limit
		}
	}
	b.restore(best)
	return fmt.Sprintf("limit %.6f s", high)
}

// holdings are the objects of each PE, heaviest first.
type holdings struct {
	objects []int32
	first   []int32 // of each PE, and one more: where in objects its own begin
}

// holdings returns who is where on the board now, of the objects that order has,
// heaviest first.
func (b *board) holdings(order []int32) holdings {
	h := holdings{objects: make([]int32, len(order)), first: make([]int32, len(b.busy)+1)}
	for _, i := range order {
		h.first[b.at[i]+1]++
	}
	for p := range b.busy {
		h.first[p+1] += h.first[p]
	}
	next := slices.Clone(h.first)
	for _, i := range order {
		h.objects[next[b.at[i]]] = i
		next[b.at[i]]++
	}
	return h
}

// of returns the objects of a PE.
func (h holdings) of(pe int32) []int32 { return h.objects[h.first[pe]:h.first[pe+1]] }

// unload moves objects from PEs above the limit to the least busy ones until none
// is above it, and reports whether it succeeded. From the busiest PE the heaviest
// object goes that fits.
//
// While a PE is unloaded all others only become busier. So what does not fit once
// will not fit later, and each object is looked at once.
func unload(b *board, held holdings, limit float64) bool {
	q := newQueue(b)
	for _, from := range b.above(limit) {
		for _, i := range held.of(from) {
			if b.busy[from] <= limit {
				break
			}
			if to := q.first(b.work[i]); b.busy[to]+b.takes(int(i), to) <= limit {
				b.move(int(i), to)
				q.fix(from)
				q.fix(to)
			}
		}
		if b.busy[from] > limit {
			return false
		}
	}
	return true
}
