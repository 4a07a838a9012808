// Pool measures the pool against goroutines: the same work by the pool on the
// job's PEs, and by sourcegraph/conc in the process of PE 0 while the others
// sleep, turn by turn in one run.
//
//	go build -o /tmp/pool-bench ./bench/pool && /tmp/pool-bench +p3
//
// on two processors: PE 0 schedules, and two PEs work as two goroutines do. The
// word -repeats N says how often each is measured, -total D how much work each
// measurement is.
package main

import (
	"flag"
	"fmt"
	"runtime"
	"syscall"
	"time"

	"github.com/sourcegraph/conc/iter"
	concpool "github.com/sourcegraph/conc/pool"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

func run(t *chare.Task) {
	flags := flag.NewFlagSet("pool", flag.ContinueOnError)
	repeats := flags.Int("repeats", 7, "how often each is measured")
	total := flags.Duration("total", time.Second, "work of one measurement, on one processor")
	if err := flags.Parse(t.Args()); err != nil {
		t.Abort(err.Error())
	}
	workers := max(1, t.NumPEs()-1)
	runtime.GOMAXPROCS(max(workers, runtime.GOMAXPROCS(0)))
	b := &bench{t: t, workers: workers, repeats: *repeats, meters: NewMeterGroup(t)}

	fmt.Printf("%d PEs, so %d workers; %d processors\n\n", t.NumPEs(), workers, runtime.NumCPU())
	fmt.Printf("%-22s %8s   %-31s   %s\n%-22s %8s %10s %10s %10s %10s %10s %10s\n", "", "", "least time", "least processor time, of all PEs",
		"tasks of", "number", "conc", "auto", "plain", "conc", "auto", "plain")
	perLoop := calibrate()
	for _, d := range []time.Duration{10 * time.Microsecond, 100 * time.Microsecond, time.Millisecond} {
		loops := int(float64(d) / perLoop)
		n := max(workers, int(*total/d))
		compare(b, d.String(), spin, same(loops, n))
	}
	compare(b, "a tree of 2^15 nodes", plant, same(15, max(workers, int(*total/(2*time.Millisecond)))))
	b.overhead(200_000)
	t.Exit(0)
}

func same(x, n int) []int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = x
	}
	return xs
}

// A bench measures.
type bench struct {
	t       *chare.Task
	workers int
	repeats int
	meters  MeterProxies
}

// A cost is what something takes.
type cost struct{ time, processor time.Duration }

func (c cost) min(other cost) cost {
	return cost{min(c.time, other.time), min(c.processor, other.processor)}
}

// least returns the least cost of each of several functions, which take turns.
func (b *bench) least(fs ...func()) []cost {
	least := make([]cost, len(fs))
	for r := range b.repeats + 1 {
		for i, f := range fs {
			processor, start := b.processorTime(), time.Now()
			f()
			took := cost{time: time.Since(start)}
			took.processor = b.processorTime() - processor
			if r > 1 {
				took = took.min(least[i])
			}
			least[i] = took // of the first one is forgotten: it warms up
		}
	}
	return least
}

// processorTime is how much processor time all PEs have used.
func (b *bench) processorTime() (sum time.Duration) {
	for _, d := range b.meters.Ret().Used().Get(b.t) {
		sum += d
	}
	return sum
}

// A Meter tells what its PE has used.
type Meter struct{ chare.Base }

// Used returns its processor time.
func (m *Meter) Used() time.Duration { return processTime() }

// compare measures a task by conc, in both of its ways, and by the pool.
func compare(b *bench, name string, task func(*chare.Task, int) int, xs []int) {
	results := make([]int, len(xs))
	costs := b.least(
		func() {
			mapper := iter.Mapper[int, int]{MaxGoroutines: b.workers}
			results = mapper.Map(xs, func(x *int) int { return task(nil, *x) })
		},
		func() {
			p := concpool.New().WithMaxGoroutines(b.workers)
			for i, x := range xs {
				p.Go(func() { results[i] = task(nil, x) })
			}
			p.Wait()
		},
		func() { results = pool.Map(b.t, task, xs, pool.Chunk(pool.Auto)) },
		func() { results = pool.Map(b.t, task, xs) },
	)
	conc, auto, plain := costs[0].min(costs[1]), costs[2], costs[3]
	fmt.Printf("%-22s %8d %10s %10s %10s %10s %10s %10s\n", name, len(xs),
		milli(conc.time), milli(auto.time), milli(plain.time), milli(conc.processor), milli(auto.processor), milli(plain.processor))
}

func milli(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/1e6) }

// overhead measures empty tasks.
func (b *bench) overhead(n int) {
	xs := same(0, n)
	least := [3]time.Duration{1 << 62, 1 << 62, 1 << 62}
	for range b.repeats {
		start, cpu := time.Now(), processTime()
		pool.Map(b.t, empty, xs)
		least[0] = min(least[0], time.Since(start)/time.Duration(n))
		least[1] = min(least[1], (processTime()-cpu)/time.Duration(n))
		least[2] = min(least[2], time.Duration(pool.Call(b.t, makeMany, n).Get(b.t)))
	}
	fmt.Printf("\nempty tasks, one by one: %v of time each, %v of it of the scheduler's processor\n", least[0], least[1])
	fmt.Printf("empty tasks made and awaited by a task on its PE: %v each\n", least[2])
}

// processTime is how much processor time this process has used.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func main() { chare.Main(run) }
