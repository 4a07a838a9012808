package conformance

import (
	"time"

	"github.com/charm4go/charm/chare"
)

var quiescences = []Scenario{
	{Name: "WaitQuiescence waits for all calls and what they cause", Run: quiescenceOfCalls},
	{Name: "quiescence waits for timers and Go", Run: quiescenceOfTimers},
	{Name: "quiescence does not wait for tasks that wait", Run: quiescenceOfWaiting},
	{Name: "quiescence is told to targets, from any PE", Run: quiescenceTargets},
}

// A Hopper passes messages on until they end.
type Hopper struct {
	chare.Base
	arrived int
	idle    int
	open    bool
}

// Hop sends two messages on to others, with one hop less.
func (h *Hopper) Hop(hops int) {
	h.arrived++
	if hops > 0 {
		n := h.All().Len()
		h.All().At((h.Index().X()*5 + 1) % n).Hop(hops - 1)
		h.All().At((h.Index().X() + hops) % n).HopSlowly(hops - 1)
	}
}

// HopSlowly is Hop that waits between.
func (h *Hopper) HopSlowly(t *chare.Task, hops int) {
	t.Yield()
	h.This().Await().Arrived().Get(t)
	h.Hop(hops)
}

// HopLater is Hop after a timer, a call of Go and another timer.
func (h *Hopper) HopLater(t *chare.Task, hops int) {
	t.Sleep(2 * time.Millisecond)
	chare.Go(t, func() (int, error) { time.Sleep(100 * time.Microsecond); return 0, nil })
	chare.After(h, 2*time.Millisecond, h.This().To().HopOnce())
	if hops > 0 {
		h.All().At((h.Index().X() + 1) % h.All().Len()).HopLater(hops - 1)
	}
}

// HopOnce arrives.
func (h *Hopper) HopOnce() { h.arrived++ }

// Arrived returns how many have arrived.
func (h *Hopper) Arrived() int { return h.arrived }

// Take returns how many have arrived, and forgets them.
func (h *Hopper) Take() int {
	n := h.arrived
	h.arrived = 0
	return n
}

// Wait waits for Open.
func (h *Hopper) Wait(t *chare.Task) { t.Until(func() bool { return h.open }) }

// Open ends Wait.
func (h *Hopper) Open() { h.open = true }

// AtRest hops, waits for quiescence, and returns what has arrived here.
func (h *Hopper) AtRest(t *chare.Task, hops int) int {
	h.Hop(hops)
	t.WaitQuiescence()
	return h.arrived
}

// Watch wants to be told, and hops.
func (h *Hopper) Watch(to chare.Target[chare.Void], hops int) {
	chare.Quiescence(h, to)
	chare.Quiescence(h, h.This().To().Idle())
	h.Hop(hops)
}

// Idle is told that all is idle.
func (h *Hopper) Idle() { h.idle++ }

// Idles waits until it has been told so often.
func (h *Hopper) Idles(t *chare.Task, n int) int {
	t.Until(func() bool { return h.idle >= n })
	return h.idle
}

func total(t *chare.Task, hoppers HopperProxies) (sum int) {
	for _, n := range hoppers.Ret().Take().Get(t) {
		sum += n
	}
	return sum
}

func quiescenceOfCalls(t *chare.Task) {
	t.WaitQuiescence()
	hoppers := NewHopperArray(t, chare.Dims(2*t.NumPEs()+1))
	for hops := range 7 {
		hoppers.At(hops % hoppers.Len()).Hop(hops)
		t.WaitQuiescence()
		equal("arrived at quiescence", total(t, hoppers), 1<<(hops+1)-1)
	}
	hoppers.Hop(4)
	t.WaitQuiescence()
	equal("arrived after a broadcast", total(t, hoppers), hoppers.Len()*31)
}

func quiescenceOfTimers(t *chare.Task) {
	hoppers := NewHopperGroup(t)
	hoppers.HopLater(2)
	t.WaitQuiescence()
	equal("arrived", total(t, hoppers), 3*t.NumPEs())
}

func quiescenceOfWaiting(t *chare.Task) {
	hoppers := NewHopperArray(t, chare.Dims(t.NumPEs()+1))
	waiting := hoppers.Await().Wait()
	t.WaitQuiescence()
	must(!waiting.Ready(), "tasks have ended that were to wait")
	hoppers.Open()
	t.WaitQuiescence()
	must(waiting.Ready(), "tasks have not ended at quiescence")
	equal("arrived", hoppers.At(0).Ret().AtRest(3).Get(t) > 0, true)
}

func quiescenceTargets(t *chare.Task) {
	hoppers := NewHopperGroup(t)
	f := chare.NewMultiFuture[chare.Void](t, t.NumPEs())
	hoppers.Watch(f.Target(), 3)
	f.Get(t)
	t.WaitQuiescence()
	equal("arrived", total(t, hoppers), 15*t.NumPEs())
	for _, n := range hoppers.Ret().Idles(1).Get(t) {
		equal("told", n, 1)
	}
	for _, rest := range hoppers.Ret().AtRest(2).Get(t) {
		must(rest > 0, "nothing has arrived at rest")
	}
}
