package main

import (
	"math"
	"slices"

	"github.com/charm4go/charm/bench/internal/report"
)

// A Point is what tasks of one size have taken.
type Point struct {
	Pattern     string  `json:"pattern"`
	PEs         int     `json:"pes"`
	Width       int     `json:"width"`
	Steps       int     `json:"steps"`
	Iterations  int     `json:"iterations"` // of the kernel in each task
	Tasks       int     `json:"tasks"`
	Unit        string  `json:"unit"`        // of the times below
	Granularity float64 `json:"granularity"` // time × PEs / tasks: how long a PE has for a task, at least
	Median      float64 `json:"median"`      // of that
	Repeats     int     `json:"repeats"`
	Efficiency  float64 `json:"efficiency"` // iterations per second, as a part of the most
}

// rate is how many iterations a PE does in a unit of time.
func (p Point) rate() float64 { return float64(p.Iterations) / p.Granularity }

// rated sets the efficiencies of points, against the best rate of all.
func rated(best float64, curve []Point) {
	for i := range curve {
		curve[i].Efficiency = curve[i].rate() / best
	}
}

// metg is METG(50 %), the least effective granularity: how small tasks may be for
// half of the time to be work. That is where a curve, from small tasks to large
// ones, first has an efficiency of one half: between two points it is a line over
// the logarithm of the granularity. If even the smallest tasks are large enough, it
// is at most what they take, and below is true; it is 0 if none is.
func metg(curve []Point) (granularity float64, below bool) {
	for i, b := range curve {
		if b.Efficiency < 0.5 {
			continue
		}
		if i == 0 {
			return b.Granularity, true
		}
		a := curve[i-1]
		if a.Granularity > b.Granularity {
			return b.Granularity, false // something else had the processors
		}
		part := (0.5 - a.Efficiency) / (b.Efficiency - a.Efficiency)
		return a.Granularity * math.Pow(b.Granularity/a.Granularity, part), false
	}
	return 0, false
}

// typical is the curve of the medians, at the same best rate.
func typical(curve []Point) []Point {
	curve = slices.Clone(curve)
	for i, p := range curve {
		curve[i].Granularity = p.Median
		curve[i].Efficiency = p.Efficiency * p.Granularity / p.Median
	}
	return curve
}

// result is METG(50 %) of the least granularities and of the medians, which is 0
// if half of the repeats were disturbed whatever their tasks. It is missing if no
// task was large enough.
func result(curve []Point) (r report.Result, ok bool) {
	p := curve[len(curve)-1]
	r = report.Result{Bench: "metg " + p.Pattern, PEs: p.PEs, Size: p.Width, Of: "columns", Unit: p.Unit, Repeats: p.Repeats}
	r.Min, _ = metg(curve)
	r.Median, _ = metg(typical(curve))
	return r, r.Min > 0
}
