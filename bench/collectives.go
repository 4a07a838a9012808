package main

import (
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var collectives = []measurement{
	{name: "allreduce", pes: 2, unit: "ns/all-reduce", of: "bytes", sizes: []int{8, 1 << 10, 1 << 20}, repeats: 300, times: upTo(500, 4<<20, 4), prepare: allReduce,
		peers: []peer{openMPI("allreduce"), inGo("channels", "channels/allreduce", only(8))}},
	{name: "allreduce-in-place", pes: 2, unit: "ns/all-reduce", of: "bytes", sizes: []int{64 << 10, 1 << 20}, repeats: 300, times: upTo(500, 4<<20, 4), prepare: allReduceInPlace, peers: []peer{openMPI("allreduce")}},
	{name: "allreduce", pes: 4, unit: "ns/all-reduce", of: "bytes", sizes: []int{8}, repeats: 100, times: times(200), prepare: allReduce, peers: []peer{openMPI("allreduce")}},
	{name: "allreduce", pes: 8, unit: "ns/all-reduce", of: "bytes", sizes: []int{8}, repeats: 100, times: times(100), prepare: allReduce, peers: []peer{openMPI("allreduce")}},
	{name: "allreduce", pes: 16, unit: "ns/all-reduce", of: "bytes", sizes: []int{8}, repeats: 100, times: times(100), prepare: allReduce, peers: []peer{openMPI("allreduce")}},
	{name: "barrier", pes: 2, unit: "ns/barrier", of: "bytes", sizes: []int{0}, repeats: 300, times: times(500), prepare: barrier, peers: []peer{openMPI("barrier")}},
	{name: "barrier", pes: 4, unit: "ns/barrier", of: "bytes", sizes: []int{0}, repeats: 100, times: times(200), prepare: barrier, peers: []peer{openMPI("barrier")}},
	{name: "barrier", pes: 8, unit: "ns/barrier", of: "bytes", sizes: []int{0}, repeats: 100, times: times(100), prepare: barrier, peers: []peer{openMPI("barrier")}},
	{name: "barrier", pes: 16, unit: "ns/barrier", of: "bytes", sizes: []int{0}, repeats: 100, times: times(100), prepare: barrier, peers: []peer{openMPI("barrier")}},
}

// A Member is one of a group.
type Member struct {
	chare.Base
	values []float64
}

// room gives the member as many numbers as make size bytes, the first time.
func (m *Member) room(size int) {
	if len(m.values) != size/8 {
		m.values = make([]float64, size/8)
	}
}

// AllReduce takes part in so many all-reduces, one after another: of a float64, or
// of as many as make size bytes.
func (m *Member) AllReduce(t *chare.Task, size, times int) {
	if size == 8 {
		for i := range times {
			chare.AllReduce(m, float64(i), reduce.Sum).Get(t)
		}
		return
	}
	m.room(size)
	for range times {
		chare.AllReduce(m, m.values, reduce.Sum).Get(t)
	}
}

// AllReduceInPlace takes part in so many all-reduces of size bytes, each of the
// result of the one before.
func (m *Member) AllReduceInPlace(t *chare.Task, size, times int) {
	m.room(size)
	for range times {
		m.values = chare.AllReduceInPlace(m, m.values, reduce.Sum).Get(t)
	}
}

// Barrier takes part in so many barriers.
func (m *Member) Barrier(t *chare.Task, times int) {
	for range times {
		chare.Barrier(m).Get(t)
	}
}

func allReduce(t *chare.Task, size, times int) func() float64 {
	return byGroup(t, func(m MemberAllAwait) *chare.Future[chare.Void] { return m.AllReduce(size, times) })
}

func allReduceInPlace(t *chare.Task, size, times int) func() float64 {
	return byGroup(t, func(m MemberAllAwait) *chare.Future[chare.Void] { return m.AllReduceInPlace(size, times) })
}

func barrier(t *chare.Task, _, times int) func() float64 {
	return byGroup(t, func(m MemberAllAwait) *chare.Future[chare.Void] { return m.Barrier(times) })
}

// byGroup has the members of a group do something.
func byGroup(t *chare.Task, something func(MemberAllAwait) *chare.Future[chare.Void]) func() float64 {
	members := NewMemberGroup(t)
	t.WaitCreated(members)
	return func() float64 {
		start := time.Now()
		something(members.Await()).Get(t)
		return since(start)
	}
}
