// Package balancing tries what chare promises of load balancing: that a program
// whose chares are moved at every step does what it does when they stay.
package balancing

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// must panics unless ok. The failure ends the job.
func must(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Errorf(format, args...))
	}
}

// A Traveller may be moved after each step, and is in touch with others in all
// ways that there are.
type Traveller struct {
	chare.Base
	n, steps int
	all      TravellerProxies
	thirds   [3]TravellerProxies // sections, by the remainder of the index
	home     TravellerProxy      // counts what is told
	done     chare.Target[int]

	step  int
	left  *chare.Channel[int]
	right *chare.Channel[int]
	work  int // what it has done, so that there is a load

	notes, heard []int
	marks        int
	sums         map[int]int // how often, by the sum
	moves        int
	driven       bool // guides move it, too
}

// Init makes one of n travellers.
func (v *Traveller) Init(n, steps int, driven bool) {
	v.n, v.steps, v.driven = n, steps, driven
	v.all = v.All()
	v.home = v.all.At(0)
	v.sums = map[int]int{}
	// One that is heavier than all others, and some that are not to be moved.
	v.SetMigratable(v.Index().X()%7 != 5)
}

// Third is which of the sections it is in.
func (v *Traveller) Third() int { return v.Index().X() % 3 }

// Migrated counts moves.
func (v *Traveller) Migrated() {
	v.moves++
	must(v.driven || v.Index().X()%7 != 5, "%v is not to be moved", v.Index())
}

// SetOut makes the first step.
func (v *Traveller) SetOut(t *chare.Task, thirds [3]TravellerProxies, done chare.Target[int]) {
	v.thirds, v.done = thirds, done
	i := v.Index().X()
	v.left = chare.NewChannel[int](v, v.all.At((i+v.n-1)%v.n))
	v.right = chare.NewChannel[int](v, v.all.At((i+1)%v.n))
	v.go1(t)
}

// ResumeFromSync makes the next.
func (v *Traveller) ResumeFromSync(t *chare.Task) { v.go1(t) }

// go1 makes one step.
func (v *Traveller) go1(t *chare.Task) {
	i, step := v.Index().X(), v.step
	if step == v.steps {
		if i%2 == 0 {
			v.LeaveSync() // its end is that of all, so that nobody waits for it in any case
		}
		chare.Reduce(v, v.moves, reduce.Sum, v.done)
		return
	}
	v.left.Send(step*v.n + i)
	v.right.Send(step*v.n + i)
	v.all.At((i + 2) % v.n).Note(step)
	v.all.At(v.n - 1 - i).Note(step)
	chare.Reduce(v, step*v.n+i, reduce.Sum, v.home.To().Sum())
	third := v.thirds[i%3]
	chare.Reduce(v, 1, reduce.Sum, v.home.To().Sum(), chare.In(third))
	if v.n > 2 && i == 0 {
		third.Hear(step)
	}
	echo := v.all.At((i * 5) % v.n).Ret().Echo(step)
	most := chare.AllReduce(v, step+i, reduce.Max)
	if got := v.left.Recv(t); v.n > 2 {
		must(got == step*v.n+(i+v.n-1)%v.n, "step %d: traveller %d gets %d from the left", step, i, got)
		got = v.right.Recv(t)
		must(got == step*v.n+(i+1)%v.n, "step %d: traveller %d gets %d from the right", step, i, got)
	} else {
		v.right.Recv(t)
	}
	must(most.Get(t) == step+v.n-1, "step %d: an all-reduce", step)
	must(echo.Get(t) == -step, "step %d: an echo", step)
	for range 100 + 2000*(i%5)/4 {
		v.work++
	}
	v.step++
	v.AtSync()
}

// Note takes what belongs to the step that it is at, and what is late.
//
//charm:when step < v.step
func (v *Traveller) Note(step int) { v.notes = append(v.notes, step) }

// Echo answers.
func (v *Traveller) Echo(x int) int { return -x }

// Sum counts the results of reductions.
func (v *Traveller) Sum(x int) { v.sums[x]++ }

// Hear takes a broadcast.
func (v *Traveller) Hear(step int) { v.heard = append(v.heard, step) }

// Mark takes a call of a Guide.
func (v *Traveller) Mark() { v.marks++ }

// Check looks at what it has got in the end.
func (v *Traveller) Check(guides, calls int) {
	i := v.Index().X()
	var steps, twice []int
	for step := range v.steps {
		steps = append(steps, step)
		twice = append(twice, step, step)
	}
	must(slices.Equal(slices.Sorted(slices.Values(v.notes)), twice), "traveller %d has notes %v", i, v.notes)
	must(v.marks == guides*calls, "traveller %d has %d marks, not %d", i, v.marks, guides*calls)
	if i%3 == 0 && v.n > 2 {
		must(slices.Equal(v.heard, steps), "traveller %d has heard %v", i, v.heard)
	}
	if i != 0 {
		must(len(v.sums) == 0, "traveller %d has sums", i)
		return
	}
	want := map[int]int{}
	for step := range v.steps {
		want[step*v.n*v.n+v.n*(v.n-1)/2]++
		for third := range 3 {
			if members := (v.n + 2 - third) / 3; members > 0 {
				want[members]++
			}
		}
	}
	for sum, times := range want {
		must(v.sums[sum] == times, "sum %d has come %d times, not %d", sum, v.sums[sum], times)
	}
	must(len(v.sums) == len(want), "sums %v, want %v", v.sums, want)
}

// A Guide calls travellers all the time.
type Guide struct{ chare.Base }

// Call calls each, so many times, and waits for some. It may move them as well.
func (g *Guide) Call(t *chare.Task, all TravellerProxies, n, calls int, drive bool) {
	for call := range calls {
		for i := range n {
			if drive && (call+i+g.PE())%3 == 0 {
				all.At(i).Migrate((call*7 + i) % g.NumPEs())
			}
			if call%5 == 4 {
				all.At(i).Await().Mark().Get(t)
			} else {
				all.At(i).Mark()
			}
		}
		t.Yield()
	}
}

// Journeys returns a program in which so many chares on each PE, and more of them,
// make steps. It ends with exit code 0, and tells how often they were moved.
func Journeys(perPE, more, steps int, moved func(moves int)) func(*chare.Task) {
	return journeys(perPE, more, steps, false, moved)
}

// Drives is Journeys with guides who move the chares while they are balanced.
func Drives(perPE, more, steps int) func(*chare.Task) {
	return journeys(perPE, more, steps, true, func(int) {})
}

func journeys(perPE, more, steps int, drive bool, moved func(moves int)) func(*chare.Task) {
	return func(t *chare.Task) {
		n := perPE*t.NumPEs() + more
		all := NewTravellerArray(t, chare.Dims(n), n, steps, drive, chare.UseAtSync())
		var thirds [3]TravellerProxies
		copy(thirds[:], all.Split(t, 3).Third())
		done := chare.NewFuture[int](t)
		guides := NewGuideGroup(t).Await().Call(all, n, steps, drive)
		all.SetOut(thirds, done.Target())
		moves := done.Get(t)
		guides.Get(t)
		t.WaitQuiescence()
		all.Await().Check(t.NumPEs(), steps).Get(t)
		moved(moves)
		t.Exit(0)
	}
}
