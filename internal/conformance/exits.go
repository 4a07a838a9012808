package conformance

import (
	"errors"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var exits = []Ending{
	{Name: "Exit in main", Run: func(t *chare.Task) { t.Exit(7) }, Codes: []int{7}},
	{Name: "main returns", Run: func(t *chare.Task) {}},
	{Name: "main returns and others go on", Run: othersGoOn},
	{Name: "Exit in a method", Run: onLast("exit"), Codes: []int{5}},
	{Name: "Exit in a constructor", Run: inConstructor("exit"), Codes: []int{5}},
	{Name: "Exit in a constructor that waits", Run: inWaitingConstructor("exit"), Codes: []int{5}},
	{Name: "Exit in a task that others wait for", Run: deep("exit"), Codes: []int{5}},
	{Name: "Exit in a member of a group", Run: inGroup("exit"), Codes: []int{5}},
	{Name: "Exit by a timer", Run: byTimer("exit"), Codes: []int{5}},
	{Name: "Exit by a reduction", Run: byReduction("exit"), Codes: []int{5}},
	{Name: "Exit at quiescence", Run: byQuiescence("exit"), Codes: []int{5}},
	{Name: "Exit by all with a code of their own", Run: allExit, Codes: []int{10, 11, 12, 13, 14, 15, 16, 17}},
	{Name: "Exit while messages are under way", Run: exitAmongMessages, Codes: []int{4}},
	{Name: "Exit before what is queued", Run: exitBeforeQueued, Codes: []int{6}},
	{Name: "Exit that a method recovers from", Run: exitRecovered, Codes: []int{6}},
}

var aborts = []Ending{
	{Name: "Abort in main", Run: func(t *chare.Task) { t.Abort("enough") }, Codes: []int{1}, Says: []string{"main", "enough", "PE 0"}},
	{Name: "Abort in a method", Run: onLast("abort"), Codes: []int{1}, Says: []string{"conformance.Bomb[1,", "Act", "enough"}},
	{Name: "Abort in a constructor", Run: inConstructor("abort"), Codes: []int{1}, Says: []string{"conformance.Bomb[", "Init", "enough"}},
	{Name: "Abort in a task that others wait for", Run: deep("abort"), Codes: []int{1}, Says: []string{"conformance.Bomb[1,", "Deep", "enough"}},
}

var panics = []Ending{
	{Name: "panic in main", Run: func(t *chare.Task) { panic("bang") }, Codes: []int{1}, Says: []string{"main", "bang", "PE 0"}},
	{Name: "panic in a method that nobody waits for", Run: onLast("panic"), Codes: []int{1}, Says: []string{"conformance.Bomb[1,", "Act", "bang"}},
	{Name: "error of a method that nobody waits for", Run: onLast("error"), Codes: []int{1}, Says: []string{"conformance.Bomb[1,", "Act", "returned"}},
	{Name: "panic in a single chare", Run: inSingle("panic"), Codes: []int{1}, Says: []string{"conformance.Bomb.Act", "bang"}},
	{Name: "panic in a constructor", Run: inConstructor("panic"), Codes: []int{1}, Says: []string{"conformance.Bomb[", "Init", "bang"}},
	{Name: "error of a constructor", Run: inConstructor("error"), Codes: []int{1}, Says: []string{"conformance.Bomb[", "Init", "returned"}},
	{Name: "panic in a constructor that waits", Run: inWaitingConstructor("panic"), Codes: []int{1}, Says: []string{"conformance.Fuse", "Init", "bang"}},
	{Name: "panic in a member of a group", Run: inGroup("panic"), Codes: []int{1}, Says: []string{"conformance.Bomb[0].Act", "PE 0", "bang"}},
	{Name: "panic in a task that has waited", Run: inTask("panic"), Codes: []int{1}, Says: []string{"conformance.Bomb[1,", "Slowly", "bang"}},
	{Name: "panic by a timer", Run: byTimer("panic"), Codes: []int{1}, Says: []string{"conformance.Bomb[1,", "Tick", "bang"}},
	{Name: "panic by a reduction", Run: byReduction("panic"), Codes: []int{1}, Says: []string{"conformance.Bomb[1,", "Total", "bang"}},
	{Name: "panic that comes to main", Run: comesToMain, Codes: []int{1}, PEs: 3, Says: []string{"conformance.Bomb[1,", "Deep on PE ", "bang"}},
	{Name: "panics of many that come to main", Run: manyComeToMain, Codes: []int{1}, Says: []string{"array conformance.Bomb[2,", "conformance.Bomb[0,0].Act on PE 0", "conformance.Bomb[1,0].Act", "bang"}},
	{Name: "panic in a condition", Run: inCondition, Codes: []int{1}, Says: []string{"conformance.Bomb", "Watch", "bang"}},
	{Name: "panic in a reducer", Run: inReducer, Codes: []int{1}, Says: []string{"conformance.Bomb[", "Explode", "bang"}},
	{Name: "panic in a reducer between PEs", Run: inReducerBetweenPEs, Codes: []int{1}, PEs: 2, Says: []string{"group conformance.Bomb.Reduce", "bang"}},
}

// A Bomb ends the job.
type Bomb struct {
	chare.Base
	how   string
	ticks int
}

// Init goes off at the last element, if it is to do so now.
func (b *Bomb) Init(now bool, how string) error {
	b.how = how
	if now && b.Index() == b.last() {
		return b.Act(how)
	}
	return nil
}

// last is the index of the last element in an array of bombs, and of the first
// in others.
func (b *Bomb) last() chare.Index {
	if b.Index().Dims() == 1 {
		return chare.Ix(0)
	}
	return chare.Ix(1, b.NumPEs()-1)
}

// Act goes off.
func (b *Bomb) Act(how string) error { return goOff(b, how) }

func goOff(c interface {
	Exit(int)
	Abort(string)
}, how string) error {
	switch how {
	case "exit":
		c.Exit(5)
	case "abort":
		c.Abort("enough")
	case "panic":
		panic("bang")
	case "error":
		return errors.New("returned")
	}
	panic("how to go off: " + how)
}

// Slowly goes off after others have run.
func (b *Bomb) Slowly(t *chare.Task, how string) error {
	t.Yield()
	b.This().Ret().Ticks().Get(t)
	return b.Act(how)
}

// Deep goes off at the end of a route; the others wait for it.
func (b *Bomb) Deep(t *chare.Task, route []BombProxy, how string) {
	if len(route) == 0 {
		must(b.Act(how) == nil, "an error is not for this")
	}
	route[0].Await().Deep(route[1:], how).Get(t)
}

// Tick goes off, as a target.
func (b *Bomb) Tick() { b.Act(b.how) }

// Total goes off, as a target.
func (b *Bomb) Total(int) { b.Act(b.how) }

// Ticks returns how often it has ticked.
func (b *Bomb) Ticks() int { return b.ticks }

// Set sets a timer for another.
func (b *Bomb) Set(p BombProxy) { chare.After(b, time.Millisecond, p.To().Tick()) }

// Add contributes to a reduction for another.
func (b *Bomb) Add(p BombProxy) { chare.Reduce(b, 1, reduce.Sum, p.To().Total()) }

// Own exits with a code of its own.
func (b *Bomb) Own() { b.Exit(10 + b.PE()) }

// Flood sends to all others and exits.
func (b *Bomb) Flood(all BombProxies) {
	for range 100 {
		for pe := range b.NumPEs() {
			all.At(pe).Take(make([]byte, 30_000))
		}
	}
	b.Exit(4)
}

// Take takes bytes.
func (b *Bomb) Take([]byte) {}

// Queue exits with others in the queue that would go off.
func (b *Bomb) Queue() {
	b.This().Act("panic")
	b.This().Slowly("panic")
	b.All().At(b.Index().X()).Act("panic")
	b.Exit(6)
}

// Recovered exits and recovers.
func (b *Bomb) Recovered() {
	b.This().Act("panic")
	defer func() { recover() }()
	b.Exit(6)
}

// Work goes on for a while, and then tells others to.
func (b *Bomb) Work(t *chare.Task, rounds int) {
	for range 10 {
		t.Yield()
	}
	t.Sleep(time.Millisecond)
	if rounds == 0 {
		b.Exit(0)
	}
	b.All().At((b.Index().X() + 1) % b.All().Len()).Work(rounds - 1)
}

// Watch waits for a condition that goes off.
func (b *Bomb) Watch(t *chare.Task) {
	t.Until(func() bool {
		if b.ticks > 0 {
			panic("bang")
		}
		return false
	})
}

// Change lets the condition go off.
func (b *Bomb) Change() { b.ticks++ }

// Explode contributes to a reduction that goes off.
func (b *Bomb) Explode(to chare.Target[int]) { chare.Reduce(b, b.Index().Y(), explosive, to) }

var explosive = reduce.Func("conformance.explosive", func(a, b int) int { panic("bang") })

// A Fuse goes off in its constructor, after it has waited.
type Fuse struct{ chare.Base }

// Init goes off.
func (f *Fuse) Init(t *chare.Task, how string) error {
	t.Yield()
	t.Sleep(time.Millisecond)
	return goOff(f, how)
}

// A Server goes on whatever happens.
type Server struct{ chare.Base }

// Serve waits for requests, which do not come.
func (s *Server) Serve(t *chare.Task) {
	requests := chare.NewChannel[int](s, s.This())
	for {
		func() {
			defer func() { recover() }()
			requests.Recv(t)
		}()
	}
}

// bombs makes an array of two for each PE, the last of which goes off at once
// if now.
func bombs(t *chare.Task, now bool, how string) (all BombProxies, last BombProxy) {
	all = NewBombArray(t, chare.Dims(2, t.NumPEs()), now, how)
	return all, all.At(1, t.NumPEs()-1)
}

// never waits for the end of the job, which is to come from elsewhere. It is no
// deadlock while a timer is set.
func never(t *chare.Task) {
	t.Sleep(20 * time.Second)
	t.Abort("the job has not ended")
}

func othersGoOn(t *chare.Task) {
	NewBombGroup(t, false, "").At(0).Work(2*t.NumPEs() + 1)
}

func onLast(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		_, last := bombs(t, false, how)
		last.Act(how)
		never(t)
	}
}

