package reduce

import (
	"iter"
	"slices"
)

// A line lets values pass in the order of their numbers, which may have gaps.
type line[P any] struct {
	missing int          // to arrive
	next    int          // all below have arrived and passed
	waiting []arrival[P] // by number: those ahead of their turn
	waits   int          // how many these are
}

// An arrival is a value that waits, if it is here.
type arrival[P any] struct {
	value *P
	here  bool
}

func (l *line[P]) reset(missing int) {
	l.missing, l.next = missing, 0
	if l.waits > 0 {
		clear(l.waiting)
		l.waits = 0
	}
}

// expects reports whether number i may arrive.
func (l *line[P]) expects(i int) bool {
	return l.missing > 0 && i >= l.next && !l.has(i)
}

// has reports whether number i waits.
func (l *line[P]) has(i int) bool { return l.waits > 0 && i < len(l.waiting) && l.waiting[i].here }

// isNext reports whether it is the turn of number i.
func (l *line[P]) isNext(i int) bool {
	return i == l.next || l.missing == 1 && l.waits == 0
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
	l.waits++
	if i >= len(l.waiting) {
		l.waiting = slices.Grow(l.waiting, i+1-len(l.waiting))[:i+1]
	}
	l.waiting[i] = arrival[P]{p, true}
}

// leave takes number i out of those that wait.
func (l *line[P]) leave(i int) *P {
	p := l.waiting[i].value
	l.waiting[i] = arrival[P]{}
	l.waits--
	return p
}

// passing yields those waiting whose turn has come. That is the next number
// or, when none are missing and so no gap will be filled any more, the lowest.
func (l *line[P]) passing() iter.Seq[*P] {
	return func(yield func(*P) bool) {
		for l.has(l.next) {
			l.next++
			yield(l.leave(l.next - 1))
		}
		for i := l.next; l.missing == 0 && l.waits > 0; i++ {
			if l.waiting[i].here {
				yield(l.leave(i))
			}
		}
	}
}
