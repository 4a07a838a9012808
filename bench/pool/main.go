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
	b := &bench{t: t, workers: workers, repeats: *repeats}

	fmt.Printf("%d PEs, so %d workers; %d processors\n\n", t.NumPEs(), workers, runtime.NumCPU())
	fmt.Printf("%-28s %10s %12s %12s %12s %9s\n", "tasks of", "number", "conc", "pool, auto", "pool, plain", "auto/conc")
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
}

// least returns the least time of each of several functions, which take turns.
func (b *bench) least(fs ...func()) []time.Duration {
	least := make([]time.Duration, len(fs))
	for r := range b.repeats + 1 {
		for i, f := range fs {
			start := time.Now()
			f()
			if took := time.Since(start); r == 1 || took < least[i] {
				least[i] = took // after a first one to warm up
			}
		}
	}
	return least
}

// compare measures a task by conc, in both of its ways, and by the pool.
func compare(b *bench, name string, task func(*chare.Task, int) int, xs []int) {
	results := make([]int, len(xs))
	times := b.least(
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
	conc := min(times[0], times[1])
	fmt.Printf("%-28s %10d %12v %12v %12v %8.1f%%\n", name, len(xs),
		conc.Round(time.Microsecond), times[2].Round(time.Microsecond), times[3].Round(time.Microsecond),
		100*float64(conc)/float64(times[2]))
}

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
