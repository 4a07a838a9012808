package pool

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
)

// A batch is a grant at the PE that runs it.
type batch struct {
	grant
	w        *worker
	segment  int // the next input to begin is here,
	offset   int // in the segment,
	begun    int // and here among all
	total    int
	running  int      // tasks that have begun and not ended
	dropped  []uint32 // jobs of which no more is wanted
	credited bool     // the owner knows that all have begun
	told     report   // what the owner is to hear next
}

func newBatch(w *worker, g grant) *batch {
	b := &batch{grant: g, w: w, total: g.inputs.len()}
	b.told = report{task: g.task, from: int32(w.PE()), results: g.task.newResults()}
	return b
}

func (b *batch) rank() rank      { return rank{priority: int(b.priority)} }
func (b *batch) left() int       { return b.total - b.begun }
func (b *batch) mayRun(int) bool { return true }
func (b *batch) String() string  { return b.task.info().String() }
func (b *batch) stopped() bool   { return slices.Contains(b.dropped, b.segments[0].job) }

// run runs the next task.
func (b *batch) run(t *chare.Task) {
	at, s := b.cut()
	if slices.Contains(b.dropped, s.job) {
		b.told.lost = append(b.told.lost, s)
		return
	}
	w := b.w
	b.running++
	t.SetLabel(b)
	start := chare.Now(w)
	b.task.runBatch(b, t, at, s)
	b.told.nanos += int64(chare.Now(w) - start)
	b.told.runs += int32(s.n)
	b.running--
	if w.current != b { // it has waited, and others have come after it
		b.tell()
	}
}

// cut begins the next task, which is part of one segment: tasks of several
// inputs are not mixed with others.
func (b *batch) cut() (at int, s segment) {
	of := b.segments[b.segment]
	n := min(int(b.grain), int(of.n)-b.offset)
	at, s = b.begun, segment{of.job, of.first + uint32(b.offset), uint32(n)}
	b.begun += n
	if b.offset += n; b.offset == int(of.n) {
		b.segment++
		b.offset = 0
	}
	return at, s
}

// did notes an input that has been run.
func (b *batch) did(job, index uint32) {
	if n := len(b.told.done); n > 0 {
		if last := &b.told.done[n-1]; last.job == job && last.first+last.n == index {
			last.n++
			return
		}
	}
	b.told.done = append(b.told.done, segment{job, index, 1})
}

func (f *task[A, R]) runBatch(b *batch, t *chare.Task, at int, s segment) {
	inputs := b.inputs.(*columnOf[A]).list[at : at+int(s.n)]
	for i, a := range inputs {
		r, failed := f.invoke(t, a)
		index := s.first + uint32(i)
		if failed != nil {
			b.told.failed = append(b.told.failed, failure{s.job, index, failed})
			if rest := s.n - uint32(i) - 1; rest > 0 {
				b.told.lost = append(b.told.lost, segment{s.job, index + 1, rest})
			}
			return
		}
		b.did(s.job, index)
		results := b.told.results.(*columnOf[R]) // another one if the task has waited
		results.list = append(results.list, r)
	}
}

// tell sends the owner what has ended since the last time, and the credit for
// the next grant once all have begun.
func (b *batch) tell() {
	if b.left() == 0 && !b.credited {
		b.credited = true
		b.told.credits = 1
	}
	r := b.told
	if r.credits == 0 && len(r.done)+len(r.failed)+len(r.lost) == 0 {
		return
	}
	b.told = report{task: r.task, from: r.from, results: r.task.newResults()}
	owner := b.w.on(int(b.owner))
	if err := trying(func() { owner.Report(r) }); err != nil {
		owner.Report(r.unsent(b.w.PE(), err))
	}
	if b.left() == 0 && b.running == 0 {
		delete(b.w.batches, b)
	}
}

// unsent is the report if what it is about cannot leave a PE: failures instead
// of results.
func (r report) unsent(pe int, err error) report {
	for _, s := range r.done {
		for i := range s.n {
			r.failed = append(r.failed, failure{s.job, s.first + i, &chare.Error{Chare: r.task.info().String(), PE: pe, Err: err}})
		}
	}
	r.done, r.results = nil, r.task.newResults()
	return r
}

// trying calls f, which sends, and returns what it panics with.
func trying(f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%v", v)
		}
	}()
	f()
	return nil
}