func inConstructor(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		all, _ := bombs(t, true, how)
		t.WaitCreated(all)
		never(t)
	}
}

func inWaitingConstructor(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		t.WaitCreated(NewFuse(t, how, chare.OnPE(t.NumPEs()-1)))
		never(t)
	}
}

func inGroup(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		NewBombGroup(t, false, how).At(0).Act(how)
		never(t)
	}
}

func inSingle(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		NewBomb(t, false, how, chare.OnPE(t.NumPEs()-1)).Act(how)
		never(t)
	}
}

func inTask(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		_, last := bombs(t, false, how)
		last.Slowly(how)
		never(t)
	}
}

func deep(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		all, last := bombs(t, false, how)
		all.At(0, 0).Await().Deep([]BombProxy{all.At(1, 0), all.At(0, t.NumPEs()-1), last}, how).Get(t)
		panic("a task has ended that waits for the end of the job")
	}
}

func byTimer(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		all, last := bombs(t, false, how)
		all.At(0, 0).Set(last)
		never(t)
	}
}

func byReduction(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		all, last := bombs(t, false, how)
		all.Add(last)
		never(t)
	}
}

func byQuiescence(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		_, last := bombs(t, false, how)
		chare.Quiescence(t, last.To().Tick())
		chare.NewFuture[int](t).Get(t)
	}
}

