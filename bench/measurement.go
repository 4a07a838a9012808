package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/charm4go/charm/chare"
)

// A measurement finds out what one thing costs, at several sizes.
type measurement struct {
	name    string
	pes     int
	unit    string // of the cost: "ns/message"
	of      string // what there are as many of as the size says: "chares"
	sizes   []int  // each ten times the one before, if they are to be compared
	repeats int

	// all says that the cost is that of one of the size's things, so that the
	// cost of all of them is to be compared.
	all bool

	// prepare makes ready for a size. What it returns is timed by itself, so
	// that it can leave out what does not belong: it does its thing some times,
	// and returns how long that took and how many times it was.
	prepare func(t *chare.Task, size int) func() (took time.Duration, times int)
}

// A result is what a measurement at one size has found.
type result struct {
	Bench   string  `json:"bench"`
	PEs     int     `json:"pes"`
	Size    int     `json:"size"`
	Of      string  `json:"of"`
	Unit    string  `json:"unit"`
	Min     float64 `json:"min"`
	Median  float64 `json:"median"`
	Repeats int     `json:"repeats"`
	// Growth is the cost in times of that at a tenth of the size; 0: not known.
	Growth float64 `json:"x10_costs,omitzero"`
}

// quickRepeats is how often -quick measures, at all sizes but the largest.
const quickRepeats = 3

// measure is the main function of a job.
func measure(t *chare.Task) {
	s := selection{pes: t.NumPEs()}
	flags := s.flags()
	flags.Bool(jobWord[1:], true, "")
	if err := flags.Parse(t.Args()); err != nil {
		t.Exit(2)
	}
	print := jsonLines(os.Stdout)
	for _, m := range s.measurements() {
		if s.quick {
			m.repeats = min(m.repeats, quickRepeats)
			m.sizes = m.sizes[:max(1, len(m.sizes)-1)]
		}
		for _, r := range m.results(t) {
			print(r)
		}
	}
	t.Exit(0)
}

// results measures at all sizes.
func (m measurement) results(t *chare.Task) []result {
	var rs []result
	for _, size := range m.sizes {
		once := m.prepare(t, size)
		once() // to warm up
		costs := make([]float64, m.repeats)
		for i := range costs {
			took, times := once()
			costs[i] = float64(took.Nanoseconds()) / float64(times)
		}
		slices.Sort(costs)
		r := result{Bench: m.name, PEs: m.pes, Size: size, Of: m.of, Unit: m.unit, Min: costs[0], Median: costs[len(costs)/2], Repeats: m.repeats}
		if n := len(rs); n > 0 && size == 10*rs[n-1].Size {
			r.Growth = r.Min / rs[n-1].Min
			if m.all {
				r.Growth *= 10
			}
		}
		rs = append(rs, r)
	}
	return rs
}

// jsonLines prints results as JSON, a line each.
func jsonLines(w io.Writer) func(result) {
	e := json.NewEncoder(w)
	return func(r result) { e.Encode(r) }
}

// table prints results under one head.
func table(w io.Writer) func(result) {
	fmt.Fprintf(w, "%-28s %3s %17s %12s %12s %-13s %7s %9s\n", "", "PEs", "size", "min", "median", "unit", "repeats", "x10 costs")
	return func(r result) {
		growth := ""
		if r.Growth > 0 {
			growth = fmt.Sprintf("%.1f", r.Growth)
		}
		fmt.Fprintf(w, "%-28s %3d %17s %12.0f %12.0f %-13s %7d %9s\n",
			r.Bench, r.PEs, fmt.Sprintf("%d %s", r.Size, r.Of), r.Min, r.Median, r.Unit, r.Repeats, growth)
	}
}
