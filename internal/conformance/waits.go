package conformance

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/charm4go/charm/chare"
)

var waits = []Scenario{
	{Name: "Wait waits for all of several", Run: waitForAll},
	{Name: "Ready yields each once, as they become ready", Run: readyOrder},
	{Name: "the body of a Ready loop may wait", Run: readyBodyWaits},
	{Name: "a Ready loop may be left", Run: readyLeft},
	{Name: "Wait and Ready take channels", Run: waitForChannels},
	{Name: "a thousand tasks wait for each other", Run: longChain},
	{Name: "Until waits for a condition", Run: untilCondition},
	{Name: "several tasks of a chare may wait for conditions", Run: untilSeveral},
	{Name: "Yield lets others run", Run: yieldIsFair},
	{Name: "Go lets the PE go on", Run: goLetsGoOn},
	{Name: "methods of a PE run one at a time", Run: oneAtATime},
}

// A Gate opens by steps.
type Gate struct {
	chare.Base
	open   int
	passed []int
	inside int
}

// Open opens the gate up to a step.
func (g *Gate) Open(step int) { g.open = step }

// Pass waits until the gate is open up to a step, and returns how many have
// passed before.
func (g *Gate) Pass(t *chare.Task, step int) int {
	t.Until(func() bool { return g.open >= step })
	must(g.open >= step, "the gate is open to %d, not %d", g.open, step)
	g.passed = append(g.passed, step)
	return len(g.passed) - 1
}

// Passed returns which steps have been passed.
func (g *Gate) Passed() []int { return g.passed }

// PassNext waits for a step and opens the next.
func (g *Gate) PassNext(t *chare.Task, step int) {
	t.Until(func() bool { return g.open == step })
	g.open++
	if step%2 == 0 {
		t.Yield() // the others are looked at when this waits, and
	} // when it ends
}

// Alone must be in this chare's PE alone between its waits.
func (g *Gate) Alone(t *chare.Task) {
	for range 5 {
		g.inside++
		must(g.inside == 1, "%d methods run at once", g.inside)
		for range 100 {
			must(g.inside == 1, "%d methods run at once", g.inside)
		}
		g.inside--
		t.Yield()
	}
}

func waitForAll(t *chare.Task) {
	chare.Wait(t)
	gates := NewGateArray(t, chare.Dims(t.NumPEs()+1))
	passing := gates.Ret().Pass(1)
	single := gates.At(0).Ret().Pass(2)
	multi := chare.NewMultiFuture[chare.Void](t, 2)
	gates.Open(2)
	multi.Target().Send(chare.Void{})
	multi.Target().Send(chare.Void{})
	chare.Wait(t, passing, single, multi, passing)
	must(passing.Ready() && single.Ready() && multi.Ready(), "not all are ready after Wait")
	equal("order of waiting", passing.Get(t)[0]+single.Get(t), 1)
	failing := NewFaulty(t).Ret().FailNow("coded")
	chare.Wait(t, failing) // does not panic
	must(failing.Ready(), "a failed future is not ready")
}

func readyOrder(t *chare.Task) {
	for range chare.Ready[*chare.Future[int]](t) {
		panic("a loop over nothing has a turn")
	}
	const n = 8
	futures := make([]*chare.Future[int], n)
	for i := range futures {
		futures[i] = chare.NewFuture[int](t)
	}
	for _, i := range []int{5, 2} { // ready before the loop: in order of position
		futures[i].Target().Send(10 * i)
	}
	sequel := []int{7, 0, 3, 6, 1, 4}
	var got []int
	for i, f := range chare.Ready(t, futures...) {
		equal("value", f.Get(t), 10*i)
		got = append(got, i)
		if len(sequel) > 0 && len(got) >= 2 {
			i := sequel[0]
			sequel = sequel[1:]
			futures[i].Target().Send(10 * i)
		}
	}
	alike("order", got, []int{2, 5, 7, 0, 3, 6, 1, 4})

	// From afar, and of two kinds.
	gates := NewGateArray(t, chare.Dims(n))
	var all []chare.Waitable
	for i := range n {
		all = append(all, gates.At(i).Ret().Pass(1))
	}
	all = append(all, chare.NewMultiFuture[int](t, 0), gates.Ret().Pass(1))
	gates.Open(1)
	seen := map[int]int{}
	for i, w := range chare.Ready(t, all...) {
		must(w.Ready() && w == all[i], "%d is not ready", i)
		seen[i]++
	}
	equal("ready, each once", len(seen), n+2)
}

