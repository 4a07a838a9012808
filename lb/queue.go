package lb

// A queue knows which of the open PEs would be done first with one more object.
//
// PEs of about one speed share a heap, least busy first. So on equal PEs there is
// one heap, and on several kinds of hosts there are as many as there are kinds.
type queue struct {
	board *board
	heaps [][]int32
	heap  []int32 // of each PE: which heap it is in
	place []int32 // of each PE: where in it
}

func newQueue(b *board) *queue {
	q := &queue{board: b, heap: make([]int32, len(b.busy)), place: make([]int32, len(b.busy))}
	classes := map[int]int32{}
	for _, pe := range b.open {
		class, known := classes[speedClass(b.speed[pe])]
		if !known {
			class = int32(len(q.heaps))
			classes[speedClass(b.speed[pe])] = class
			q.heaps = append(q.heaps, nil)
		}
		q.heap[pe], q.place[pe] = class, int32(len(q.heaps[class]))
		q.heaps[class] = append(q.heaps[class], pe)
	}
	for class, heap := range q.heaps {
		for n := len(heap)/2 - 1; n >= 0; n-- {
			q.down(int32(class), int32(n))
		}
	}
	return q
}

// first returns the PE that would be done first with so much more work.
func (q *queue) first(work float64) int32 {
	best := q.heaps[0][0]
	if len(q.heaps) == 1 {
		return best
	}
	end := func(pe int32) float64 { return q.board.busy[pe] + work/q.board.speed[pe] }
	for _, heap := range q.heaps[1:] {
		if end(heap[0]) < end(best) {
			best = heap[0]
		}
	}
	return best
}

// top returns some of the least busy PEs: the upper levels of the heaps.
func (q *queue) top() (pes []int32) {
	const levels = 4
	for _, heap := range q.heaps {
		pes = append(pes, heap[:min(len(heap), 1<<levels-1)]...)
	}
	return pes
}

// fix puts a PE in its place after its busy time has changed.
func (q *queue) fix(pe int32) {
	class, n := q.heap[pe], q.place[pe]
	for heap := q.heaps[class]; n > 0 && q.less(heap[n], heap[(n-1)/2]); n = (n - 1) / 2 {
		q.swap(heap, n, (n-1)/2)
	}
	q.down(class, n)
}

// down moves the PE at a place of a heap towards the leaves, to where it belongs.
func (q *queue) down(class, n int32) {
	heap := q.heaps[class]
	for {
		child := 2*n + 1
		if int(child) >= len(heap) {
			return
		}
		if int(child)+1 < len(heap) && q.less(heap[child+1], heap[child]) {
			child++
		}
		if !q.less(heap[child], heap[n]) {
			return
		}
		q.swap(heap, n, child)
		n = child
	}
}

func (q *queue) swap(heap []int32, m, n int32) {
	heap[m], heap[n] = heap[n], heap[m]
	q.place[heap[m]], q.place[heap[n]] = m, n
}

// less orders PEs by how busy they are, and equal ones by number, so that plans
// do not depend on the history of a heap.
func (q *queue) less(a, b int32) bool {
	if q.board.busy[a] != q.board.busy[b] {
		return q.board.busy[a] < q.board.busy[b]
	}
	return a < b
}
