//go:build !linux

package shm

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Sleep sleeps while *word is value, or until timeout has passed (< 0: none).
// It may return early.
//
// It polls, more and more seldom, since the other systems that we run on have
// no sleep on a word that works across processes and is open to programs.
func Sleep(word *uint32, value uint32, timeout time.Duration) {
	const longest = time.Millisecond
	start := time.Now()
	for nap := 20 * time.Microsecond; atomic.LoadUint32(word) == value; nap = min(2*nap, longest) {
		if timeout >= 0 {
			left := timeout - time.Since(start)
			if left <= 0 {
				return
			}
			nap = min(nap, left)
		}
		time.Sleep(nap)
	}
}

// Yield lets other threads run, as far as Go knows them: the other systems do
// not give a program the call for the rest.
func Yield() { runtime.Gosched() }

// Wake has nothing to do: who changed the word has woken the sleepers.
func Wake(word *uint32, n int) {}