func readyBodyWaits(t *chare.Task) {
	gates := NewGateGroup(t)
	n := t.NumPEs()
	futures := make([]*chare.Future[int], n)
	for pe := range n {
		futures[pe] = gates.At(pe).Ret().Pass(1)
	}
	gates.Open(1)
	turns := 0
	for i := range chare.Ready(t, futures...) {
		// Others become ready meanwhile, and must not wake this loop's body.
		equal("passed", len(gates.At(i).Ret().Passed().Get(t)), 1)
		for range 5 {
			t.Yield()
		}
		equal("passed", len(gates.At(i).Ret().Passed().Get(t)), 1)
		turns++
	}
	equal("turns", turns, n)

	// A loop in a loop.
	outer, inner := 0, 0
	for range chare.Ready(t, gates.At(0).Ret().Passed(), gates.At(n-1).Ret().Passed()) {
		outer++
		for range chare.Ready(t, gates.At(n-1).Ret().Passed(), gates.At(0).Ret().Passed()) {
			inner++
		}
	}
	equal("turns of the outer loop", outer, 2)
	equal("turns of the inner loop", inner, 4)
}

func readyLeft(t *chare.Task) {
	futures := []*chare.Future[int]{chare.NewFuture[int](t), chare.NewFuture[int](t), chare.NewFuture[int](t)}
	futures[1].Target().Send(1)
	for i := range chare.Ready(t, futures...) {
		equal("the first that is ready", i, 1)
		break
	}
	// What was not waited for is as before.
	futures[2].Target().Send(2)
	equal("value", futures[2].Get(t), 2)
	gate := NewGate(t)
	later := gate.Ret().Pass(1)
	futures[0].Target().Send(0)
	gate.Open(1)
	equal("value of another future", later.Get(t), 0)
	var order []int
	for i := range chare.Ready(t, futures...) {
		order = append(order, i)
	}
	alike("order of a second loop", order, []int{0, 1, 2})
}

// A Post has channels to many.
type Post struct{ chare.Base }

// Collect receives twice from each of the others, in any order, and returns the
// sum.
func (p *Post) Collect(t *chare.Task, from PostProxies) (sum int) {
	var channels []*chare.Channel[int]
	for i := range from.Len() {
		channels = append(channels, chare.NewChannel[int](p, from.At(i)))
	}
	for range 2 {
		seen := map[int]bool{}
		for i, ch := range chare.Ready(t, channels...) {
			must(ch.Ready() && !seen[i], "channel %d is not ready, or not for the first time", i)
			seen[i] = true
			sum += ch.Recv(t)
		}
		equal("channels that were ready", len(seen), len(channels))
	}
	last := chare.NewFuture[int](t)
	from.At(0).Last(last.Target())
	chare.Wait(t, channels[0], last, channels[len(channels)-1])
	return sum + channels[0].Recv(t)
}

// Deliver sends.
func (p *Post) Deliver(t *chare.Task, to PostProxy) {
	ch := chare.NewChannel[int](p, to)
	for n := range 3 {
		ch.Send(p.Index().X() + n)
		for range p.Index().X() % 5 {
			t.Yield()
		}
	}
}

// Last sends to a target.
func (p *Post) Last(to chare.Target[int]) { to.Send(0) }

// Chain waits for the next of a number of tasks.
func (p *Post) Chain(t *chare.Task, left int) int {
	if left == 0 {
		return 0
	}
	n := p.All().Len()
	return 1 + p.All().At((p.Index().X()+1)%n).Ret().Chain(left-1).Get(t)
}

func waitForChannels(t *chare.Task) {
	n := 3 * t.NumPEs()
	collector, from := NewPost(t), NewPostArray(t, chare.Dims(n))
	sum := collector.Ret().Collect(from)
	from.Await().Deliver(collector).Get(t)
	equal("sum", sum.Get(t), n*(n-1)+n+2)
}

func longChain(t *chare.Task) {
	equal("tasks", NewPostArray(t, chare.Dims(2*t.NumPEs())).At(0).Ret().Chain(1000).Get(t), 1000)
}

func untilCondition(t *chare.Task) {
	gates := NewGateArray(t, chare.Dims(t.NumPEs()+1))
	all := gates.Ret().Pass(3)
	gates.Open(2)
	gates.Await().Open(2).Get(t)
	must(!all.Ready(), "Until has ended before its condition held")
	gates.Open(3)
	for _, before := range all.Get(t) {
		equal("passed before", before, 0)
	}
	gates.Await().Pass(1).Get(t) // holds from the start
}

