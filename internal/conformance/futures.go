package conformance

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/charm4go/charm/chare"
)

var futures = []Scenario{
	{Name: "several tasks may wait for one future", Run: severalWaiters},
	{Name: "a future may be read again and again", Run: readAgain},
	{Name: "a future's target travels through all PEs", Run: targetsRelayed},
	{Name: "a future takes one value", Run: oneValue},
	{Name: "a MultiFuture takes its values in the order of arrival", Run: multiFutures},
	{Name: "ResultWithin gives up, and can be called again", Run: resultWithin},
	{Name: "futures may be kept and waited for elsewhere on their PE", Run: futuresKept},
	{Name: "many futures at once", Run: manyFutures},
}

// A Relay passes targets on.
type Relay struct {
	chare.Base
	kept   chare.Target[string]
	future *chare.Future[string]
}

// Pass passes a target on along the PEs of a route; the last sends to it.
func (r *Relay) Pass(route []int, to chare.Target[string], said string) {
	said = fmt.Sprint(said, r.PE(), " ")
	if len(route) == 0 {
		to.Send(said)
		return
	}
	r.All().At(route[0]).Pass(route[1:], to, said)
}

// Keep keeps a target, and Use sends to it.
func (r *Relay) Keep(to chare.Target[string]) { r.kept = to }

// Use sends to what Keep kept.
func (r *Relay) Use() { r.kept.Send(fmt.Sprint("from PE ", r.PE())) }

// Answer sends a number so many times.
func (r *Relay) Answer(to chare.Target[int], times int) {
	for range times {
		to.Send(r.PE())
	}
}

// Double sends 2x.
func (r *Relay) Double(x int, to chare.Target[int]) { to.Send(2 * x) }

// Open makes a future and returns its target.
func (r *Relay) Open() chare.Target[string] {
	r.future = chare.NewFuture[string](r)
	return r.future.Target()
}

// Wait waits for the future that Open made.
func (r *Relay) Wait(t *chare.Task) string { return r.future.Get(t) }

func severalWaiters(t *chare.Task) {
	for pe := range t.NumPEs() {
		r := NewRelay(t, chare.OnPE(pe))
		target := r.Ret().Open().Get(t)
		var waiting []*chare.Future[string]
		for range 5 {
			waiting = append(waiting, r.Ret().Wait())
		}
		t.Yield()
		target.Send("all of you")
		for _, f := range waiting {
			equal("value of each waiter", f.Get(t), "all of you")
		}
		equal("value of one who comes late", r.Ret().Wait().Get(t), "all of you")
	}
}

func readAgain(t *chare.Task) {
	f := chare.NewFuture[int](t)
	must(!f.Ready(), "a new future is ready")
	f.Target().Send(7)
	must(f.Ready(), "a future with a value is not ready")
	for range 3 {
		equal("value", f.Get(t), 7)
		v, err := f.Result(t)
		must(v == 7 && err == nil, "Result is %v, %v", v, err)
	}
}

func targetsRelayed(t *chare.Task) {
	relays := NewRelayGroup(t)
	for first := range t.NumPEs() {
		var route []int
		for hop := range 2*t.NumPEs() + 1 {
			route = append(route, (first+hop)%t.NumPEs())
		}
		f := chare.NewFuture[string](t)
		relays.At(first).Pass(route[1:], f.Target(), "")
		equal("the way", "["+strings.TrimSpace(f.Get(t))+"]", fmt.Sprint(route))
	}
	for pe := range t.NumPEs() {
		f := chare.NewFuture[string](t)
		relays.At(pe).Keep(f.Target())
		relays.At(pe).Use()
		equal("value", f.Get(t), fmt.Sprint("from PE ", pe))
	}
}

