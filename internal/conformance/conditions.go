package conformance

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var conditions = []Scenario{
	{Name: "messages wait for their condition", Run: messagesWait},
	{Name: "messages that wait for one value keep their order", Run: orderOfOneValue},
	{Name: "messages are taken in the order of their values", Run: orderOfValues},
	{Name: "a condition is looked at again after each message", Run: lookedAtAgain},
	{Name: "messages that fit are not held up by others", Run: messagesThatFit},
	{Name: "conditions that were waited for longest come first", Run: orderOfConditions},
	{Name: "methods that wait may have conditions", Run: conditionsOfTasks},
	{Name: "a condition is looked at when a method waits", Run: lookedAtInBetween},
	{Name: "ends and results of messages that wait come back", Run: resultsOfWaiting},
	{Name: "broadcasts, targets and reductions reach methods with conditions", Run: conditionsOfMany},
	{Name: "no method comes between a condition and its message", Run: nothingInBetween},
	{Name: "any number of messages may wait", Run: manyMessagesWait, Heavy: true},
}

var conditionEndings = []Ending{
	{Name: "messages wait for conditions that never hold", Run: messagesLeft, Codes: []int{1},
		Says: []string{"deadlock", "main waits for",
			"messages for conformance.Desk.Take wait until d.free > 0: 3",
			"messages for conformance.Desk.Use wait until n <= s.free: 1"}},
	{Name: "main returns and a message waits", Run: messageLeft, Codes: []int{1},
		Says: []string{"deadlock", "messages for conformance.Desk.Count wait until step == d.state.step: 1"}},
	{Name: "panic in the condition of a message that arrives", Run: panicAtArrival, Codes: []int{1},
		Says: []string{"conformance.Desk.Divide", "the condition 10 % d.state.step == rest: ", "divide by zero"}},
	{Name: "panic in the condition of a message that waits", Run: panicWhileWaiting, Codes: []int{1},
		Says: []string{"conformance.Desk.Divide", "the condition 10 % d.state.step == rest: ", "divide by zero"}},
}

// A Desk takes messages when it is their turn.
type Desk struct {
	chare.Base
	Stock
	state struct{ step int }
	log   []string
}

// A Stock is what a Desk embeds.
type Stock struct {
	free   int
	inside int
}

// perStep is how many messages a Desk takes in each step.
const perStep = 3

func (d *Desk) write(format string, args ...any) {
	d.log = append(d.log, fmt.Sprintf(format, args...))
}

// SetStep begins a step.
func (d *Desk) SetStep(step int) { d.state.step = step }

// Step takes a message of the present step.
//
//charm:when d.state.step == step
func (d *Desk) Step(step, from, number int) { d.write("%d from %d: %d", step, from, number) }

// Count is Step, of which perStep make a step.
//
//charm:when step == d.state.step
func (d *Desk) Count(step int, cells []float64) int {
	equal("step", d.state.step, step)
	equal("cells", len(cells), step%5)
	if d.free++; d.free == perStep {
		d.state.step, d.free = d.state.step+1, 0
	}
	return step
}

// SetFree says how much is free.
func (s *Stock) SetFree(n int) { s.free = n }

// Take takes one.
//
//charm:when d.free > 0
func (d *Desk) Take(number int) {
	must(d.free > 0, "nothing is free")
	d.free--
	d.write("%d", number)
}

// Use takes n.
//
//charm:when n <= s.free
func (s *Stock) Use(n int) int {
	must(n <= s.free, "%d are free, not %d", s.free, n)
	s.free -= n
	return s.free
}

// Log returns what has been written.
func (d *Desk) Log() []string { return d.log }

// messages returns the log of a desk, once those that are under way have come.
func messages(t *chare.Task, d DeskProxy) []string {
	t.WaitQuiescence()
	return d.Ret().Log().Get(t)
}

func numbered(from, to int) (texts []string) {
	for i := from; i < to; i++ {
		texts = append(texts, fmt.Sprint(i))
	}
	return texts
}