func untilSeveral(t *chare.Task) {
	gates := NewGateGroup(t)
	const n = 6
	for step := range n { // one opens for the next, the last that was called first
		gates.PassNext(n - 1 - step)
	}
	gates.Await().Pass(n).Get(t)

	g := gates.At(t.NumPEs() - 1)
	var waiting []*chare.Future[int]
	for range 4 { // the longest waiting goes first
		waiting = append(waiting, g.Ret().Pass(n+1))
	}
	g.Open(n + 1)
	for i, f := range waiting {
		equal("passed before", f.Get(t), i+1)
	}
}

// A Spinner waits for another by giving way.
type Spinner struct {
	chare.Base
	stop bool
	seen []int
}

// Spin gives way until Stop is called, which may come from another PE.
func (s *Spinner) Spin(t *chare.Task) {
	for !s.stop {
		t.Yield()
	}
}

// Stop ends Spin.
func (s *Spinner) Stop() { s.stop = true }

// StopFar ends the Spin of another.
func (s *Spinner) StopFar(p SpinnerProxy) { p.Stop() }

// Count writes down who has its turn.
func (s *Spinner) Count(t *chare.Task, who, times int) {
	for range times {
		s.seen = append(s.seen, who)
		t.Yield()
	}
}

// Seen returns what Count has written.
func (s *Spinner) Seen() []int { return s.seen }

func yieldIsFair(t *chare.Task) {
	g := NewSpinnerGroup(t)
	spinning := g.Await().Spin()
	for pe := range t.NumPEs() {
		g.At(t.NumPEs() - 1 - pe).StopFar(g.At(pe))
	}
	spinning.Get(t)

	const tasks, times = 3, 10
	for pe := range t.NumPEs() {
		var all []chare.Waitable
		for who := range tasks {
			all = append(all, g.At(pe).Await().Count(who, times))
		}
		chare.Wait(t, all...)
		seen := g.At(pe).Ret().Seen().Get(t)
		equal("turns", len(seen), tasks*times)
		for who := range tasks {
			last := slices.Index(seen, who)
			for i := last + 1; i < len(seen); i++ {
				if seen[i] != who {
					continue
				}
				// Between two turns of one, each other has two at most: it may
				// have come before this one, and come after it next time.
				must(i-last <= 2*tasks, "task %d waits for %d others: %v", who, i-last, seen)
				last = i
			}
		}
	}
}

// A Blocker runs code that blocks.
type Blocker struct {
	chare.Base
	calls int
}

// Block blocks until others have been called here.
func (b *Blocker) Block(t *chare.Task, how string) (int, error) {
	v, err := chare.Go(t, func() (int, error) {
		switch how {
		case "sleep":
			time.Sleep(100 * time.Microsecond)
		case "error":
			return 7, fmt.Errorf("around: %w", errTest)
		case "panic":
			panic("out of order")
		case "panic with an error":
			panic(errTest)
		}
		return 42, nil
	})
	switch how {
	case "error":
		must(v == 7 && errors.Is(err, errTest), "Go returns %v, %v", v, err)
	case "panic", "panic with an error":
		must(err != nil && v == 0, "Go returns %v, %v", v, err)
		says(err.Error(), map[string]string{"panic": "out of order", "panic with an error": errTest.Error()}[how], "waits.go:")
		must(how == "panic" || errors.Is(err, errTest), "%v is not what it panicked with", err)
	}
	return v, err
}

var errTest = errors.New("an error of this test")

// Called counts its calls.
func (b *Blocker) Called() int {
	b.calls++
	return b.calls
}

func goLetsGoOn(t *chare.Task) {
	blockers := NewBlockerArray(t, chare.Dims(t.NumPEs()+1))
	blocked := blockers.Ret().Block("sleep")
	for i := range blockers.Len() {
		for call := range 3 {
			equal("calls meanwhile", blockers.At(i).Ret().Called().Get(t), call+1)
		}
	}
	for _, v := range blocked.Get(t) {
		equal("result", v, 42)
	}
	for _, how := range []string{"error", "panic", "panic with an error"} {
		blockers.Await().Block(how).Result(t)
		says(failure(t, blockers.At(t.NumPEs()).Await().Block(how)).Error(), "conformance.Blocker", "Block on PE")
	}
	equal("result in main", first(chare.Go(t, func() (string, error) { return "yes", nil })), "yes")
}

func first[T any](v T, err error) T {
	must(err == nil, "%v", err)
	return v
}

func oneAtATime(t *chare.Task) {
	g := NewGateGroup(t)
	var all []chare.Waitable
	for range 10 {
		all = append(all, g.Await().Alone())
	}
	chare.Wait(t, all...)
}
