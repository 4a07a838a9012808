package pe

import (
	"container/heap"
	"math"
)

// A Timer is an item that is to run at a time. Cancel takes it back.
type Timer struct {
	at    int64
	seq   uint64 // of timers of one time, the first set runs first
	index int    // in the heap; -1: it has run or was cancelled
	item  Item
}

// Due returns when a delay in nanoseconds will have passed, by the PE's clock: a
// very long one never will.
func (p *PE) Due(delay int64) (at int64) {
	now := p.Now()
	if delay > math.MaxInt64-now {
		return math.MaxInt64
	}
	return now + max(0, delay)
}

// After pushes it once delay nanoseconds have passed.
func (p *PE) After(delay int64, it Item) *Timer {
	t := &Timer{at: p.Due(delay), item: it, seq: p.timers.seq}
	p.timers.seq++
	heap.Push(&p.timers, t)
	return t
}

// Cancel takes a timer back, and reports whether it was still to run.
func (p *PE) Cancel(t *Timer) bool {
	if t.index < 0 {
		return false
	}
	heap.Remove(&p.timers, t.index)
	return true
}

// Timers returns the number of timers that are set.
func (p *PE) Timers() int { return p.timers.len() }

// NextTimer returns when the first timer is due, by the PE's clock.
func (p *PE) NextTimer() (at int64, ok bool) { return p.timers.next() }

// timers is a heap by time, then by the order of setting.
type timers struct {
	heap []*Timer
	seq  uint64
}

func (ts *timers) len() int { return len(ts.heap) }

func (ts *timers) next() (at int64, ok bool) {
	if len(ts.heap) == 0 {
		return 0, false
	}
	return ts.heap[0].at, true
}

// expire takes out what is due by now, in order.
func (ts *timers) expire(now int64, push func(Item)) {
	for len(ts.heap) > 0 && ts.heap[0].at <= now {
		push(heap.Pop(ts).(*Timer).item)
	}
}

// Len, Less, Swap, Push and Pop are heap.Interface.
func (ts *timers) Len() int { return len(ts.heap) }

func (ts *timers) Less(i, j int) bool {
	a, b := ts.heap[i], ts.heap[j]
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

func (ts *timers) Swap(i, j int) {
	ts.heap[i], ts.heap[j] = ts.heap[j], ts.heap[i]
	ts.heap[i].index, ts.heap[j].index = i, j
}

func (ts *timers) Push(x any) {
	t := x.(*Timer)
	t.index = len(ts.heap)
	ts.heap = append(ts.heap, t)
}

func (ts *timers) Pop() any {
	last := len(ts.heap) - 1
	t := ts.heap[last]
	ts.heap[last] = nil
	ts.heap = ts.heap[:last]
	t.index = -1
	return t
}
