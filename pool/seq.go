package pool

import (
	"fmt"
	"iter"

	"github.com/charm4go/charm/chare"
)

// MapSeq runs a task for each input of a sequence, and yields the results in
// their order, while later inputs are taken and run. Only so many inputs as
// Window says have been taken and not yielded, so that sequences can go through
// that are larger than memory. With Chunk several inputs travel together. A
// failure panics where its result would have been yielded; what comes after it
// is dropped, as it is when the loop ends early.
func MapSeq[A, R any](t *chare.Task, f func(*chare.Task, A) R, inputs iter.Seq[A], options ...Option) iter.Seq[R] {
	of := taskOf[A, R](f)
	return func(yield func(R) bool) {
		s := newStream(t, of, options)
		defer s.stop.Cancel()
		for x := range inputs {
			s.take(x)
			for s.taken >= s.window {
				if !s.yieldFirst(t, yield) {
					return
				}
			}
		}
		s.send()
		for len(s.under) > 0 {
			if !s.yieldFirst(t, yield) {
				return
			}
		}
	}
}

// defaultWindow is how many tasks for each PE that works a MapSeq has taken, if
// nothing is said.
const defaultWindow = 16

// Window sets how many inputs MapSeq may have taken whose results have not been
// yielded.
func Window(n int) Option {
	if n < 1 {
		panic(fmt.Sprintf("pool: Window(%d): want at least 1", n))
	}
	return func(j *jobCore) { j.window = n }
}

// A stream is one MapSeq under way.
type stream[A, R any] struct {
	c       chare.Caller
	task    *task[A, R]
	options []Option
	grain   int
	window  int
	timing  *timing
	stop    Canceler

	next  []A                  // inputs that wait for others to travel with
	under []*chare.Future[[]R] // given to the pool, in order
	sizes []int                // their inputs
	taken int                  // inputs in both
}

func newStream[A, R any](c chare.Caller, of *task[A, R], options []Option) *stream[A, R] {
	s := &stream[A, R]{c: c, task: of, options: options, timing: new(timing)}
	j := newJob(c, of, options)
	s.grain, s.window = j.grain, j.window
	if s.window == 0 {
		s.window = defaultWindow * max(1, s.grain) * j.w.workers()
	}
	return s
}

// take takes an input.
func (s *stream[A, R]) take(x A) {
	s.next = append(s.next, x)
	s.taken++
	if len(s.next) >= s.together() || s.taken >= s.window {
		s.send()
	}
}

// together returns how many inputs make a job.
func (s *stream[A, R]) together() int {
	if s.grain != Auto {
		return s.grain
	}
	return s.timing.share(s.window, here(s.c).workers(), Auto)
}

// send gives the inputs that wait to the pool.
func (s *stream[A, R]) send() {
	n := len(s.next)
	if n == 0 {
		return
	}
	j := newJob(s.c, s.task, s.options)
	j.grain, j.progress, j.timing = n, nil, s.timing
	CanceledBy(&s.stop)(&j.jobCore)
	s.under, s.sizes = append(s.under, j.startAll(s.c, s.next)), append(s.sizes, n)
	s.next = nil
}

// yieldFirst yields the results of the first job, and reports whether more are
// wanted.
func (s *stream[A, R]) yieldFirst(t *chare.Task, yield func(R) bool) bool {
	f := s.under[0]
	s.taken -= s.sizes[0]
	s.under, s.sizes = s.under[1:], s.sizes[1:]
	for _, r := range f.Get(t) {
		if !yield(r) {
			return false
		}
	}
	return true
}
