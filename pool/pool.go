package pool

import (
	"fmt"
	"io"
	"slices"

	"github.com/charm4go/charm/chare"
)

// Map runs a task for each input and waits for the results, which are in the
// order of the inputs. A failure panics with a *chare.Error, as Future.Get does.
func Map[A, R any](t *chare.Task, f func(*chare.Task, A) R, inputs []A, options ...Option) []R {
	return MapAsync(t, f, inputs, options...).Get(t)
}

// MapAsync is Map that does not wait. The inputs are not to be changed until the
// future is ready.
func MapAsync[A, R any](c chare.Caller, f func(*chare.Task, A) R, inputs []A, options ...Option) *chare.Future[[]R] {
	j := newJob(c, taskOf[A, R](f), options)
	j.timing = new(timing)
	return j.startAll(c, inputs)
}

// Call runs a task once, for a future of the result.
func Call[A, R any](c chare.Caller, f func(*chare.Task, A) R, input A, options ...Option) *chare.Future[R] {
	j := newJob(c, taskOf[A, R](f), options)
	j.input[0] = input
	j.one = chare.NewFuture[R](c)
	j.startOne()
	return j.one
}

// Go runs a task that nobody waits for. Its failure ends the program;
// [chare.Task.WaitQuiescence] waits until nothing is left to do.
func Go[A any, F func(*chare.Task, A) | func(*chare.Task, A) error](c chare.Caller, f F, input A, options ...Option) {
	j := newJob(c, taskOf[A, chare.Void](f), options)
	j.input[0] = input
	j.startOne()
}

// newJob makes a job of a task, as yet without inputs.
func newJob[A, R any](c chare.Caller, of *task[A, R], options []Option) *jobOf[A, R] {
	w := here(c)
	j := &jobOf[A, R]{task: of}
	j.jobCore = jobCore{self: j, w: w, task: of, grain: 1}
	if t, ok := c.(*chare.Task); ok {
		if maker, ok := t.Label().(work); ok {
			j.at = rank{maker.rank().priority, true}
		}
	}
	for _, o := range options {
		o(&j.jobCore)
	}
	return j
}

func (j *jobOf[A, R]) startAll(c chare.Caller, inputs []A) *chare.Future[[]R] {
	j.inputs, j.results = inputs, make([]R, len(inputs))
	j.all = chare.NewFuture[[]R](c)
	j.start(len(inputs))
	return j.all
}

func (j *jobOf[A, R]) startOne() {
	j.inputs, j.results = j.input[:], j.result[:]
	j.timing = j.w.timing(j.task.id)
	j.start(1)
}

// start gives n inputs to the pool.
func (j *jobOf[A, R]) start(n int) {
	j.end = n
	if j.canceled || n == 0 {
		j.next = n
		j.finish(j.outcome())
		return
	}
	j.w.add(j)
}

// An Option says how a job is to be run.
type Option func(*jobCore)

// Auto is a number of inputs that the pool chooses; see Chunk.
const Auto = 0

// Chunk makes one task of n inputs, which are run one after another in one go: a
// task that waits keeps the rest of its chunk waiting. Auto measures the first
// inputs, and chooses how many are worth a message. Without it each input is a
// task.
func Chunk(n int) Option {
	if n < 0 {
		panic(fmt.Sprintf("pool: Chunk(%d): want at least 1, or Auto", n))
	}
	return func(j *jobCore) { j.grain = n }
}

// Cores lets at most n PEs run tasks of the job at a time.
func Cores(n int) Option {
	if n < 1 {
		panic(fmt.Sprintf("pool: Cores(%d): want at least 1", n))
	}
	return func(j *jobCore) { j.cores = n }
}

// Priority has the tasks of the job run before all that have a lower one. It is
// 0 for a job given from outside the pool, and for one given by a task that of
// the task's own job. What other PEs own they run by their own order.
func Priority(p int) Option {
	return func(j *jobCore) { j.at.priority = p }
}

// Progress shows how many inputs have been done: by a bar if to is a terminal,
// else by a line every few seconds.
func Progress(to io.Writer) Option {
	return func(j *jobCore) { j.progress = newProgress(to) }
}

// A Canceler cancels jobs. The zero value is ready for use, on one PE.
type Canceler struct {
	jobs     []*jobCore
	canceled bool
}

// CanceledBy has the job canceled when c is.
func CanceledBy(c *Canceler) Option {
	return func(j *jobCore) {
		j.canceled = j.canceled || c.canceled
		if len(c.jobs) == cap(c.jobs) {
			c.jobs = slices.DeleteFunc(c.jobs, (*jobCore).over)
		}
		c.jobs = append(c.jobs, j)
	}
}

// Cancel drops what has not begun of the jobs that were given with c, and what
// will be given with it. Their futures fail with ErrCanceled, once the tasks that
// run have ended.
func (c *Canceler) Cancel() {
	c.canceled = true
	for _, j := range c.jobs {
		j.cancel()
	}
	c.jobs = nil
}

// Canceled reports, inside a task, whether its result is of no use any more,
// since the job was canceled or another of its tasks has failed. A task of
// another PE than the job's hears of it where it waits, for instance by Yield.
func Canceled(t *chare.Task) bool {
	w, ok := t.Label().(interface{ stopped() bool })
	return ok && w.stopped()
}
