package chare

import (
	"fmt"
	"iter"
	"strings"
)

// Waitable is what can be waited for together with others: a Future, a
// MultiFuture, a Channel (for its next message).
type Waitable interface {
	// Ready reports whether it could be had without waiting.
	Ready() bool
	// String says what it is, in reports.
	String() string

	watch(w waiter)
	unwatch(w waiter)
}

func (f *Future[T]) watch(w waiter)        { f.core.add(w) }
func (f *Future[T]) unwatch(w waiter)      { f.core.remove(w) }
func (f *MultiFuture[T]) watch(w waiter)   { f.core.add(w) }
func (f *MultiFuture[T]) unwatch(w waiter) { f.core.remove(w) }

// Wait waits until all of them are ready.
func Wait(t *Task, all ...Waitable) {
	for _, w := range all {
		for !w.Ready() {
			w.watch(t)
			t.suspend(w)
			w.unwatch(t)
		}
	}
}

// Ready yields each of several once, with its position, as they become ready:
// first those that are ready now, in order, then the others in the order in
// which they become so. The body of the loop may wait as well.
func Ready[W Waitable](t *Task, all ...W) iter.Seq2[int, W] {
	return func(yield func(int, W) bool) {
		watches := make([]*watch, len(all))
		s := &readySet{t: t, watches: watches}
		defer func() {
			for i, w := range watches {
				if w != nil {
					all[i].unwatch(w)
				}
			}
		}()
		for i, w := range all {
			if w.Ready() {
				s.order = append(s.order, i)
			} else {
				watches[i] = &watch{s, i, w}
				w.watch(watches[i])
			}
		}
		for range all {
			for len(s.order) == 0 {
				s.waiting = true
				t.suspend(s)
				s.waiting = false
			}
			i := s.order[0]
			s.order = s.order[1:]
			watches[i] = nil
			if !yield(i, all[i]) {
				return
			}
		}
	}
}

// A readySet is what one Ready loop knows.
type readySet struct {
	t       *Task
	watches []*watch // nil: ready
	order   []int    // ready and not yet yielded
	waiting bool     // the loop itself waits, not its body
}

// String names what is not ready, in reports.
func (s *readySet) String() string {
	var names []string
	n := 0
	for _, w := range s.watches {
		if w == nil {
			continue
		}
		if n++; n <= maxNamed {
			names = append(names, w.of.String())
		}
	}
	if n > maxNamed {
		names = append(names, fmt.Sprintf("%d more", n-maxNamed))
	}
	return "one of: " + strings.Join(names, ", ")
}

// A watch is one member of a readySet.
type watch struct {
	s  *readySet
	i  int
	of Waitable
}

func (w *watch) wake() {
	w.s.order = append(w.s.order, w.i)
	if w.s.waiting {
		w.s.t.wake()
	}
}
