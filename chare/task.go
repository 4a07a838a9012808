package chare

import (
	"fmt"
	"runtime"
	"time"

	"github.com/charm4go/charm/internal/stack"
	"github.com/charm4go/charm/pe"
)

// A Task is one run of an entry method that may wait: the first parameter of
// those that may. It is only good inside that run, and there only on the
// method's own goroutine.
type Task struct {
	k        *kernel
	el       *element // nil for the main function
	activity *activity
	ended    bool
	pause    *pause // what it waits for, while it does
	label    fmt.Stringer
}

// A pause is a task that waits. It is apart from the Task, and used again, so
// that a task that never waits is small: it cannot be used again itself, since
// the user may have kept it. It is as large as a cache line, which is fetched for each task
// that goes on.
type pause struct {
	t      *Task
	strand *pe.Strand
	woken  bool
	on     fmt.Stringer // what it waits for

	prev, next *pause  // among those of the kernel, from kernel.paused on
	locating   *string // resumed only to say there where it waits, as "file.go:12"
}

func (t *Task) kernel() *kernel { return t.k }

// PE returns the PE that the task runs on.
func (t *Task) PE() int { return t.k.me }

// NumPEs returns the number of PEs of the job.
func (t *Task) NumPEs() int { return t.k.n }

// Args returns the words of the command line that are the program's own,
// without its name and without the +words of the runtime.
func (t *Task) Args() []string { return t.k.env.args() }

// Exit ends the job with an exit code, on all PEs; see Base.Exit.
func (t *Task) Exit(code int) { t.k.exit(code) }

// Abort ends the job at once with exit code 1 and a message; see Base.Abort.
func (t *Task) Abort(message string) { t.k.abort(message) }

// suspend gives way until the task is woken. on is what it waits for, to be
// named in reports.
func (t *Task) suspend(on fmt.Stringer) {
	k := t.k
	if t.ended || k.task != t {
		if k.pe.Stopped() {
			// The method is being unwound, and has recovered from that. Not again:
			// it may be one that goes on whatever happens.
			runtime.Goexit()
		}
		panic(t.misused())
	}
	p := k.newPause()
	p.t, p.strand, p.on = t, k.pe.Current(), on
	t.pause = p
	k.task = nil
	k.stop()
	if t.el != nil && t.el.conditions != nil {
		t.el.conditions.changed() // what this task has changed may let another go on
	}
	k.pe.Help()
	for p.locating != nil {
		*p.locating = stack.Caller()
		k.pe.Suspend()
	}
	t.pause = nil
	k.endPause(p)
	k.task = t
	k.resume(t.activity)
}

// newPause returns a pause among those of the kernel.
func (k *kernel) newPause() *pause {
	p := k.sparePauses
	if p == nil {
		p = new(pause)
	} else {
		k.sparePauses = p.next
	}
	head := &k.paused
	p.prev, p.next = head, head.next
	if p.next != nil {
		p.next.prev = p
	}
	head.next = p
	k.suspended++
	return p
}

func (k *kernel) endPause(p *pause) {
	p.prev.next = p.next
	if p.next != nil {
		p.next.prev = p.prev
	}
	k.suspended--
	*p = pause{next: k.sparePauses}
	k.sparePauses = p
}

// misused says what is wrong with a task that is not the running one.
func (t *Task) misused() string {
	if t.ended {
		return fmt.Sprintf("chare: the Task of %s was used after that method had ended", t.name())
	}
	return fmt.Sprintf("chare: the Task of %s was used outside that method; each method waits with its own", t.name())
}

// wake makes a waiting task an item again.
func (t *Task) wake() {
	if p := t.pause; p != nil && !p.woken {
		p.woken = true
		if t.k.trace != nil {
			t.k.trace.woken(t)
		}
		t.k.pe.Push(p.strand)
	}
}

// Yield lets other messages run, those that have arrived by now among them.
func (t *Task) Yield() {
	t.k.pe.Push(pe.Func(t.wake))
	t.suspend(because("its turn, after Yield"))
}

// Sleep waits for a time. Other methods run meanwhile.
func (t *Task) Sleep(d time.Duration) {
	due := t.k.pe.Due(int64(d))
	t.k.pe.After(int64(d), pe.Func(t.wake))
	for t.k.pe.Now() < due {
		t.suspend(because("the end of Sleep"))
	}
}

// because is a reason to wait that needs no more words.
type because string

func (b because) String() string { return string(b) }

// A Timer is set by After.
type Timer struct {
	k *kernel
	t *pe.Timer
}

// Cancel takes the timer back. It reports whether it had yet to run.
func (t *Timer) Cancel() bool { return t.k.pe.Cancel(t.t) }

// After sends to a target once a time has passed.
func After(c Caller, d time.Duration, to Target[Void]) *Timer {
	k := c.kernel()
	to.mustBe("After")
	return &Timer{k, k.pe.After(int64(d), pe.Func(func() { to.Send(Void{}) }))}
}

// runMain runs the main function as the first task of PE 0.
func (k *kernel) runMain(main func(*Task)) {
	t := &Task{k: k}
	t.activity = &activity{info: &mainInfo, on: mainFunction{t}}
	k.task = t
	k.begin(t.activity)
	main(t)
	mainFunction{t}.end()
	k.quiescence.mainEnded, k.quiescence.wanted = true, true
}

// mainFunction ends the main function, also when it panics.
type mainFunction struct{ t *Task }

func (m mainFunction) fail(err *Error) {
	m.end()
	m.t.k.fatal(err)
}

func (m mainFunction) end() {
	k := m.t.k
	m.t.ended = true
	k.task = nil
	k.stop()
}
