package main

import (
	"time"

	"github.com/charm4go/charm/chare"
)

var broadcasts = []measurement{
	{name: "broadcast-group", pes: 2, unit: "ns/broadcast", of: "chares", sizes: []int{2}, repeats: 300, times: times(200), prepare: broadcast(listenerGroup),
		peers: []peer{openMPI("broadcast"), inGo("channels", "channels/broadcast")}},
	{name: "broadcast-group", pes: 4, unit: "ns/broadcast", of: "chares", sizes: []int{4}, repeats: 100, times: times(100), prepare: broadcast(listenerGroup), peers: []peer{openMPI("broadcast")}},
	{name: "broadcast-group", pes: 8, unit: "ns/broadcast", of: "chares", sizes: []int{8}, repeats: 100, times: times(50), prepare: broadcast(listenerGroup), peers: []peer{openMPI("broadcast")}},
	{name: "broadcast-group", pes: 16, unit: "ns/broadcast", of: "chares", sizes: []int{16}, repeats: 100, times: times(50), prepare: broadcast(listenerGroup),
		peers: []peer{openMPI("broadcast"), inGo("channels", "channels/broadcast")}},
	{name: "broadcast-array", pes: 2, unit: "ns/broadcast", of: "chares", sizes: []int{100, 1000, 10_000, 100_000}, repeats: 5, times: upTo(1000, 200_000, 10), prepare: broadcast(listenerArray)},
	{name: "multicast-section", pes: 2, unit: "ns/multicast", of: "chares", sizes: []int{100, 1000, 10_000, 100_000}, repeats: 5, times: upTo(1000, 200_000, 10), prepare: broadcast(listenerSection)},
	{name: "split", pes: 2, unit: "ns/section", of: "sections", sizes: []int{10, 100, 1000}, repeats: 5, all: true, times: itself, prepare: split},
}

// A Listener is called.
type Listener struct{ chare.Base }

// Hear takes 8 bytes.
func (l *Listener) Hear(x int) {}

// Part tells which of n sections this is in, for Split.
func (l *Listener) Part(n int) int { return l.Index().X() % n }

func listenerGroup(t *chare.Task, _ int) ListenerProxies { return NewListenerGroup(t) }

func listenerArray(t *chare.Task, size int) ListenerProxies {
	return NewListenerArray(t, chare.Dims(size))
}

// listenerSection is every second chare of an array.
func listenerSection(t *chare.Task, size int) ListenerProxies {
	return NewListenerArray(t, chare.Dims(2*size)).Slice(t, chare.Span(0, 2*size, 2))
}

// broadcast calls all chares of a collection and waits for the end of the calls.
func broadcast(make func(t *chare.Task, size int) ListenerProxies) func(*chare.Task, int, int) func() float64 {
	return func(t *chare.Task, size, times int) func() float64 {
		listeners := make(t, size)
		t.WaitCreated(listeners)
		return func() float64 {
			start := time.Now()
			for i := range times {
				listeners.Await().Hear(i).Get(t)
			}
			return since(start)
		}
	}
}

// split makes sections, each of ten chares of one array, and releases them.
func split(t *chare.Task, size, _ int) func() float64 {
	listeners := NewListenerArray(t, chare.Dims(10*size))
	t.WaitCreated(listeners)
	return func() float64 {
		start := time.Now()
		sections := listeners.Split(t, size).Part(size)
		took := since(start)
		for _, s := range sections {
			s.Release()
		}
		t.WaitQuiescence()
		return took
	}
}