func oneValue(t *chare.Task) {
	f := chare.NewFuture[string](t)
	f.Target().Send("first")
	complains(func() { f.Target().Send("second") }, "second string", "future")

	// The same by a target that has come back from a journey.
	relays := NewRelayGroup(t)
	r := relays.At(t.NumPEs() - 1)
	target := r.Ret().Open().Get(t)
	target.Send("first")
	equal("value", r.Ret().Wait().Get(t), "first")
	if t.NumPEs() == 1 {
		complains(func() { target.Send("second") }, "string", "future")
	}
	equal("value after a second", f.Get(t), "first")
}

func multiFutures(t *chare.Task) {
	relays := NewRelayGroup(t)
	for times := range 4 {
		f := chare.NewMultiFuture[int](t, times*t.NumPEs())
		relays.Answer(f.Target(), times)
		got := f.Get(t)
		equal("values", len(got), times*t.NumPEs())
		for pe := range t.NumPEs() {
			n := 0
			for _, v := range got {
				if v == pe {
					n++
				}
			}
			equal(fmt.Sprintf("values from PE %d", pe), n, times)
		}
	}
	f := chare.NewMultiFuture[int](t, 3)
	for i := range 3 {
		must(!f.Ready(), "a future of 3 is ready after %d", i)
		f.Target().Send(i)
	}
	alike("values in order", f.Get(t), []int{0, 1, 2})
	complains(func() { f.Target().Send(3) }, "int", "too many")
	none := chare.NewMultiFuture[int](t, 0)
	must(none.Ready() && len(none.Get(t)) == 0, "a future of no values waits")
}

func resultWithin(t *chare.Task) {
	for range 50 {
		f := chare.NewFuture[int](t)
		_, err := f.ResultWithin(t, time.Microsecond)
		must(err == chare.ErrTimeout, "error of a future that is not ready: %v", err)
		_, err = f.ResultWithin(t, 0)
		must(err == chare.ErrTimeout, "error of a future that is not ready, at once: %v", err)
		NewRelay(t).Answer(f.Target(), 1)
		_, err = f.ResultWithin(t, time.Hour)
		must(err == nil, "error of a future that becomes ready: %v", err)
		_, err = f.ResultWithin(t, 0)
		must(err == nil, "error of a future that is ready: %v", err)
	}
	f := chare.NewFuture[int](t)
	NewRelay(t, chare.OnPE(t.NumPEs()-1)).Answer(f.Target(), 1)
	_, err := f.ResultWithin(t, math.MaxInt64)
	must(err == nil, "error of a future that has all the time there is: %v", err)
	fails := NewFaulty(t).Ret().FailNow("coded")
	_, err = fails.ResultWithin(t, time.Hour)
	must(err != nil && err != chare.ErrTimeout, "error of a method that fails: %v", err)
}

// An Asker makes a future in one method and waits for it in another.
type Asker struct {
	chare.Base
	asked []*chare.Future[int]
}

// Ask asks each of some for the double of its number.
func (a *Asker) Ask(relays RelayProxies) {
	for pe := range relays.Len() {
		f := chare.NewFuture[int](a)
		relays.At(pe).Double(pe, f.Target())
		a.asked = append(a.asked, f)
	}
}

// Answers returns the answers.
func (a *Asker) Answers(t *chare.Task) (answers []int) {
	for _, f := range a.asked {
		answers = append(answers, f.Get(t))
	}
	return answers
}

func futuresKept(t *chare.Task) {
	relays := NewRelayGroup(t)
	askers := NewAskerArray(t, chare.Dims(t.NumPEs()+1))
	askers.Ask(relays)
	for _, answers := range askers.Ret().Answers().Get(t) {
		for pe, answer := range answers {
			equal("answer", answer, 2*pe)
		}
	}
}

func manyFutures(t *chare.Task) {
	relays := NewRelayGroup(t)
	for round := range 3 {
		all := make([]*chare.Future[int], 500)
		for i := range all {
			all[i] = chare.NewFuture[int](t)
			relays.At(i%t.NumPEs()).Double(i, all[i].Target())
		}
		for i := range all {
			i = (i*7 + round) % len(all)
			equal("value of one of many", all[i].Get(t), 2*i)
		}
	}
}
