package lb

import "fmt"

// greedy places all objects anew, heaviest first, each on the PE that is then
// done first. It does not care where they are.
func greedy(b *board) {
	b.liftAll()
	place(b, b.heaviestFirst())
}

// place places objects that are nowhere, in the given order, each on the PE that
// is then done first.
func place(b *board, order []int32) {
	q := newQueue(b)
	for _, i := range order {
		pe := q.first(b.work[i])
		b.put(int(i), pe)
		q.fix(pe)
	}
}

// greedyRefine sees to it that no PE is busier than tolerance times the busiest of
// greedy's plan, and lets as many objects stay as that allows.
//
// First it moves the heaviest objects that help from PEs above the limit, as
// refine does: that takes the fewest moves. If that does not lead to the limit it
// does what Charm's GreedyRefine does: it places all objects anew, heaviest first,
// but each where it was as long as that PE does not become too busy. (That alone
// moves ten times as many of 10,000 objects with loads of all sizes, since it is
// the many light ones that find no room any more.) What is placed last may find no
// room below the limit; then PEs keep less, and in the end greedy's plan it is.
func greedyRefine(b *board, tolerance float64) (note string) {
	b.settle()
	least := b.least()
	if b.max() <= tolerance*least { // greedy's plan is no better than that
		return fmt.Sprintf("no plan is better than %.6f s", least)
	}
	start, order := b.save(), b.heaviestFirst()
	b.liftAll()
	place(b, order)
	best := b.save()
	reached, limit := b.max(), tolerance*b.max()
	note = fmt.Sprintf("greedy reaches %.6f s, limit %.6f s", reached, limit)
	b.restore(start)
	if unload(b, b.holdings(order), limit) {
		return note
	}
	for _, room := range []float64{1, 0.6} { // for those that stay, from the least possible to the limit
		b.liftAll()
		keepUpTo(b, start.at, order, least+room*(limit-least))
		if b.max() <= limit {
			return note
		}
	}
	b.restore(best)
	return note + ", which only greedy's own plan keeps"
}

// keepUpTo places objects that are nowhere where they were, as long as that PE
// does not become busier than a limit; the others go to the least busy PE.
func keepUpTo(b *board, was, order []int32, limit float64) {
	q := newQueue(b)
	for _, i := range order {
		pe := was[i]
		if b.busy[pe]+b.takes(int(i), pe) > limit {
			pe = q.first(b.work[i])
		}
		b.put(int(i), pe)
		q.fix(pe)
	}
}
