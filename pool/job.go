package pool

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/wire"
)

// A job is the inputs given to the pool by one call, as their owner sees it:
// the PE where the call was made, which has inputs, results and the future.
type job interface {
	work
	core() *jobCore
	// give appends inputs to a column.
	give(first, n int, to column)
	// take takes results from a column.
	take(first int, from column, at, n int)
	// finish gives the future its results, or its failure.
	finish(failure *chare.Error)
}

// jobCore is the part of a job that has no types.
type jobCore struct {
	self   job
	w      *worker // of the owner
	task   anyTask
	number uint32 // what other PEs call it; 0: they have not heard of it
	at     rank
	grain  int // inputs that are one task; Auto
	cores  int // how many PEs may run it at a time; 0: any number
	window int // of MapSeq; 0: the default

	next, end int // the inputs that wait are [next, end)
	out       int // that run, or that other PEs have
	spare     int // counted in worker.spare
	holders   []holder
	failures  []failure
	canceled  bool
	timing    *timing
	progress  *progress
}

// A holder is a PE that has inputs of a job.
type holder struct{ pe, n int }

func (j *jobCore) core() *jobCore { return j }
func (j *jobCore) rank() rank     { return j.at }
func (j *jobCore) left() int      { return j.end - j.next }
func (j *jobCore) String() string { return j.task.info().String() }

func (j *jobCore) mayRun(pe int) bool {
	return j.cores == 0 || len(j.holders) < j.cores || slices.ContainsFunc(j.holders, func(h holder) bool { return h.pe == pe })
}

// begin hands the next n inputs to a PE.
func (j *jobCore) begin(pe, n int) (first int) {
	first = j.next
	j.next += n
	j.out += n
	if j.cores > 0 || pe != j.w.PE() {
		j.hold(pe, n)
	}
	j.w.count(j)
	return first
}

// hold notes that a PE has n inputs more, or less.
func (j *jobCore) hold(pe, n int) {
	i := slices.IndexFunc(j.holders, func(h holder) bool { return h.pe == pe })
	if i < 0 {
		j.holders = append(j.holders, holder{pe, n})
		return
	}
	if j.holders[i].n += n; j.holders[i].n == 0 {
		j.holders = slices.Delete(j.holders, i, i+1)
	}
}

// fail notes the failure of an input, and drops those that have not begun.
func (j *jobCore) fail(index int, err *chare.Error) {
	j.failures = append(j.failures, failure{index: uint32(index), err: err})
	j.drop()
}

// drop gives up the inputs that no PE has begun.
func (j *jobCore) drop() {
	j.next = j.end
	j.w.count(j)
	for _, h := range j.holders {
		if h.pe != j.w.PE() {
			j.w.on(h.pe).Drop(j.w.PE(), int(j.number))
		}
	}
}

// cancel is drop because the caller wants it.
func (j *jobCore) cancel() {
	if j.canceled || j.over() {
		return
	}
	j.canceled = true
	j.drop()
	if j.over() {
		j.w.finish(j.self)
	}
}

// stopped reports whether the results of further tasks are of no use.
func (j *jobCore) stopped() bool { return j.canceled || len(j.failures) > 0 }

// over reports whether no input waits or runs.
func (j *jobCore) over() bool { return j.next == j.end && j.out == 0 }

// outcome is the failure of the whole job, nil if there is none.
func (j *jobCore) outcome() *chare.Error {
	var all []error
	slices.SortFunc(j.failures, func(a, b failure) int { return cmp.Compare(a.index, b.index) })
	for _, f := range j.failures {
		all = append(all, f.err)
	}
	if j.canceled {
		all = append(all, ErrCanceled)
	}
	switch {
	case len(all) == 0:
		return nil
	case len(j.failures) == 1 && len(all) == 1:
		return j.failures[0].err
	case len(all) == 1:
		return &chare.Error{Chare: j.String(), PE: j.w.PE(), Err: all[0]}
	}
	return &chare.Error{Chare: j.String(), PE: j.w.PE(), Err: errors.Join(all...)}
}

// ErrCanceled is the failure of a job that was canceled.
var ErrCanceled = errors.New("pool: the job was canceled")

func init() { wire.RegisterError("pool.ErrCanceled", ErrCanceled) }

// A jobOf is a job of one task.
type jobOf[A, R any] struct {
	jobCore
	task    *task[A, R]
	inputs  []A
	results []R

	all *chare.Future[[]R] // of a Map, or
	one *chare.Future[R]   // of a Call; neither of Go

	input  [1]A // the memory of inputs and results of Call and Go
	result [1]R
}

func (j *jobOf[A, R]) give(first, n int, to column) {
	c := to.(*columnOf[A])
	c.list = append(c.list, j.inputs[first:first+n]...)
}

func (j *jobOf[A, R]) take(first int, from column, at, n int) {
	copy(j.results[first:first+n], from.(*columnOf[R]).list[at:])
}

func (j *jobOf[A, R]) finish(failure *chare.Error) {
	switch {
	case failure != nil && j.all != nil:
		j.all.Fail(failure)
	case failure != nil && j.one != nil:
		j.one.Fail(failure)
	case len(j.failures) > 0:
		panic(failure) // nobody waits: it ends the program
	case j.all != nil:
		j.all.Target().Send(j.results)
	case j.one != nil:
		j.one.Target().Send(j.results[0])
	}
}

// run runs the next task on the owner's own PE.
func (j *jobOf[A, R]) run(t *chare.Task) {
	w, timed := j.w, j.grain == Auto || j.all != nil
	n := max(1, j.grain)
	if j.grain == Auto {
		n = j.timing.share(j.left(), w.workers(), Auto)
	}
	n = min(n, j.left())
	first := j.begin(w.PE(), n)
	t.SetLabel(j)
	var start time.Duration
	if timed {
		start = chare.Now(w)
	}
	done := 0
	for ; done < n && !j.stopped(); done++ {
		result, failed := j.task.invoke(t, chare.Given(w, j.task.input, j.inputs[first+done]))
		if failed != nil {
			j.fail(first+done, failed)
			break
		}
		j.results[first+done] = result
	}
	if timed && done > 0 {
		j.timing.add(chare.Now(w)-start, done)
	}
	w.ended(j, w.PE(), n)
}
