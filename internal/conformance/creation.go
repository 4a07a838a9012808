package conformance

import (
	"github.com/charm4go/charm/chare"
)

var creations = []Scenario{
	{Name: "constructors may make chares, and wait for them", Run: trees},
	{Name: "all may make chares at once", Run: manyAtOnce},
	{Name: "WaitCreated waits for constructors that wait", Run: waitCreated},
	{Name: "WaitCreated works from any PE and more than once", Run: waitCreatedAnywhere},
	{Name: "calls reach a chare whose constructor waits", Run: callsDuringConstruction},
	{Name: "a chare's methods find it constructed", Run: constructorsFirst},
	{Name: "constructors may call all that are made with them", Run: greetings},
}

// A Branch makes its children in its constructor, and knows how many there are
// below it once they know.
type Branch struct {
	chare.Base
	children []BranchProxy
	count    int
}

// Init makes a tree of a depth.
func (b *Branch) Init(t *chare.Task, depth int) {
	b.count = 1
	if depth == 0 {
		return
	}
	for range 2 {
		b.children = append(b.children, NewBranch(b, depth-1))
	}
	b.children = append(b.children, NewBranch(t, depth-1, chare.OnPE(b.PE())))
	for _, c := range b.children {
		t.WaitCreated(c)
		b.count += c.Ret().Count().Get(t)
	}
}

// Count returns how many there are.
func (b *Branch) Count() int { return b.count }

func trees(t *chare.Task) {
	root := NewBranch(t, 4)
	t.WaitCreated(root)
	equal("chares in the tree", root.Ret().Count().Get(t), 1+3+9+27+81)
}

// A Spawner makes chares of all kinds.
type Spawner struct{ chare.Base }

// Spawn makes n of each kind and returns how often something was not there.
func (s *Spawner) Spawn(t *chare.Task, n int) (bad int) {
	count := func(ok bool) {
		if !ok {
			bad++
		}
	}
	var singles []SitterProxy
	var groups, arrays []SitterProxies
	for i := range n {
		singles = append(singles, NewSitter(s, chare.OnPE((s.PE()+i)%s.NumPEs())))
		groups = append(groups, NewSitterGroup(s))
		arrays = append(arrays, NewSitterArray(s, chare.Dims(i, s.NumPEs())))
	}
	for i := range n {
		count(singles[i].Ret().Spot().Get(t).PE == (s.PE()+i)%s.NumPEs())
		count(len(groups[i].Ret().Spot().Get(t)) == s.NumPEs())
		count(len(arrays[i].Ret().Spot().Get(t)) == i*s.NumPEs())
	}
	return bad
}

func manyAtOnce(t *chare.Task) {
	for i, bad := range NewSpawnerArray(t, chare.Dims(2*t.NumPEs())).Ret().Spawn(5).Get(t) {
		must(bad == 0, "%d of the chares that element %d has made are not as they should be", bad, i)
	}
}

// A Sleepyhead takes its time to be made.
type Sleepyhead struct {
	chare.Base
	began, made bool
}

// Init gives way so many times, the more the higher the index.
func (s *Sleepyhead) Init(t *chare.Task, times int) {
	s.began = true
	for range times + s.Index().X()%4 {
		t.Yield()
	}
	s.made = true
}

// Made returns whether the constructor has ended.
func (s *Sleepyhead) Made() bool { return s.made }

// Began returns whether the constructor has begun.
func (s *Sleepyhead) Began() bool { return s.began }

func waitCreated(t *chare.Task) {
	a := NewSleepyheadArray(t, chare.Dims(3*t.NumPEs()), 5)
	g := NewSleepyheadGroup(t, 9)
	some := NewSleepyheadGroup(t, 3, chare.OnPEs(t.NumPEs()-1))
	single := NewSleepyhead(t, 4, chare.OnPE(t.NumPEs()-1))
	t.WaitCreated(a, g, some, single, a.At(0))
	for _, many := range []SleepyheadProxies{a, g, some} {
		for i, made := range many.Ret().Made().Get(t) {
			must(made, "element %d of %v is not made after WaitCreated", i, many)
		}
	}
	must(single.Ret().Made().Get(t), "the single chare is not made after WaitCreated")
	t.WaitCreated()
	t.WaitCreated(single, a)
}

// A Waiter waits for what others make.
type Waiter struct{ chare.Base }

// Wait waits for the collections of others and for one of its own.
func (w *Waiter) Wait(t *chare.Task, s SleepyheadProxy, a SleepyheadProxies) bool {
	own := NewSleepyheadArray(w, chare.Dims(4), 2)
	t.WaitCreated(own, s, a)
	made := s.Ret().Made().Get(t)
	for _, m := range append(a.Ret().Made().Get(t), own.Ret().Made().Get(t)...) {
		made = made && m
	}
	return made
}

func waitCreatedAnywhere(t *chare.Task) {
	s, a := NewSleepyhead(t, 6), NewSleepyheadArray(t, chare.Dims(2, t.NumPEs()), 3)
	for pe, ok := range NewWaiterGroup(t).Ret().Wait(s, a).Get(t) {
		must(ok, "PE %d: not all is made after WaitCreated", pe)
	}
}

// A Hermit's constructor waits for a call.
type Hermit struct {
	chare.Base
	called bool
	made   bool
}

// Init waits for Call.
func (h *Hermit) Init(t *chare.Task) {
	t.Until(func() bool { return h.called })
	h.made = true
}

// Call lets the constructor end, and returns whether it had.
func (h *Hermit) Call() (made bool) {
	made, h.called = h.made, true
	return made
}

func callsDuringConstruction(t *chare.Task) {
	hermits := NewHermitArray(t, chare.Dims(t.NumPEs()+1))
	for i, made := range hermits.Ret().Call().Get(t) {
		must(!made, "the constructor of hermit %d had ended before it was called", i)
	}
	t.WaitCreated(hermits)
	h := NewHermit(t, chare.OnPE(t.NumPEs()-1))
	must(!h.Ret().Call().Get(t), "the constructor of the single hermit had ended before it was called")
	t.WaitCreated(h)
}

// A Greeter's constructor calls all others.
type Greeter struct {
	chare.Base
	made  bool
	heard int
}

// Init greets all, each and by a broadcast.
func (g *Greeter) Init(n int) {
	g.made = true
	g.All().Greet()
	for i := range n {
		g.All().At(i).Greet()
	}
}

// Greet is heard.
func (g *Greeter) Greet() {
	must(g.made, "%v is greeted before its constructor", g.This())
	g.heard++
}

// Heard waits for n greetings.
func (g *Greeter) Heard(t *chare.Task, n int) {
	t.Until(func() bool { return g.heard >= n })
	equal("greetings", g.heard, n)
}

func greetings(t *chare.Task) {
	for _, n := range []int{1, t.NumPEs(), 2*t.NumPEs() + 1} {
		NewGreeterArray(t, chare.Dims(n), n).Await().Heard(2 * n).Get(t)
	}
	NewGreeterGroup(t, t.NumPEs()).Await().Heard(2 * t.NumPEs()).Get(t)
}

func constructorsFirst(t *chare.Task) {
	for range 10 {
		a := NewSleepyheadArray(t, chare.Dims(2*t.NumPEs()+1), 0)
		last := a.At(2 * t.NumPEs()).Ret().Began()
		for i, began := range a.Ret().Began().Get(t) {
			must(began, "element %d was called before its constructor", i)
		}
		must(last.Get(t), "the last element was called before its constructor")
	}
}
