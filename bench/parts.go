package main

import (
	"runtime"
	"time"

	"github.com/charm4go/charm/coro"
	"github.com/charm4go/charm/ring"
	"github.com/charm4go/charm/wire"
)

// parts are what calls are made of, each by itself.
var parts = []measurement{
	{name: "coroutine-switch", pes: 1, unit: "ns/there+back", of: "coroutines", sizes: []int{1}, repeats: 300, times: times(2000), alone: switchThereAndBack,
		peers: []peer{inGo("channels", "channels/oneway")}},
	{name: "coroutine-new", pes: 1, unit: "ns/coroutine", of: "coroutines", sizes: []int{1}, repeats: 300, times: times(500), alone: newCoroutine},
	{name: "ring-record", pes: 1, unit: "ns/record", of: "bytes", sizes: []int{8, 64, 1 << 10}, repeats: 300, times: times(2000), alone: ringRecord},
	{name: "ring-oneway", pes: 2, unit: "ns/record", of: "bytes", sizes: []int{8}, repeats: 300, times: times(200), alone: ringOneWay,
		peers: []peer{inGo("cache line", "line/oneway", only(8))}},
	{name: "encode+decode", pes: 1, unit: "ns/call", of: "ints", sizes: []int{3}, repeats: 300, times: times(2000), alone: encodeAndDecode,
		peers: []peer{inGo("gob", "gob/numbers")}},
}

// timed times what has no cost beside.
func timed(f func()) func() float64 {
	return func() float64 {
		start := time.Now()
		f()
		return since(start)
	}
}

// switchThereAndBack goes into a coroutine and out of it again.
func switchThereAndBack(_, times int) func() float64 {
	c := coro.New(func(c *coro.Coro) {
		for {
			c.Park()
		}
	})
	return timed(func() {
		for range times {
			c.Resume()
		}
	})
}

// newCoroutine makes coroutines that do nothing.
func newCoroutine(_, times int) func() float64 {
	return timed(func() {
		for range times {
			coro.New(func(*coro.Coro) {}).Resume()
		}
	})
}

// ringBytes is the size of a ring, without what it has beside the records.
const ringBytes = 1 << 20

// newRing makes a ring in the memory of this process.
func newRing() (*ring.Producer, *ring.Consumer) {
	memory := ring.Memory(ring.Size(ringBytes))
	p, err := ring.NewProducer(memory, 0)
	if err != nil {
		panic(err)
	}
	c, err := ring.NewConsumer(memory, nil)
	if err != nil {
		panic(err)
	}
	return p, c
}

// ringRecord puts records into a ring and takes them out, on one processor.
func ringRecord(size, times int) func() float64 {
	p, c := newRing()
	return timed(func() {
		for range times {
			put(p, size)
			take(c)
		}
	})
}

// ringOneWay sends records there and back between two goroutines that spin, each
// with a ring; times counts both ways.
func ringOneWay(size, times int) func() float64 {
	runtime.GOMAXPROCS(2)
	there, here := newRing()
	back, answers := newRing()
	return timed(func() {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for range times / 2 {
				take(here)
				put(back, size)
			}
		}()
		for range times / 2 {
			put(there, size)
			take(answers)
		}
		<-ended
	})
}

const recordKind = 1

func put(p *ring.Producer, size int) {
	p.Reserve(size)
	p.Commit(recordKind, size)
}

// take spins until there is a record.
func take(c *ring.Consumer) {
	for {
		_, _, data, err := c.Peek()
		if err != nil {
			panic(err)
		}
		if data != nil {
			c.Release()
			return
		}
	}
}

// encodeAndDecode does to three numbers what generated code does.
func encodeAndDecode(_, times int) func() float64 {
	room := make([]byte, 0, 64)
	var e wire.Encoder
	var d wire.Decoder
	sum := 0
	return timed(func() {
		for i := range times {
			e.Reset(room, nil)
			e.Int(i)
			e.Int(i)
			e.Int(i)
			d.Reset(e.Bytes(), nil)
			sum += d.Int() + d.Int() + d.Int()
			if d.Err() != nil {
				panic(d.Err())
			}
		}
	})
}
