package main

import (
	"time"

	"github.com/charm4go/charm/chare"
)

var creations = []measurement{
	{name: "create", pes: 2, unit: "ns/chare", of: "chares", sizes: []int{1000, 10_000, 100_000, 500_000}, repeats: 10, cold: true, all: true, times: itself, prepare: create,
		peers: []peer{inGo("goroutines", "channels/create")}},
}

// itself is for what is done once for each of the size's things.
func itself(size int) int { return size }

// create makes chares and calls each once. They remain.
func create(t *chare.Task, size, _ int) func() float64 {
	return func() float64 {
		start := time.Now()
		NewListenerArray(t, chare.Dims(size)).Await().Hear(1).Get(t)
		return since(start)
	}
}
