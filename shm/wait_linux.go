package shm

import (
	"math"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// The operations without FUTEX_PRIVATE_FLAG: the word is in memory that several
// processes have mapped, each elsewhere.
const (
	futexWait = 0
	futexWake = 1
)

// Sleep sleeps while *word is value: until Wake is called for the word, or
// timeout has passed (< 0: none). It may return early. Looking at the word and
// falling asleep are one step as seen by who changes the word and then calls
// Wake.
func Sleep(word *uint32, value uint32, timeout time.Duration) {
	if atomic.LoadUint32(word) != value {
		return // what the system call would find
	}
	if timeout < 0 {
		futex(word, futexWait, value, nil)
		return
	}
	t := unix.NsecToTimespec(timeout.Nanoseconds())
	futex(word, futexWait, value, &t)
}

// Yield lets other threads run that wait for this processor.
func Yield() { unix.RawSyscall(unix.SYS_SCHED_YIELD, 0, 0, 0) }

// Wake wakes up to n of those that sleep on the word, in any process.
func Wake(word *uint32, n int) {
	futex(word, futexWake, uint32(min(n, math.MaxInt32)), nil)
}
