package pool

import (
	"slices"

	"github.com/charm4go/charm/chare"
)

// work is tasks that wait on a PE: a job of its own, or a batch that another PE
// has given it.
type work interface {
	rank() rank
	left() int          // inputs that wait
	mayRun(pe int) bool // whether a PE may take some
	run(t *chare.Task)  // takes the next task and runs it
}

// A rank says when work is taken up. The highest priority comes first. Of
// equals, work that the running tasks have made comes before that from outside,
// newest first, so that few tasks wait for others; else it is first come, first
// served.
type rank struct {
	priority int
	nested   bool
}

// A queue is the work that waits on a PE.
type queue struct{ levels []*level } // highest priority first

// A level is the work of one priority.
type level struct {
	priority      int
	outer, nested line
}

func (q *queue) push(x work) {
	at := x.rank()
	i, found := slices.BinarySearchFunc(q.levels, at.priority, func(l *level, p int) int { return p - l.priority })
	if !found {
		q.levels = slices.Insert(q.levels, i, &level{priority: at.priority})
	}
	if at.nested {
		q.levels[i].nested.push(x)
	} else {
		q.levels[i].outer.push(x)
	}
}

// next returns the work that this PE, which is me, is to take up, or nil.
func (q *queue) next(me int) work {
	for _, l := range q.levels {
		if x := l.nested.last(me); x != nil {
			return x
		}
		if x := l.outer.first(me, anything); x != nil {
			return x
		}
	}
	return nil
}

// forOther returns the job of which another PE is to get tasks, or nil: what
// has waited longest, since that is most work if jobs make jobs.
func (q *queue) forOther(pe int) job {
	for _, l := range q.levels {
		if x := l.outer.first(pe, isJob); x != nil {
			return x.(job)
		}
		if x := l.nested.first(pe, isJob); x != nil {
			return x.(job)
		}
	}
	return nil
}

func anything(work) bool { return true }

func isJob(x work) bool {
	_, ok := x.(job)
	return ok
}

// A line is work in the order of its coming. Work without tasks leaves it when
// it is met at an end.
type line struct {
	all  []work
	head int
}

func (l *line) push(x work) {
	if l.head > 32 && l.head > len(l.all)/2 {
		n := copy(l.all, l.all[l.head:])
		clear(l.all[n:])
		l.all, l.head = l.all[:n], 0
	}
	l.all = append(l.all, x)
}

// first returns the oldest work of a sort that a PE may run.
func (l *line) first(pe int, sort func(work) bool) work {
	for l.head < len(l.all) && l.all[l.head].left() == 0 {
		l.all[l.head] = nil
		l.head++
	}
	for _, x := range l.all[l.head:] {
		if x.left() > 0 && sort(x) && x.mayRun(pe) {
			return x
		}
	}
	return nil
}

// last returns the newest work that a PE may run.
func (l *line) last(pe int) work {
	for l.head < len(l.all) && l.all[len(l.all)-1].left() == 0 {
		l.all[len(l.all)-1] = nil
		l.all = l.all[:len(l.all)-1]
	}
	for i := len(l.all) - 1; i >= l.head; i-- {
		if x := l.all[i]; x.left() > 0 && x.mayRun(pe) {
			return x
		}
	}
	return nil
}
