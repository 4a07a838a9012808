package pe

// A queue holds items in order, in a buffer of a power of two that grows.
type queue struct {
	buf  []Item
	head int // index of the oldest
	n    int
}

func (q *queue) pushBack(it Item) {
	if q.n == len(q.buf) {
		q.grow()
	}
	q.buf[(q.head+q.n)&(len(q.buf)-1)] = it
	q.n++
}

func (q *queue) pushFront(it Item) {
	if q.n == len(q.buf) {
		q.grow()
	}
	q.head = (q.head - 1) & (len(q.buf) - 1)
	q.buf[q.head] = it
	q.n++
}

// first returns the oldest; there must be one.
func (q *queue) first() Item { return q.buf[q.head] }

// pop takes the oldest; there must be one.
func (q *queue) pop() Item {
	it := q.buf[q.head]
	q.buf[q.head] = nil
	q.head = (q.head + 1) & (len(q.buf) - 1)
	q.n--
	return it
}

func (q *queue) grow() {
	bigger := make([]Item, max(64, 2*len(q.buf)))
	k := copy(bigger, q.buf[q.head:])
	copy(bigger[k:], q.buf[:q.head])
	q.buf, q.head = bigger, 0
}
