package lb

import "fmt"

// greedy places all objects anew, heaviest first, each on the PE that is then
// done first. It does not care where they are.
func greedy(b *board) {
	b.liftAll()
	place(b, b.heaviestFirst())
}

// place places objects that are nowhere in the given order.
func place(b *board, order []int32) {
	q := newQueue(b)
	for _, i := range order {
		pe := q.first(b.work[i])
		b.put(int(i), pe)
		q.fix(pe)
	}
}

// greedyRefine lets objects stay as long as their PE does not become busier than
// tolerance times the busiest of greedy's plan; the others go as greedy's do.
//
// What has no room any more goes to the least busy PE, and may make that busier
// than the limit, though rarely. Then those that stayed took too much room:
// another round keeps PEs a bit below the limit, and if that does not help
// either, greedy's plan is the plan.
func greedyRefine(b *board, tolerance float64) (note string) {
	start := b.save()
	order := b.heaviestFirst()
	greedy(b)
	best := b.save()
	reached, limit := b.max(), tolerance*b.max()
	note = fmt.Sprintf("greedy reaches %.6f s, limit %.6f s", reached, limit)
	mean := b.least()
	for _, room := range []float64{1, 0.9, 0.6} {
		b.liftAll()
		stay := min(limit, mean+room*(limit-mean))
		q := newQueue(b)
		for _, i := range order {
			pe := start.at[i]
			if pe == nowhere || b.busy[pe]+b.takes(int(i), pe) > stay {
				pe = q.first(b.work[i])
			}
			b.put(int(i), pe)
			q.fix(pe)
		}
		if b.max() <= limit {
			return note
		}
	}
	b.restore(best)
	return note + ", which only greedy's own plan keeps"
}