func messagesWait(t *chare.Task) {
	for pe := range t.NumPEs() {
		d := NewDesk(t, chare.OnPE(pe))
		d.Step(1, 0, 1)
		d.Step(0, 0, 2) // need not wait
		d.Take(1)
		alike("log", messages(t, d), []string{"0 from 0: 2"})
		d.SetStep(1)
		alike("log", messages(t, d), []string{"0 from 0: 2", "1 from 0: 1"})
		d.SetFree(1)
		alike("log", messages(t, d), []string{"0 from 0: 2", "1 from 0: 1", "1"})
		d.Take(2) // which nothing waits for at the end, so that the end is no deadlock
		d.SetFree(1)
		equal("messages", len(messages(t, d)), 4)
	}
}

// SendSteps sends n messages of each step to a desk, in an order that depends on
// the seed.
func (d *Desk) SendSteps(to DeskProxy, steps, n, seed int) {
	next := make([]int, steps)
	order := make([]int, 0, steps*n)
	for i := range steps * n {
		order = append(order, i%steps)
	}
	rand.New(rand.NewPCG(uint64(seed), 0)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for _, step := range order {
		to.Step(step, d.Index().X(), next[step])
		next[step]++
	}
}

func orderOfOneValue(t *chare.Task) {
	const steps, n = 5, 10
	desks := NewDeskGroup(t)
	d := desks.At(t.NumPEs() - 1)
	d.Await().SetStep(-1).Get(t) // before what others will send
	for pe := range t.NumPEs() {
		desks.At(pe).SendSteps(d, steps, n, pe)
	}
	equal("messages that had not to wait", len(messages(t, d)), 0)
	for step := steps - 1; step >= 0; step-- {
		d.SetStep(step)
		log := messages(t, d)
		must(len(log) == (steps-step)*n*t.NumPEs(), "in step %d there are %d messages", step, len(log))
	}
	log := d.Ret().Log().Get(t)
	for pe := range t.NumPEs() {
		var got, want []string
		from := fmt.Sprintf(" from %d: ", pe)
		for step := steps - 1; step >= 0; step-- {
			for number := range n {
				want = append(want, fmt.Sprint(step, from, number))
			}
		}
		for _, text := range log {
			var a, b, c int
			if fmt.Sscanf(text, "%d from %d: %d", &a, &b, &c); b == pe {
				got = append(got, fmt.Sprint(a, from, c))
			}
		}
		alike(fmt.Sprint("from ", pe), got, want)
	}
}

// SendCounts sends the messages of some steps to a desk, the last step first.
func (d *Desk) SendCounts(to DeskProxy, steps int) {
	for step := steps - 1; step >= 0; step-- {
		for range perStep {
			to.Count(step, make([]float64, step%5))
		}
	}
}

func orderOfValues(t *chare.Task) {
	const steps = 20
	desks := NewDeskGroup(t)
	d := desks.At(0)
	desks.At(t.NumPEs()-1).SendCounts(d, steps)
	equal("last", d.Ret().Count(steps, nil).Get(t), steps)
	equal("step after the last", d.Ret().Count(steps, nil).Get(t), steps)
}

func lookedAtAgain(t *chare.Task) {
	d := NewDesk(t, chare.OnPE(t.NumPEs()-1))
	const n = 12
	for i := range n {
		d.Take(i)
	}
	taken := 0
	for _, free := range []int{1, 3, 0, 2, 6} {
		d.SetFree(free)
		taken += free
		alike("log", messages(t, d), numbered(0, taken))
	}
}

func messagesThatFit(t *chare.Task) {
	d := NewDesk(t, chare.OnPE(t.NumPEs()-1))
	var uses []*chare.Future[int]
	for _, n := range []int{5, 2, 4, 1, 2} {
		uses = append(uses, d.Ret().Use(n))
	}
	ready := func(free int, want ...int) {
		d.SetFree(free)
		t.WaitQuiescence()
		var got []int
		for i, f := range uses {
			if f.Ready() {
				got = append(got, i, f.Get(t))
			}
		}
		alike(fmt.Sprintf("which have ended with %d, and what was left", free), got, want)
	}
	ready(3, 1, 1, 3, 0)
	ready(1, 1, 1, 3, 0)
	ready(4, 1, 1, 2, 0, 3, 0)
	ready(8, 0, 3, 1, 1, 2, 0, 3, 0, 4, 1)
}

// First and Second wait for the same.
//
//charm:when d.state.step > 0
func (d *Desk) First(number int) { d.write("first %d", number) }

// Second is taken when something is free, too.
//
//charm:when d.state.step > 0 && d.free >= 0
func (d *Desk) Second(number int) { d.write("second %d", number) }

// Third waits as a task.
func (d *Desk) Third(t *chare.Task, number int) {
	t.Until(func() bool { return d.state.step > 0 })
	d.write("third %d", number)
}

func orderOfConditions(t *chare.Task) {
	desks := NewDeskArray(t, chare.Dims(t.NumPEs(), 2))
	a, b := desks.At(t.NumPEs()-1, 0), desks.At(t.NumPEs()-1, 1)
	for number := range 3 {
		a.Third(number)
		a.Second(number)
		a.First(number)
		b.First(number)
		b.Third(number)
		b.Second(number)
	}
	t.WaitQuiescence()
	desks.SetStep(1)
	alike("log", messages(t, a), []string{
		"third 0", "second 0", "second 1", "second 2", "first 0", "first 1", "first 2", "third 1", "third 2"})
	alike("log", messages(t, b), []string{
		"first 0", "first 1", "first 2", "third 0", "second 0", "second 1", "second 2", "third 1", "third 2"})
}

// Enter is inside for some turns; limit may be at once, after the first step.
//
//charm:when d.state.step > 0 && d.inside < limit
func (d *Desk) Enter(t *chare.Task, limit, turns int) (most int) {
	must(d.inside < limit, "%d are inside, not fewer than %d", d.inside, limit)
	d.inside++
	for range turns {
		most = max(most, d.inside)
		t.Yield()
	}
	d.inside--
	return most
}

func conditionsOfTasks(t *chare.Task) {
	d := NewDesk(t, chare.OnPE(t.NumPEs()-1))
	const limit = 3
	var entered []*chare.Future[int]
	for i := range 20 {
		entered = append(entered, d.Ret().Enter(limit, 1+i%4))
	}
	t.WaitQuiescence()
	d.SetStep(1)
	most := 0
	for _, f := range entered {
		most = max(most, f.Get(t))
	}
	equal("most at once", most, limit)
}

// Serve frees one at a time, and waits in between for it to be taken.
func (d *Desk) Serve(t *chare.Task, n int) {
	for range n {
		must(d.free == 0, "%d are free", d.free)
		d.free = 1
		t.Yield()
	}
}

func lookedAtInBetween(t *chare.Task) {
	const n = 8
	d := NewDesk(t, chare.OnPE(t.NumPEs()-1))
	for i := range n {
		d.Take(i)
	}
	t.WaitQuiescence()
	d.Await().Serve(n).Get(t)
	alike("log", messages(t, d), numbered(0, n))
}

// Fail fails when it is its turn.
//
//charm:when d.state.step == step
func (d *Desk) Fail(step int, how string) (int, error) {
	if how == "panic" {
		panic(errTest)
	}
	return step, errTest
}

// Ask asks another desk, and returns what it says.
func (d *Desk) Ask(t *chare.Task, other DeskProxy, step int) int {
	return other.Ret().Count(step, make([]float64, step%5)).Get(t)
}

func resultsOfWaiting(t *chare.Task) {
	const steps = 6
	desks := NewDeskGroup(t)
	d := desks.At(0)
	var counted []*chare.Future[int]
	for step := steps - 1; step >= 0; step-- {
		for i := range perStep {
			counted = append(counted, desks.At((step+i)%t.NumPEs()).Ret().Ask(d, step))
		}
	}
	for i, f := range counted {
		equal("step", f.Get(t), steps-1-i/perStep)
	}
	for _, how := range []string{"panic", "error"} {
		step := 10 * len(how)
		failed := d.Ret().Fail(step, how)
		ended := d.Await().Fail(step, how)
		d.Await().SetStep(step).Get(t)
		_, err := failed.Result(t)
		must(err != nil, "no error by %s", how)
		says(err.Error(), errTest.Error(), "conformance.Desk", "Fail")
		says(failure(t, ended).Error(), errTest.Error())
	}
}

// Total takes the result of a reduction when it is its turn.
//
//charm:when d.state.step == 1
func (d *Desk) Total(sum int) { d.write("total %d", sum) }

// Give contributes to a reduction.
func (d *Desk) Give(x int, to chare.Target[int]) { chare.Reduce(d, x, reduce.Sum, to) }

func conditionsOfMany(t *chare.Task) {
	desks := NewDeskArray(t, chare.Dims(2*t.NumPEs()+1))
	n := desks.Len()
	all := desks.Ret().Count(4, make([]float64, 4))
	ended := desks.Await().Count(4, make([]float64, 4))
	t.WaitQuiescence()
	must(!all.Ready() && !ended.Ready(), "messages did not wait")
	for i := range n {
		must(!all.Ready() && !ended.Ready(), "some messages did not wait")
		desks.At(i).Await().SetStep(4).Get(t)
	}
	alike("results", all.Get(t), slices.Repeat([]int{4}, n))
	ended.Get(t)

	last := desks.At(n - 1)
	desks.Give(2, last.To().Total())
	t.WaitQuiescence()
	desks.Give(1, desks.To().Total())
	t.WaitQuiescence()
	equal("messages that did not wait", len(last.Ret().Log().Get(t)), 0)
	desks.SetStep(1)
	alike("log", messages(t, last), []string{fmt.Sprint("total ", 2*n), fmt.Sprint("total ", n)})
	alike("log", messages(t, desks.At(0)), []string{fmt.Sprint("total ", n)})
}

// Grab takes what is free, as anybody does.
func (d *Desk) Grab() int {
	got := d.free
	d.free = 0
	return got
}

func nothingInBetween(t *chare.Task) {
	desks := NewDeskGroup(t)
	d := desks.At(t.NumPEs() - 1)
	for round := range 20 {
		d.Take(round)
		d.SetFree(1)
		d.Grab()
	}
	alike("log", messages(t, d), numbered(0, 20))
}

func manyMessagesWait(t *chare.Task) {
	const n = 20_000
	d := NewDesk(t, chare.OnPE(t.NumPEs()-1))
	for i := range n {
		d.Take(i)
		if i%1000 == 0 {
			t.Yield()
		}
	}
	d.SetFree(n)
	alike("log", messages(t, d), numbered(0, n))
}

// Divide is never called while there is no step.
//
//charm:when 10 % d.state.step == rest
func (d *Desk) Divide(rest int) {}

func messagesLeft(t *chare.Task) {
	d := NewDesk(t, chare.OnPE(t.NumPEs()-1))
	d.Take(1)
	d.Take(2)
	d.Use(1)
	d.Await().Take(3).Get(t)
}

func messageLeft(t *chare.Task) { NewDesk(t, chare.OnPE(t.NumPEs()-1)).Count(1, nil) }

// That somebody waits for the method does not matter: it does not fail, nothing
// will ever run it.
func panicAtArrival(t *chare.Task) {
	NewDesk(t, chare.OnPE(t.NumPEs()-1)).Await().Divide(1).Result(t)
	t.Exit(2)
}

func panicWhileWaiting(t *chare.Task) {
	d := NewDesk(t, chare.OnPE(t.NumPEs()-1))
	d.SetStep(1)
	divided := d.Await().Divide(1)
	d.SetStep(0)
	divided.Result(t)
	t.Exit(2)
}
