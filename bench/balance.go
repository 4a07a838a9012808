package main

import (
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var balances = []measurement{
	{name: "atsync", pes: 4, unit: "ns/step", of: "chares", sizes: []int{100, 1000, 10_000}, repeats: 10, times: upTo(100, 100_000, 5), prepare: balance},
	{name: "balance", pes: 4, unit: "ns/step", of: "chares", sizes: []int{100, 1000, 10_000}, repeats: 10, times: upTo(100, 100_000, 5), prepare: balance,
		words: []string{"+balancer", "Greedy", "+LBOff"}},
	{name: "balance-rotate", pes: 4, unit: "ns/step", of: "chares", sizes: []int{100, 1000, 10_000}, repeats: 5, times: upTo(100, 10_000, 2), prepare: balance,
		words: []string{"+balancer", "Rotate"}},
}

// A Resident is ready to be moved, again and again.
type Resident struct {
	chare.Base
	left int
	done chare.Target[int]
}

// Stay goes through so many steps of load balancing.
func (r *Resident) Stay(steps int, done chare.Target[int]) {
	r.left, r.done = steps, done
	r.AtSync()
}

// ResumeFromSync is the end of one.
func (r *Resident) ResumeFromSync() {
	if r.left--; r.left > 0 {
		r.AtSync()
		return
	}
	r.LeaveSync()
	chare.Reduce(r, 1, reduce.Sum, r.done)
}

// balance has so many chares balanced, of which none has any load, if loads are
// not measured.
func balance(t *chare.Task, size, times int) func() float64 {
	residents := NewResidentArray(t, chare.Dims(size), chare.UseAtSync())
	t.WaitCreated(residents)
	return func() float64 {
		start := time.Now()
		done := chare.NewFuture[int](t)
		residents.Stay(times, done.Target())
		done.Get(t)
		return since(start)
	}
}
