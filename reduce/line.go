package reduce

import (
	"iter"
	"maps"
	"slices"
)

// A line lets values pass in the order of their numbers, which may have gaps.
type line[P any] struct {
	missing int        // to arrive
	next    int        // all below have arrived and passed
	waiting map[int]*P // arrived ahead of their turn
}

func (l *line[P]) reset(missing int) {
	l.missing, l.next = missing, 0
	if len(l.waiting) > 0 { // clearing an empty map is not free
		clear(l.waiting)
	}
}

// expects reports whether number i may arrive.
func (l *line[P]) expects(i int) bool {
	_, waits := l.waiting[i]
	return l.missing > 0 && i >= l.next && !waits
}

// isNext reports whether it is the turn of number i.
func (l *line[P]) isNext(i int) bool {
	return i == l.next || l.missing == 1 && len(l.waiting) == 0
}

// pass notes that number i has arrived in its turn.
func (l *line[P]) pass(i int) {
	l.missing--
	if i == l.next {
		l.next++
	}
}

// wait notes that number i has arrived, to pass later.
func (l *line[P]) wait(i int, p *P) {
	l.missing--
	if l.waiting == nil {
		l.waiting = make(map[int]*P)
	}
	l.waiting[i] = p
}

// passing yields those waiting whose turn has come. That is the next number
// or, when none are missing and so no gap will be filled any more, the lowest.
func (l *line[P]) passing() iter.Seq[*P] {
	return func(yield func(*P) bool) {
		for len(l.waiting) > 0 {
			p, ok := l.waiting[l.next]
			if !ok {
				break
			}
			delete(l.waiting, l.next)
			l.next++
			yield(p)
		}
		if l.missing > 0 || len(l.waiting) == 0 {
			return
		}
		for _, i := range slices.Sorted(maps.Keys(l.waiting)) {
			yield(l.waiting[i])
		}
		clear(l.waiting)
	}
}
