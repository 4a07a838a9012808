package quic

import (
	"testing"
	"time"
)

// sleeper is one of a watch that sleeps until it is woken.
func sleeper(w *watch, one, other *watcher) (asleep func() bool, woken <-chan struct{}) {
	wake, over := make(chan struct{}, 1), make(chan struct{})
	one.wake = func() { wake <- struct{}{} }
	go func() {
		w.sleep(one, other, func() { <-wake })
		close(over)
	}()
	return one.asleep.Load, over
}

func TestNobodySleepsWhileTheOtherLooks(t *testing.T) {
	var w watch
	w.start(time.Hour)
	w.came.Store(-int64(2 * time.Hour)) // nothing for long
	asleep, woken := sleeper(&w, &w.ring, &w.socket)
	for !asleep() {
		time.Sleep(time.Millisecond)
	}
	w.saw(&w.ring)
	<-woken
	if !w.lasts() {
		t.Error("the one that was woken does not look")
	}
	// One that is about to sleep finds out that the other looks.
	w.socket.wake = func() { t.Error("who did not sleep is woken") }
	w.sleep(&w.socket, &w.ring, func() { t.Error("one sleeps while the other looks") })
}

func TestNobodyIsWokenToLookInVain(t *testing.T) {
	for name, w := range map[string]*watch{"without a watch": {}, "processors are taken": {}} {
		if name != "without a watch" {
			w.start(time.Hour)
			crowd(w)
		}
		asleep, woken := sleeper(w, &w.ring, &w.socket)
		for w.longest > 0 && !asleep() {
			time.Sleep(time.Millisecond)
		}
		slept := false
		w.sleep(&w.socket, &w.ring, func() { slept = true })
		w.saw(&w.ring)
		select {
		case <-woken:
			t.Errorf("%s: one wakes the other", name)
		default:
		}
		if !slept || w.goOn() {
			t.Errorf("%s: slept %v, goOn %v; want to sleep", name, slept, !slept)
		}
		w.ring.wake()
		<-woken
	}
}

func TestAWatchIsAsLongAsItPays(t *testing.T) {
	const longest = 80 * time.Microsecond
	var w watch
	w.start(longest)
	check := func(when string, want time.Duration) {
		t.Helper()
		if got := time.Duration(w.length.Load()); got != want {
			t.Errorf("%s: a watch of %v, want %v", when, got, want)
		}
	}
	check("at first", longest)
	w.inVain()
	w.inVain()
	check("after two failures", longest/4)
	w.saw(&w.ring)
	check("after a success", longest/2)
	for range watchAgain - 3 {
		w.inVain()
	}
	check("after many failures", leastWatch)
	w.inVain()
	check("now and then", longest)
	w.saw(&w.ring)
	check("after a success of the longest", longest)
}

// crowd has the watch find others on its processor.
func crowd(w *watch) {
	for range manyLong {
		w.yielded(int64(longYield) + 1)
	}
}

func TestLongYieldsEndTheWatchForLongerAndLonger(t *testing.T) {
	var w watch
	w.start(time.Hour)
	check := func(when string, want int) {
		t.Helper()
		got := 0
		for ; w.rest.Load() > 0; got++ {
			w.inVain()
		}
		if got != want {
			t.Errorf("%s: %d sleeps without a watch, want %d", when, got, want)
		}
	}
	for range manyLong {
		w.yielded(int64(longYield) + 1)
		for range fewGood + 1 {
			w.yielded(1000)
		}
	}
	check("long yields among many", 0)
	w.yielded(int64(longYield) + 1) // which starts anew
	for range fewGood + 1 {
		w.yielded(1000)
	}
	for want := leastRest; want <= mostRest; want *= 2 {
		crowd(&w)
		check("long yields only", want)
	}
	crowd(&w)
	check("at most", mostRest)
	for range manyLong - 1 {
		w.yielded(int64(longYield) + 1)
	}
	w.good.Store(fewGood)
	w.yielded(int64(longYield) + 1)
	check("still", mostRest)
}
