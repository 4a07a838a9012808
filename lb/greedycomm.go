package lb

// greedyComm places all objects anew, heaviest first, each where it ends first
// with the messages that go between PEs then: on the least busy PE, or on one
// that has some of those it talks to.
func greedyComm(b *board, g *graph) {
	b.liftAll()
	q := newQueue(b)
	open := make([]bool, len(b.busy))
	for _, pe := range b.open {
		open[pe] = true
	}
	where := func(l link) int32 { // nowhere: not placed yet
		if l.to < 0 {
			return l.pe
		}
		return b.at[l.to]
	}
	on := make([]float64, len(b.busy)) // what the object's messages to each PE cost
	for _, i := range b.heaviestFirst() {
		var all float64
		for _, l := range g.of(i) {
			if pe := where(l); b.has(pe) {
				on[pe] += l.cost
				all += l.cost
			}
		}
		end := func(pe int32) float64 { return b.busy[pe] + b.takes(int(i), pe) + all - on[pe] }
		to := q.first(b.work[i])
		for _, l := range g.of(i) {
			if pe := where(l); b.has(pe) && open[pe] && end(pe) < end(to) {
				to = pe
			}
		}
		b.put(int(i), to)
		b.busy[to] += all - on[to]
		q.fix(to)
		for _, l := range g.of(i) {
			pe := where(l)
			if !b.has(pe) {
				continue
			}
			on[pe] = 0
			if pe != to {
				b.busy[pe] += l.cost
				if open[pe] {
					q.fix(pe)
				}
			}
		}
	}
}
