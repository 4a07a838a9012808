package chare

// A fifo holds values in order. It keeps its memory, up to what it needed when
// it was fullest.
type fifo[T any] struct {
	buf  []T // a power of two
	head int
	n    int
}

func (q *fifo[T]) push(v T) {
	if q.n == len(q.buf) {
		bigger := make([]T, max(4, 2*len(q.buf)))
		k := copy(bigger, q.buf[q.head:])
		copy(bigger[k:], q.buf[:q.head])
		q.buf, q.head = bigger, 0
	}
	q.buf[(q.head+q.n)&(len(q.buf)-1)] = v
	q.n++
}

// pop takes the oldest; there must be one.
func (q *fifo[T]) pop() T {
	var none T
	v := q.buf[q.head]
	q.buf[q.head] = none
	q.head = (q.head + 1) & (len(q.buf) - 1)
	q.n--
	return v
}
