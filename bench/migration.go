package main

import (
	"time"

	"github.com/charm4go/charm/chare"
)

var migrations = []measurement{
	{name: "migrate", pes: 2, unit: "ns/migration", of: "bytes", sizes: []int{8, 4 << 10, 64 << 10, 1 << 20}, repeats: 200, times: upTo(200, 2<<20, 2), prepare: migrate,
		peers: []peer{another("oneway", 2)}},
}

// A Nomad moves to and fro.
type Nomad struct {
	chare.Base
	luggage []byte
}

// Init packs so many bytes.
func (n *Nomad) Init(size int) { n.luggage = make([]byte, size) }

// Wander moves so many times between PE 0 and PE 1.
func (n *Nomad) Wander(times int, done chare.Target[chare.Void]) {
	if times == 0 {
		done.Send(chare.Void{})
		return
	}
	n.Migrate(1 - n.PE())
	n.This().Wander(times-1, done)
}

// migrate moves a chare, each time with a call that follows it.
func migrate(t *chare.Task, size, times int) func() float64 {
	nomads := NewNomadArray(t, chare.Dims(1), size)
	t.WaitCreated(nomads)
	return func() float64 {
		start := time.Now()
		done := chare.NewFuture[chare.Void](t)
		nomads.At(0).Wander(times, done.Target())
		done.Get(t)
		return since(start)
	}
}
