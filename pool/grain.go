package pool

import "time"

// This file calculates how many tasks travel together, and run in one go.

const (
	// grantTime is how much work one message brings. A PE has two at a time, so
	// the owner has about this long to send the next.
	grantTime = time.Millisecond

	// longTask is how long a task takes for which a PE may be kept waiting the
	// time that a message takes, rather than be given the last one while another
	// PE will be free sooner.
	longTask = time.Millisecond

	maxGrant      = 4096      // tasks
	maxGrantBytes = 256 << 10 // about, if inputs are alike
)

// A timing is how long the inputs of a job take, as far as is known.
type timing struct {
	mean  time.Duration // of one input
	known bool
	bytes int // of one input, on the wire
}

// add takes in that n inputs took so long.
func (t *timing) add(took time.Duration, n int) {
	if n <= 0 {
		return
	}
	mean := took / time.Duration(n)
	if t.known {
		mean = (3*t.mean + mean) / 4
	}
	t.mean, t.known = mean, true
}

// share returns how many inputs one PE is to get next, of those that wait on
// their owner, for as many PEs that work. grain is how many make one task; Auto:
// as many as travel together.
func (t *timing) share(waiting, workers, grain int) int {
	task := max(1, grain)
	if !t.known {
		return task
	}
	n := maxGrant
	if t.mean > 0 {
		n = int(min(maxGrant, grantTime/t.mean))
	}
	if t.bytes > 0 {
		n = min(n, maxGrantBytes/t.bytes)
	}
	n = min(n, waiting/(2*workers))
	return max(1, n/task) * task
}

// lookAhead reports whether a PE that has tasks is to get more, of so many that
// wait. The last of tasks that are long, or of which nothing is known, wait for
// the PE that is free first.
func (t *timing) lookAhead(waiting, workers int) bool {
	return waiting > workers || t.known && t.mean < longTask
}
