package main

import (
	"runtime"

	"github.com/charm4go/charm/chare"
)

var memories = []measurement{
	{name: "memory-private", pes: 2, unit: "bytes/PE", of: "PEs", sizes: []int{2}, repeats: 3, cold: true, times: itself, by: inLinux(job), prepare: atRest("RssAnon")},
	{name: "memory-private", pes: 16, unit: "bytes/PE", of: "PEs", sizes: []int{16}, repeats: 3, cold: true, times: itself, by: inLinux(job), prepare: atRest("RssAnon")},
	{name: "memory-shared", pes: 2, unit: "bytes/PE", of: "PEs", sizes: []int{2}, repeats: 3, cold: true, times: itself, by: inLinux(job), prepare: atRest("RssShmem")},
	{name: "memory-shared", pes: 16, unit: "bytes/PE", of: "PEs", sizes: []int{16}, repeats: 3, cold: true, times: itself, by: inLinux(job), prepare: atRest("RssShmem")},
	{name: "memory-chare", pes: 2, unit: "bytes/chare", of: "chares", sizes: []int{1000, 10_000, 100_000, 1_000_000}, repeats: 1, cold: true, all: true, times: itself, prepare: ofChares},
	{name: "memory-message", pes: 1, unit: "bytes/message", of: "messages", sizes: []int{1000, 10_000, 100_000}, repeats: 1, cold: true, all: true, times: itself, prepare: ofMessages},
	{name: "memory-when", pes: 1, unit: "bytes/message", of: "messages", sizes: []int{1000, 10_000, 100_000}, repeats: 1, cold: true, all: true, times: itself, prepare: ofWaitingMessages},
	{name: "memory-future", pes: 1, unit: "bytes/future", of: "futures", sizes: []int{1000, 10_000, 100_000}, repeats: 1, cold: true, all: true, times: itself, prepare: ofFutures},
	{name: "memory-task", pes: 1, unit: "bytes/task", of: "tasks", sizes: []int{1000, 10_000, 100_000}, repeats: 1, cold: true, all: true, times: itself, prepare: ofTasks},
}

// inLinux is for a program that needs Linux.
func inLinux(p program) program {
	return func(s *session, m *measurement, w work) ([]costs, error) {
		if runtime.GOOS != "linux" {
			return nil, missing("it asks Linux for what it measures")
		}
		return p(s, m, w)
	}
}

// A Hoarder holds what takes memory.
type Hoarder struct {
	chare.Base
	never   bool
	forever *chare.Future[chare.Void]
}

// Init makes what is waited for in vain.
func (h *Hoarder) Init() { h.forever = chare.NewFuture[chare.Void](h) }

// Resident returns the bytes that the process has of a kind, by the kernel's
// name for it.
func (h *Hoarder) Resident(kind string) (int, error) {
	kib, err := statusNumber("/proc/self/status", kind)
	return kib << 10, err
}

// Live returns the bytes that are in use of this PE's heap and stacks.
func (h *Hoarder) Live() int { return live() }

// Nothing does nothing.
func (h *Hoarder) Nothing(int) {}

// Never waits as a message.
//
//charm:when h.never
func (h *Hoarder) Never(int) {}

// Sit waits as a task.
func (h *Hoarder) Sit(t *chare.Task, _ int) { h.forever.Get(t) }

func live() int {
	var m runtime.MemStats
	for range 2 { // what is freed in the first may keep others
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse)
}

// atRest is the memory that PEs have of a kind when nothing but a group has been
// made.
func atRest(kind string) func(*chare.Task, int, int) func() float64 {
	return func(t *chare.Task, _, _ int) func() float64 {
		return func() float64 { return sum(NewHoarderGroup(t).Ret().Resident(kind).Get(t)) }
	}
}

// ofChares is the memory of the chares of an array.
func ofChares(t *chare.Task, size, _ int) func() float64 {
	hoarders := NewHoarderGroup(t)
	return func() float64 {
		before := sum(hoarders.Ret().Live().Get(t))
		t.WaitCreated(NewListenerArray(t, chare.Dims(size)))
		return sum(hoarders.Ret().Live().Get(t)) - before
	}
}

// ofMessages is that of calls that are queued.
func ofMessages(t *chare.Task, size, _ int) func() float64 {
	hoarder := NewHoarder(t, chare.OnPE(0))
	return grown(t, hoarder, func() {
		for i := range size {
			hoarder.Nothing(i)
		}
	}, live) // no queued call runs before this task waits
}

// ofWaitingMessages is that of calls whose condition does not hold.
func ofWaitingMessages(t *chare.Task, size, _ int) func() float64 {
	hoarder := NewHoarder(t, chare.OnPE(0))
	return grown(t, hoarder, func() {
		for i := range size {
			hoarder.Never(i)
		}
	}, func() int { return hoarder.Ret().Live().Get(t) })
}

// ofTasks is that of coroutines that wait.
func ofTasks(t *chare.Task, size, _ int) func() float64 {
	hoarder := NewHoarder(t, chare.OnPE(0))
	return grown(t, hoarder, func() {
		for i := range size {
			hoarder.Sit(i)
		}
	}, func() int { return hoarder.Ret().Live().Get(t) })
}

// ofFutures is that of futures for one number that others can send to.
func ofFutures(t *chare.Task, size, _ int) func() float64 {
	futures := make([]*chare.Future[int], size)
	return grown(t, NewHoarder(t, chare.OnPE(0)), func() {
		for i := range futures {
			futures[i] = chare.NewFuture[int](t)
			futures[i].Target()
		}
	}, func() int {
		defer runtime.KeepAlive(futures)
		return live()
	})
}

// grown returns by how much the memory of PE 0 grows.
func grown(t *chare.Task, hoarder HoarderProxy, grow func(), then func() int) func() float64 {
	t.WaitCreated(hoarder)
	return func() float64 {
		before := live()
		grow()
		return float64(then() - before)
	}
}

func sum(numbers []int) (sum float64) {
	for _, n := range numbers {
		sum += float64(n)
	}
	return sum
}
