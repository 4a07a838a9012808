package main

import (
	"fmt"
	"io"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/charm4go/charm/lb"
)

// A table prints what strategies do, a line a step.
type table struct {
	out       *tabwriter.Writer
	threshold float64
	seed      uint64
	described string
}

func newTable(out io.Writer, threshold float64, seed uint64) *table {
	return &table{out: tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight), threshold: threshold, seed: seed}
}

// describe prints what comes from a source, unless it was the last one as well.
func (t *table) describe(source string, s *lb.Stats) {
	if t.described == source {
		return
	}
	t.described = source
	fmt.Fprintf(t.out, "%s: %d objects on %d PEs, %d edges\n", source, len(s.Objects), len(s.PEs), len(s.Edges))
	fmt.Fprint(t.out, "step\tmax/mean\tafter\tat best\tmoves\tMB moved\tMB between PEs\tafter\ttime\tpeak memory\t  balancer\n")
}

// row balances a step and prints a line about it.
func (t *table) row(strategy lb.Strategy, s *lb.Stats) lb.Plan {
	start := time.Now()
	plan, r := lb.Step(strategy, s, t.seed, t.threshold)
	took := time.Since(start)
	megabytes := func(n int64) float64 { return float64(n) / 1e6 }
	least := 1.0
	if r.After.Mean > 0 {
		least = r.Least / r.After.Mean
	}
	fmt.Fprintf(t.out, "%d\t%.3f\t%.3f\t%.3f\t%d\t%.1f\t%.1f\t%.1f\t%.3f s\t%d MB\t  %s", s.Step, r.Before.Ratio(), r.After.Ratio(), least, r.Moves,
		megabytes(r.MovedBytes), megabytes(r.Before.Bytes), megabytes(r.After.Bytes), took.Seconds(), peakBytes()/1e6, strategy.Name())
	if plan.Note != "" {
		fmt.Fprintf(t.out, ": %s", plan.Note)
	}
	fmt.Fprintln(t.out)
	return plan
}

func (t *table) flush() error { return t.out.Flush() }

// peakBytes returns the most memory that this process has had.
func peakBytes() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return int64(usage.Maxrss) * maxrssUnit
}
