package pe_test

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/pe"
)

// A rig is a PE in a test. Others can send to it by ports.
type rig struct {
	*pe.PE
	ports    []netlayer.Port
	trace    []string // what has happened
	panicked []any
}

func newRig(t *testing.T, o pe.Options) *rig {
	t.Helper()
	ports, err := inproc.New(2, inproc.Options{BlockBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{ports: ports}
	if o.Handle == nil {
		o.Handle = func(from int, m []byte) {
			text := string(m)
			r.Release()
			r.note("message %s", text)
		}
	}
	if o.Panicked == nil {
		o.Panicked = func(v any) { r.panicked = append(r.panicked, v) }
	}
	if o.Broken == nil {
		o.Broken = func(err error) { t.Errorf("the network fails: %v", err) }
	}
	if o.Idle == nil {
		o.Idle = func() {}
	}
	r.PE = pe.New(ports[0], o)
	return r
}

func (r *rig) note(format string, args ...any) {
	r.trace = append(r.trace, fmt.Sprintf(format, args...))
}

// send sends a message to the PE.
func (r *rig) send(text string) {
	copy(r.ports[1].Reserve(0, len(text)), text)
	r.ports[1].Commit(len(text))
}

// push makes a function an item.
func (r *rig) push(f func()) { r.Push(pe.Func(f)) }

// runAll runs until nothing is left to do.
func (r *rig) runAll() {
	for r.Step() {
	}
}

func (r *rig) want(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(r.trace, want) {
		t.Errorf("got  %q\nwant %q", r.trace, want)
	}
}

func TestItemsRunInOrder(t *testing.T) {
	r := newRig(t, pe.Options{})
	r.push(func() {
		r.note("a")
		r.push(func() { r.note("d") })
		r.PushFront(pe.Func(func() { r.note("b") }))
	})
	r.push(func() { r.note("c") })
	if r.Queued() != 2 || !r.Ready() {
		t.Errorf("%d items are queued, ready: %v", r.Queued(), r.Ready())
	}
	r.runAll()
	r.want(t, "a", "b", "c", "d")
	if r.Queued() != 0 || r.Ready() {
		t.Errorf("%d items are queued at the end, ready: %v", r.Queued(), r.Ready())
	}
	r.Close()
}

func TestSuspendedItemsGoOnInTheOrderOfPushing(t *testing.T) {
	r := newRig(t, pe.Options{})
	var waiting []*pe.Strand
	for i := range 4 {
		r.push(func() {
			r.note("%d waits", i)
			waiting = append(waiting, r.Current())
			r.Suspend()
			r.note("%d goes on", i)
		})
	}
	r.push(func() {
		r.note("others run")
		for _, i := range []int{2, 0, 3, 1} {
			r.Push(waiting[i])
		}
	})
	r.runAll()
	r.want(t, "0 waits", "1 waits", "2 waits", "3 waits", "others run", "2 goes on", "0 goes on", "3 goes on", "1 goes on")
	r.Close()
}

func TestItemsSuspendAgainAndAgain(t *testing.T) {
	const items, times = 3, 4
	r := newRig(t, pe.Options{})
	var want []string
	for i := range items {
		r.push(func() {
			for n := range times {
				r.note("%d.%d", i, n)
				r.Push(r.Current())
				r.Suspend()
			}
		})
	}
	for n := range times {
		for i := range items {
			want = append(want, fmt.Sprintf("%d.%d", i, n))
		}
	}
	r.push(r.Stop)
	r.push(func() { r.note("after Stop") })
	r.Run() // ends with Stop, in the middle
	r.want(t, "0.0", "1.0", "2.0")

	r = newRig(t, pe.Options{})
	for i := range items {
		r.push(func() {
			for n := range times {
				r.note("%d.%d", i, n)
				r.Push(r.Current())
				r.Suspend()
			}
		})
	}
	r.runAll()
	r.want(t, want...)
	r.Close()
}

func TestMessagesAreHandledInOrderAmongItems(t *testing.T) {
	r := newRig(t, pe.Options{})
	for i := range 3 {
		r.send(fmt.Sprint(i))
	}
	r.runAll()
	r.want(t, "message 0", "message 1", "message 2")
	r.Close()
}

// What a message starts may wait like any item.
func TestHandleMaySuspend(t *testing.T) {
	var r *rig
	var waiting *pe.Strand
	r = newRig(t, pe.Options{Handle: func(from int, m []byte) {
		text := string(m)
		r.Release()
		if text == "go on" {
			r.Push(waiting)
			return
		}
		r.note("%s waits", text)
		waiting = r.Current()
		r.Suspend()
		r.note("%s goes on", text)
	}})
	r.send("one")
	r.send("go on")
	r.send("two")
	r.send("go on")
	r.runAll()
	r.want(t, "one waits", "one goes on", "two waits", "two goes on")
	r.Close()
}

// Items that never end must not keep messages, timers and posted functions from
// running.
func TestAllGetTheirTurn(t *testing.T) {
	r := newRig(t, pe.Options{})
	var again func()
	again = func() { r.push(again) }
	again()
	r.send("a")
	r.After(0, pe.Func(func() { r.note("timer") }))
	r.Post(func() { r.note("posted") })
	for range 1000 {
		r.Step()
	}
	slices.Sort(r.trace)
	r.want(t, "message a", "posted", "timer")
	r.Close()
}

func TestTimersWakeThePE(t *testing.T) {
	r := newRig(t, pe.Options{})
	start := time.Now()
	r.After(int64(2*time.Millisecond), pe.Func(func() { r.note("second") }))
	r.After(int64(time.Millisecond), pe.Func(func() { r.note("first") }))
	r.After(int64(3*time.Millisecond), pe.Func(r.Stop))
	r.Run()
	r.want(t, "first", "second")
	if took := time.Since(start); took < 3*time.Millisecond {
		t.Errorf("three milliseconds take %v", took)
	}
}

func TestPostFromManyGoroutines(t *testing.T) {
	const goroutines, each = 8, 500
	r := newRig(t, pe.Options{})
	next := make([]int, goroutines)
	missing := goroutines * each
	for g := range goroutines {
		go func() {
			for n := range each {
				r.Post(func() {
					if next[g] != n {
						t.Errorf("goroutine %d: function %d comes when %d is next", g, n, next[g])
					}
					next[g]++
					if missing--; missing == 0 {
						r.Stop()
					}
				})
			}
		}()
	}
	r.Run()
}

func TestPanicsAreToldAndOthersGoOn(t *testing.T) {
	var stacks []string
	var r *rig
	r = newRig(t, pe.Options{Panicked: func(v any) {
		r.panicked = append(r.panicked, v)
		stacks = append(stacks, string(debug.Stack()))
	}})
	var waiting *pe.Strand
	r.push(func() { explode("at once") })
	r.push(func() {
		waiting = r.Current()
		r.Suspend()
		explode("after a wait")
	})
	r.push(func() { r.note("between") })
	r.push(func() {
		r.Push(waiting)
		explode("as the runner")
	})
	r.push(func() { r.note("after") })
	r.runAll()
	r.want(t, "between", "after")
	if !slices.Equal(r.panicked, []any{"at once", "as the runner", "after a wait"}) {
		t.Errorf("panics: %v", r.panicked)
	}
	for i, stack := range stacks {
		if !strings.Contains(stack, "explode") {
			t.Errorf("the stack of %v does not show where it was:\n%s", r.panicked[i], stack)
		}
	}
	r.Close()
}

//go:noinline
func explode(why string) { panic(why) }

func TestStopEndsRun(t *testing.T) {
	r := newRig(t, pe.Options{})
	r.push(func() { r.note("a"); r.Stop(); r.note("b") })
	r.push(func() { r.note("queued") })
	r.send("a message")
	r.Run()
	r.want(t, "a", "b")
	if !r.Stopped() || r.Step() {
		t.Error("a stopped PE goes on")
	}
}

func TestStopUnwindsWhatIsSuspended(t *testing.T) {
	before := runtime.NumGoroutine()
	r := newRig(t, pe.Options{})
	for i := range 3 {
		r.push(func() {
			defer r.note("%d is cleaned up", i)
			defer func() {
				if i == 1 {
					recover() // which it should not
				}
			}()
			r.Suspend()
			r.note("%d goes on", i)
		})
	}
	r.push(r.Stop)
	r.Run()
	slices.Sort(r.trace)
	r.want(t, "0 is cleaned up", "1 is cleaned up", "2 is cleaned up")
	if len(r.panicked) > 0 {
		t.Errorf("unwinding is told as a panic: %v", r.panicked)
	}
	wantGoroutines(t, before)
}

// Deferred functions of what is unwound may do anything, even wait.
func TestUnwindingSurvivesItsDeferredFunctions(t *testing.T) {
	before := runtime.NumGoroutine()
	r := newRig(t, pe.Options{})
	r.push(func() {
		defer r.note("end")
		defer r.Suspend()
		defer panic("another")
		r.Suspend()
	})
	r.push(func() {
		defer r.push(func() { r.note("pushed") })
		r.Suspend()
	})
	r.push(r.Stop)
	r.Run()
	r.want(t, "end")
	wantGoroutines(t, before)
}

func TestGoexitInAnItemEndsRun(t *testing.T) {
	before := runtime.NumGoroutine()
	r := newRig(t, pe.Options{})
	r.push(func() {
		defer r.note("cleaned up")
		r.Suspend()
	})
	r.push(runtime.Goexit)
	ended := make(chan bool)
	go func() {
		defer close(ended)
		r.Run()
		t.Error("Run returns")
	}()
	<-ended
	r.want(t, "cleaned up")
	wantGoroutines(t, before)
}

// A coroutine whose item has ended is used for another.
func TestStrandsAreUsedAgain(t *testing.T) {
	before := runtime.NumGoroutine()
	r := newRig(t, pe.Options{})
	for range 1000 {
		r.push(func() {
			r.Push(r.Current())
			r.Suspend()
		})
		r.runAll()
	}
	if n := runtime.NumGoroutine() - before; n > 3 {
		t.Errorf("%d goroutines for items that wait one after another", n)
	}
	r.Close()
	wantGoroutines(t, before)
}

func TestManyAreSuspendedAtOnce(t *testing.T) {
	const n = 2000
	before := runtime.NumGoroutine()
	r := newRig(t, pe.Options{})
	waiting := make([]*pe.Strand, n)
	ended := 0
	for i := range n {
		r.push(func() {
			waiting[i] = r.Current()
			r.Suspend()
			ended++
		})
	}
	r.runAll()
	for i := range n {
		r.Push(waiting[(i*7+3)%n])
	}
	r.runAll()
	if ended != n {
		t.Errorf("%d of %d have ended", ended, n)
	}
	r.Close()
	wantGoroutines(t, before)
}

func TestStepReportsWhetherItRanSomething(t *testing.T) {
	r := newRig(t, pe.Options{})
	if r.Step() {
		t.Error("a step without anything to do has done something")
	}
	var waiting *pe.Strand
	r.push(func() { waiting = r.Current(); r.Suspend() })
	for _, push := range []func(){nil, func() { r.Push(waiting) }, func() { r.push(func() { panic("out of order") }) }, func() { r.send("x") }} {
		if push != nil {
			push()
		}
		if !r.Step() {
			t.Error("a step with something to do has done nothing")
		}
		if r.Step() {
			t.Error("a step has left something to do")
		}
	}
	r.Close()
}

func TestIdleIsCalledWhenThereIsNothingToDo(t *testing.T) {
	calls := 0
	var r *rig
	r = newRig(t, pe.Options{Idle: func() {
		switch calls++; calls {
		case 1:
			r.push(func() { r.note("pushed") }) // must not sleep now
		case 2:
			r.Stop()
		}
	}})
	r.push(func() { r.note("an item") })
	r.Run()
	r.want(t, "an item", "pushed")
	if calls != 2 {
		t.Errorf("%d calls of Idle, want 2", calls)
	}
}

// A brokenPort is a network that fails.
type brokenPort struct{ netlayer.Port }

var errBroken = errors.New("the cable is cut")

func (brokenPort) Recv() (int, []byte, error) { return 0, nil, errBroken }

func TestABrokenNetworkStopsThePE(t *testing.T) {
	r := newRig(t, pe.Options{})
	var told error
	p := pe.New(brokenPort{r.ports[0]}, pe.Options{
		Broken: func(err error) { told = err },
		Idle:   func() {},
	})
	p.Run()
	if told != errBroken || !p.Stopped() {
		t.Errorf("told %v, stopped: %v", told, p.Stopped())
	}
}

// wantGoroutines waits until there are no more goroutines than before: those
// that end do not do so at once.
func wantGoroutines(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, there were %d", runtime.NumGoroutine(), before)
		}
	}
}
