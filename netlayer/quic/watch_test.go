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
			w.crowded()
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

func TestLongYieldsEndTheWatchForLongerAndLonger(t *testing.T) {
	var w watch
	w.start(time.Hour)
	sleepsWithout := func() (n int) {
		for ; w.rest.Load() > 0; n++ {
			w.inVain()
		}
		return n
	}
	for want := leastRest; want <= mostRest; want *= 2 {
		w.crowded()
		if got := sleepsWithout(); got != want {
			t.Errorf("%d sleeps without a watch, want %d", got, want)
		}
	}
	w.crowded()
	if got := sleepsWithout(); got != mostRest {
		t.Errorf("%d sleeps without a watch, want %d at most", got, mostRest)
	}
	w.yields.Store(goodYields + 1)
	w.crowded()
	if got := sleepsWithout(); got != leastRest {
		t.Errorf("%d sleeps without a watch after many good yields, want %d", got, leastRest)
	}
}
