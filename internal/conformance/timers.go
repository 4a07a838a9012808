package conformance

import (
	"math"
	"time"

	"github.com/charm4go/charm/chare"
)

var timers = []Scenario{
	{Name: "others run while a task sleeps", Run: sleeps},
	{Name: "After sends to any target", Run: afterTargets},
	{Name: "a cancelled timer does not come", Run: cancelledTimers},
	{Name: "timers come in the order of their times", Run: timersInOrder},
}

// A Clock sets timers.
type Clock struct {
	chare.Base
	rings int
	awake bool
}

// Sleep sleeps.
func (c *Clock) Sleep(t *chare.Task, d time.Duration) {
	t.Sleep(d)
	c.awake = true
}

// Awake returns whether a Sleep has ended.
func (c *Clock) Awake() bool { return c.awake }

// Ring counts.
func (c *Clock) Ring() { c.rings++ }

// Rings waits until it has rung so often, and returns how often it has.
func (c *Clock) Rings(t *chare.Task, n int) int {
	t.Until(func() bool { return c.rings >= n })
	return c.rings
}

// Set sets timers for itself, for all, and for to.
func (c *Clock) Set(d time.Duration, to chare.Target[chare.Void]) {
	chare.After(c, d, to)
	chare.After(c, d, c.This().To().Ring())
	chare.After(c, d, c.All().To().Ring())
}

// Cancel cancels one of two timers.
func (c *Clock) Cancel(t *chare.Task) {
	timer := chare.After(c, 20*time.Millisecond, c.This().To().Ring())
	must(timer.Cancel(), "a timer that has not come cannot be cancelled")
	must(!timer.Cancel(), "a timer can be cancelled twice")
	t.Sleep(25 * time.Millisecond)
	equal("rings", c.rings, 0)
	timer = chare.After(t, time.Microsecond, c.This().To().Ring())
	t.Until(func() bool { return c.rings > 0 })
	must(!timer.Cancel(), "a timer that has come can be cancelled")
}

func sleeps(t *chare.Task) {
	for _, d := range []time.Duration{0, -1, time.Nanosecond, time.Millisecond} {
		t.Sleep(d)
	}
	clocks := NewClockGroup(t)
	asleep := clocks.Await().Sleep(10 * time.Millisecond)
	for pe := range t.NumPEs() {
		clocks.At(pe).Ret().Awake().Get(t) // answers, awake or not
	}
	asleep.Get(t)
	for _, awake := range clocks.Ret().Awake().Get(t) {
		must(awake, "a sleep has not ended")
	}
}

func afterTargets(t *chare.Task) {
	n := t.NumPEs()
	clocks := NewClockArray(t, chare.Dims(2*n))
	f := chare.NewMultiFuture[chare.Void](t, 2*n)
	clocks.Set(2*time.Millisecond, f.Target())
	f.Get(t)
	for _, rings := range clocks.Ret().Rings(1 + 2*n).Get(t) {
		equal("rings", rings, 1+2*n)
	}
}

func cancelledTimers(t *chare.Task) { NewClockGroup(t).Await().Cancel().Get(t) }

func timersInOrder(t *chare.Task) {
	never := chare.After(t, time.Hour, NewClock(t).To().Ring())
	var all []*chare.Future[chare.Void]
	var want, got []int
	for i := range 20 { // two for each time, which cannot come before the one before
		f := chare.NewFuture[chare.Void](t)
		chare.After(t, time.Duration(i/2)*10*time.Microsecond, f.Target())
		all = append(all, f)
		want = append(want, i)
	}
	for i := range chare.Ready(t, all...) {
		got = append(got, i)
	}
	alike("order", got, want)
	never.Cancel()
	never = chare.After(t, math.MaxInt64, NewClock(t).To().Ring())
	t.Sleep(time.Microsecond)
	must(never.Cancel(), "a timer that is never due has come")
}
