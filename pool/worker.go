package pool

import (
	"slices"
	"time"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A worker is the pool on one PE: it has the jobs that were given to the pool
// there, and runs tasks of its own and of other PEs.
type worker struct {
	chare.Base
	queue   queue
	spare   int  // inputs of own jobs that other PEs could take
	calm    bool // no PE is known to be idle; else the scheduler is to hear of tasks to spare
	working bool // a call of Work is under way
	listed  bool // the scheduler knows that this PE is idle

	jobs    map[uint32]job // that other PEs have heard of
	last    uint32         // number of a job or shared value
	granted []uint8        // grants under way, by PE
	timings map[uint32]*timing
	batches map[*batch]struct{}
	current *batch // of the last task that was begun

	shared   map[sharedKey]any // *sharedOf[T]
	fetching map[sharedKey]*chare.Future[parcel]
}

var workers = chare.NewResident(workerClass)

// here returns the pool on the PE of a caller.
func here(c chare.Caller) *worker {
	w := workers.Here(c).(*worker)
	w.setUp()
	return w
}

func (w *worker) setUp() {
	if w.jobs == nil {
		sortedTasks()
		w.jobs = map[uint32]job{}
		w.granted = make([]uint8, w.NumPEs())
		w.timings = map[uint32]*timing{}
		w.batches = map[*batch]struct{}{}
		w.shared = map[sharedKey]any{}
		w.fetching = map[sharedKey]*chare.Future[parcel]{}
	}
}

func (w *worker) on(pe int) workerProxy { return workerProxy{workers.On(w, pe)} }

// works reports whether this PE runs tasks: all do but the scheduler's, unless
// there is no other.
func (w *worker) works() bool { return w.PE() > 0 || w.NumPEs() == 1 }

// workers returns how many PEs run tasks.
func (w *worker) workers() int { return max(1, w.NumPEs()-1) }

// add takes a new job.
func (w *worker) add(j job) {
	w.queue.push(j)
	w.count(j.core())
	w.carryOn()
	w.offer()
}

// count brings spare up to date after a change of a job.
func (w *worker) count(j *jobCore) {
	spare := j.left()
	if j.cores > 0 && len(j.holders) >= j.cores {
		spare = 0
	}
	w.spare += spare - j.spare
	j.spare = spare
}

// carryOn sees to it that the next task is run.
func (w *worker) carryOn() {
	if !w.working && w.works() {
		w.working = true
		w.This().Work()
	}
}

// Work runs one task, if there is any.
func (w *worker) Work(t *chare.Task) {
	w.working = false
	next := w.queue.next(w.PE())
	if b, _ := next.(*batch); b != w.current {
		if w.current != nil {
			w.current.tell()
		}
		w.current = b
	}
	if next == nil {
		w.rest()
		return
	}
	w.carryOn() // the next one comes when this one ends, or waits
	next.run(t)
}

// rest tells the scheduler that this PE has nothing to do.
func (w *worker) rest() {
	if !w.listed && w.NumPEs() > 1 {
		w.listed = true
		theScheduler(w).Idle(w.PE())
	}
}

// offer tells the scheduler about tasks to spare, if another PE is idle.
func (w *worker) offer() {
	if w.calm || w.NumPEs() == 1 {
		return
	}
	spare := w.spare
	if w.works() {
		spare-- // it takes one next
	}
	if spare > 0 {
		w.calm, w.listed = true, false
		theScheduler(w).Spare(w.PE(), spare)
	}
}

// Wanted says that a PE is idle.
func (w *worker) Wanted() {
	w.setUp()
	w.calm = false
	w.offer()
}

// Feed says which PEs are idle and are to get tasks from here.
func (w *worker) Feed(pes []int32) {
	w.setUp()
	for _, pe := range pes {
		if !w.grant(int(pe)) {
			theScheduler(w).Idle(int(pe))
		}
	}
	for _, pe := range pes {
		w.feed(int(pe))
	}
}

// ahead is how many grants a PE has at a time: one that it runs and one that it
// will find when that has ended.
const ahead = 2

// feed gives a PE the next grant, if it is due.
func (w *worker) feed(pe int) {
	for w.granted[pe] < ahead {
		j := w.queue.forOther(pe)
		if j == nil || w.granted[pe] > 0 && !j.core().timing.lookAhead(w.spare, w.workers()) || !w.grant(pe) {
			return
		}
	}
}

// grant gives a PE some tasks, and reports whether there were any that could
// travel.
func (w *worker) grant(pe int) bool {
	j := w.queue.forOther(pe)
	if j == nil {
		return false
	}
	first := j.core()
	room := first.timing.share(w.spare, w.workers(), first.grain)
	g := grant{task: first.task, owner: int32(w.PE()), priority: int32(first.at.priority), grain: int32(max(1, first.grain))}
	if first.grain == Auto {
		g.grain = int32(room)
	}
	g.inputs = g.task.newInputs()
	for {
		c := j.core()
		n := min(room, c.left())
		j.give(c.begin(pe, n), n, g.inputs)
		g.segments = append(g.segments, segment{w.number(j), uint32(c.next - n), uint32(n)})
		if room -= n; room == 0 || g.grain > 1 {
			break
		}
		if j = w.queue.forOther(pe); j == nil || j.core().task != g.task || j.core().at.priority != first.at.priority || j.core().grain != first.grain {
			break
		}
	}
	w.granted[pe]++
	if size := g.WireSize(); size > 0 {
		first.timing.bytes = size / g.inputs.len()
	}
	if err := trying(func() { w.on(pe).Take(g) }); err != nil {
		w.Report(report{task: g.task, from: int32(pe), credits: 1, done: g.segments}.unsent(w.PE(), err))
		return false
	}
	return true
}

// number returns what other PEs call a job.
func (w *worker) number(j job) uint32 {
	c := j.core()
	if c.number == 0 {
		w.last++
		c.number = w.last
		w.jobs[c.number] = j
	}
	return c.number
}

// timing returns what is known of a task, for jobs of one input.
func (w *worker) timing(task uint32) *timing {
	t := w.timings[task]
	if t == nil {
		t = new(timing)
		w.timings[task] = t
	}
	return t
}

// Take takes tasks of another PE.
func (w *worker) Take(g grant) {
	w.setUp()
	w.listed = false
	b := newBatch(w, g)
	w.batches[b] = struct{}{}
	w.queue.push(b)
	w.carryOn()
}

// Report takes what has become of tasks that another PE got from here.
func (w *worker) Report(r report) {
	from := int(r.from)
	w.granted[from] -= uint8(r.credits)
	w.learn(&r)
	w.feed(from)
	at := 0
	for _, s := range r.done {
		j := w.jobs[s.job]
		j.take(int(s.first), r.results, at, int(s.n))
		at += int(s.n)
		w.ended(j, from, int(s.n))
	}
	for _, s := range r.lost {
		w.ended(w.jobs[s.job], from, int(s.n))
	}
	for _, f := range r.failed {
		j := w.jobs[f.job]
		j.core().fail(int(f.index), f.err)
		w.ended(j, from, 1)
	}
}

// learn takes in how long tasks have taken.
func (w *worker) learn(r *report) {
	for _, s := range r.done {
		w.jobs[s.job].core().timing.add(time.Duration(r.nanos), int(r.runs))
		return // nearly always all are of one job, or of one task
	}
}

// ended notes that a PE has done with n inputs of a job.
func (w *worker) ended(j job, pe, n int) {
	c := j.core()
	c.out -= n
	if c.cores > 0 || pe != w.PE() {
		c.hold(pe, -n)
	}
	c.progress.show(c)
	if !c.over() {
		if c.cores > 0 {
			w.count(c)
			w.carryOn()
			w.offer()
		}
		return
	}
	w.finish(j)
}

// finish ends a job that is over.
func (w *worker) finish(j job) {
	delete(w.jobs, j.core().number)
	j.finish(j.core().outcome())
}

// Drop says that no more is wanted of a job of another PE.
func (w *worker) Drop(owner, number int) {
	for b := range w.batches {
		if int(b.owner) == owner && slices.ContainsFunc(b.segments, func(s segment) bool { return int(s.job) == number }) {
			b.dropped = append(b.dropped, uint32(number))
		}
	}
}
