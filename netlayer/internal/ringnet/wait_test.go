package ringnet

import (
	"slices"
	"testing"
	"time"
)

// polite is a Carrier that counts how often it gives way, and then does what it
// is told.
type polite struct {
	still
	yields int
	then   func()
}

func (c *polite) Yield() {
	c.yields++
	c.then()
}

func TestWaitGivesWayAsOftenAsItHasPaidOfLate(t *testing.T) {
	options := Options{BlockBytes: 64 << 10, Yields: 4}
	mem := newMemory(t, 2, options)
	sender := newPort(t, mem, 1, 2, options)
	c := &polite{then: func() {}}
	receiver, err := New(mem, 0, 2, options, c)
	if err != nil {
		t.Fatal(err)
	}
	wait := func() (yields int) {
		c.yields = 0
		receiver.Wait(-1)
		return c.yields
	}

	inVain := []int{wait(), wait(), wait(), wait()}
	if want := []int{4, 2, 1, 1}; !slices.Equal(inVain, want) {
		t.Errorf("it gave way %v times before sleeping, want %v", inVain, want)
	}
	if slept := receiver.Stats().Slept; slept != 4 {
		t.Errorf("it slept %d times, want 4", slept)
	}

	c.then = func() {
		c.then = func() {}
		send(sender, 0, 8)
	}
	if n := wait(); n != 1 || receiver.Stats().Slept != 4 || !drop(t, receiver) {
		t.Errorf("it gave way %d times and slept %d times, want a message after the first, and no sleep", n, receiver.Stats().Slept-4)
	}
	if n := wait(); n != 2 {
		t.Errorf("it gave way %d times after that has paid, want 2", n)
	}

	c.then = func() { time.Sleep(2 * longestYield) } // others calculate
	if n := wait(); n != 1 {
		t.Errorf("it gave way %d times to who keeps the processor, want 1", n)
	}
}

func TestWaitDoesNotGiveWayUnasked(t *testing.T) {
	options := Options{BlockBytes: 64 << 10}
	c := &polite{then: func() {}}
	p, err := New(newMemory(t, 1, options), 0, 1, options, c)
	if err != nil {
		t.Fatal(err)
	}
	p.Wait(time.Nanosecond)
	if c.yields != 0 {
		t.Errorf("it gave way %d times", c.yields)
	}
}
