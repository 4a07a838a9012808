package main

import (
	"runtime"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

// A study is how some costs grow with one size.
type study struct {
	name, title string
	of          string // there are as many of as the size says
	sizes       []int
	pes         func(size int) int
	costs       []cost
	probe       func(t *chare.Task, size int) found
}

// A cost has a unit, with what it is for: "ns/chare".
type cost struct{ name, unit string }

// startToEnd is the cost of a job that measures nothing.
const startToEnd = "start to end"

var studies = []study{
	{
		name: "chares", title: "Chares of an array on 2 PEs", of: "chares",
		sizes: []int{1000, 10_000, 100_000, 1_000_000}, pes: two,
		costs: []cost{{"creation", "ns/chare"}, {"broadcast with its end", "ns/chare"}, {"memory", "bytes/chare"}},
		probe: manyChares,
	},
	{
		name: "pes", title: "PEs on this machine", of: "PEs",
		sizes: []int{1, 2, 4, 8, 16, 32, 64}, pes: asMany,
		costs: []cost{
			{"all-reduce of 8 bytes", "µs"}, {"broadcast with its end", "µs"},
			{"memory of its own", "KiB/PE"}, {"shared memory in use", "KiB/PE"}, {"shared memory mapped", "KiB/PE"},
		},
		probe: manyPEs,
	},
	{
		name: "jobs", title: "Jobs on this machine", of: "PEs",
		sizes: []int{1, 2, 4, 8, 16, 32, 64}, pes: asMany,
		costs: []cost{{startToEnd, "ms"}},
		probe: func(*chare.Task, int) found { return found{} },
	},
	{
		name: "messages", title: "Messages between 2 PEs", of: "bytes",
		sizes: []int{8, 64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20}, pes: two,
		costs: []cost{{"one way", "ns"}},
		probe: largeMessages,
	},
}

func two(int) int         { return 2 }
func asMany(size int) int { return size }

// repeats is how often a job measures, where that leaves nothing behind. Each is
// short, so that on a busy machine some are undisturbed.
const repeats = 10

// repeated returns what each repeat of n times costs, in a unit, after one that
// warms up.
func repeated(n int, unit time.Duration, once func()) (costs []float64) {
	once()
	for range repeats {
		start := time.Now()
		for range n {
			once()
		}
		costs = append(costs, float64(time.Since(start))/float64(unit)/float64(n))
	}
	return costs
}

// A Member is a chare without a state of its own.
type Member struct{ chare.Base }

// Hear takes 8 bytes.
func (m *Member) Hear(x int) {}

func manyChares(t *chare.Task, size int) found {
	gauges := NewGaugeGroup(t)
	before := heap(t, gauges)
	start := time.Now()
	members := NewMemberArray(t, chare.Dims(size))
	t.WaitCreated(members)
	took := time.Since(start)
	after := heap(t, gauges)
	broadcasts := repeated(max(1, 20_000/size), time.Nanosecond, func() { members.Await().Hear(1).Get(t) })
	for i := range broadcasts {
		broadcasts[i] /= float64(size)
	}
	return found{
		"creation":               {float64(took.Nanoseconds()) / float64(size)},
		"broadcast with its end": broadcasts,
		"memory":                 {(after - before) / float64(size)},
	}
}

// heap returns how much the PEs have on their heaps together.
func heap(t *chare.Task, gauges GaugeProxies) (bytes float64) {
	for _, b := range gauges.Ret().Heap().Get(t) {
		bytes += float64(b)
	}
	return bytes
}

// A Gauge tells what its PE has.
type Gauge struct{ chare.Base }

// Heap returns the bytes of all that is in use on the heap.
func (g *Gauge) Heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Memory returns the memory of the process.
func (g *Gauge) Memory() memory {
	runtime.GC()
	return processMemory(smaps)
}

// Hear takes 8 bytes.
func (g *Gauge) Hear(x int) {}

// AllReduce takes part in n all-reduces.
func (g *Gauge) AllReduce(t *chare.Task, n int) {
	for i := range n {
		chare.AllReduce(g, i, reduce.Sum).Get(t)
	}
}

func manyPEs(t *chare.Task, size int) found {
	gauges := NewGaugeGroup(t)
	t.WaitCreated(gauges)
	f := found{}
	var all memory
	for _, m := range gauges.Ret().Memory().Get(t) {
		all.add(m)
	}
	if all.Total > 0 {
		f["memory of its own"] = []float64{(all.Total - all.Shared) / float64(size)}
	}
	if all.Shared > 0 {
		f["shared memory in use"] = []float64{all.Shared / float64(size)}
		// All PEs map the same.
		f["shared memory mapped"] = []float64{all.Mapped / float64(size) / float64(size)}
	}
	n := max(10, 500/size)
	f["all-reduce of 8 bytes"] = repeated(1, time.Microsecond, func() { gauges.Await().AllReduce(n).Get(t) })
	for i := range repeats {
		f["all-reduce of 8 bytes"][i] /= float64(n)
	}
	f["broadcast with its end"] = repeated(n, time.Microsecond, func() { gauges.Await().Hear(1).Get(t) })
	return f
}

// An Echo plays with the one of the other PE.
type Echo struct {
	chare.Base
	left int // messages that are yet to come
	done chare.Target[chare.Void]
}

// Expect makes ready for n messages.
func (e *Echo) Expect(n int, done chare.Target[chare.Void]) { e.left, e.done = n, done }

// Play takes some bytes and returns them.
func (e *Echo) Play(b []byte) {
	if e.left--; e.left == 0 {
		e.done.Send(chare.Void{})
		return
	}
	e.All().At(1 - e.PE()).Play(b)
}

func largeMessages(t *chare.Task, size int) found {
	echoes := NewEchoGroup(t)
	b := make([]byte, size)
	n := max(3, min(300, 8<<20/size)) // there and back
	costs := repeated(1, time.Nanosecond, func() {
		done := chare.NewFuture[chare.Void](t)
		echoes.At(0).Await().Expect(n, done.Target()).Get(t)
		echoes.At(1).Await().Expect(n+1, chare.Target[chare.Void]{}).Get(t)
		echoes.At(1).Play(b)
		done.Get(t)
	})
	for i := range costs {
		costs[i] /= float64(2 * n)
	}
	return found{"one way": costs}
}