func allExit(t *chare.Task) {
	NewBombGroup(t, false, "").Own()
	never(t)
}

func exitAmongMessages(t *chare.Task) {
	all := NewBombGroup(t, false, "")
	all.At(t.NumPEs() - 1).Flood(all)
	all.At(0).Flood(all)
	never(t)
}

func exitBeforeQueued(t *chare.Task) {
	NewBombGroup(t, false, "").At(t.NumPEs() - 1).Queue()
	never(t)
}

func exitRecovered(t *chare.Task) {
	NewBombGroup(t, false, "").At(t.NumPEs() - 1).Recovered()
	never(t)
}

func comesToMain(t *chare.Task) {
	all, last := bombs(t, false, "panic")
	all.At(0, 0).Await().Deep([]BombProxy{last, all.At(1, 0), last}, "panic").Get(t)
}

func manyComeToMain(t *chare.Task) {
	all, _ := bombs(t, false, "panic")
	all.Await().Act("panic").Get(t)
}

func inCondition(t *chare.Task) {
	_, last := bombs(t, false, "")
	last.Watch()
	last.Change()
	never(t)
}

func inReducer(t *chare.Task) {
	all, _ := bombs(t, false, "")
	all.Explode(chare.NewFuture[int](t).Target())
	never(t)
}

func inReducerBetweenPEs(t *chare.Task) {
	NewBombGroup(t, false, "").Explode(chare.NewFuture[int](t).Target())
	never(t)
}
