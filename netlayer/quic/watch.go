package quic

import (
	"runtime"
	"sync/atomic"
	"time"

	"github.com/charm4go/charm/shm"
)

// A watch is kept by the two goroutines of a gateway that wait for others: the
// way out for PEs, and the reader of the socket for other hosts. For a while
// after something has come they both look for more, by turns, and only then both
// sleep: to wake a processor up may take longer than a message takes from host
// to host.
//
// What keeps them busy also keeps Go from looking whether sleepers of this
// process have something to do, if it has one processor. So neither sleeps while
// the other looks.
type watch struct {
	longest time.Duration // zero: both sleep at once
	began   time.Time     // for clock

	length atomic.Int64 // ns, for which both look in vain
	came   atomic.Int64 // clock when something has come
	sleeps atomic.Int64
	rest   atomic.Int64 // sleeps until they look again, after long yields

	long     atomic.Int64 // yields, of late
	good     atomic.Int64 // yields since the last long one
	longRest atomic.Int64 // the last that was taken

	ring, socket watcher
}

// A watcher is one of the two.
type watcher struct {
	asleep atomic.Bool
	wake   func() // only called while it sleeps
}

// It depends on how it went before how long both look: twice as long after each
// success, half as long whenever one falls asleep, and longest after watchAgain
// sleeps.
const (
	leastWatch = 5 * time.Microsecond
	watchAgain = 64
)

// A process that gives the processor to one that computes gets it back when that
// has used up its turn, much later than one that sleeps and is woken. Once it took
// long to get it back, and did so manyLong times with few good ones in between,
// they do not look any more for some sleeps: twice as many each time, unless it
// went well for long.
const (
	longYield  = 500 * time.Microsecond
	manyLong   = 4
	fewGood    = 64
	leastRest  = 16
	mostRest   = 4096
	goodYields = 4096
)

func (w *watch) start(longest time.Duration) {
	w.longest, w.began = longest, time.Now()
	w.length.Store(int64(longest))
}

// clock tells the ns since start.
func (w *watch) clock() int64 { return int64(time.Since(w.began)) }

// saw is told by one, which has not slept since it called goOn, that something has
// come for it.
func (w *watch) saw(other *watcher) {
	if w.longest == 0 {
		return
	}
	w.came.Store(w.clock())
	w.setLength(2 * w.length.Load())
	w.rouse(other)
}

// rouse makes the other look, too, if there is anything to look for.
func (w *watch) rouse(other *watcher) {
	if w.lasts() && other.asleep.Load() {
		other.wake()
	}
}

func (w *watch) setLength(ns int64) {
	w.length.Store(min(max(ns, int64(leastWatch)), int64(w.longest)))
}

// goOn lets others run and reports whether to look again, and not to sleep.
func (w *watch) goOn() bool {
	if !w.lasts() {
		return false
	}
	runtime.Gosched()
	before := w.clock()
	shm.Yield()
	w.yielded(w.clock() - before)
	return true
}

// yielded is told how many ns it took to get the processor back.
func (w *watch) yielded(ns int64) {
	if ns <= int64(longYield) {
		w.good.Add(1)
		return
	}
	good := w.good.Swap(0)
	if good > fewGood {
		w.long.Store(0)
	}
	if w.long.Add(1) < manyLong {
		return
	}
	w.long.Store(0)
	rest := 2 * w.longRest.Load()
	if good > goodYields {
		rest = 0
	}
	rest = min(max(rest, leastRest), mostRest)
	w.longRest.Store(rest)
	w.rest.Store(rest)
}

// lasts reports whether something has come lately.
func (w *watch) lasts() bool {
	return w.longest > 0 && w.rest.Load() <= 0 && w.clock()-w.came.Load() < w.length.Load()
}

// sleep runs f, in which one sleeps.
func (w *watch) sleep(one, other *watcher, f func()) {
	if w.longest == 0 {
		f()
		return
	}
	one.asleep.Store(true)
	// The other stores that something has come before it looks who sleeps.
	if !w.lasts() {
		w.inVain()
		f()
	}
	one.asleep.Store(false)
	w.came.Store(w.clock())
	w.rouse(other)
}

// inVain is told that one falls asleep.
func (w *watch) inVain() {
	w.rest.Add(-1)
	if w.sleeps.Add(1)%watchAgain == 0 {
		w.setLength(int64(w.longest))
	} else {
		w.setLength(w.length.Load() / 2)
	}
}
