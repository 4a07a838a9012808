package main

import "math"

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

// A METG is the least effective task granularity: how small tasks may be for half
// of the time to be work.
type METG struct {
	Pattern string  `json:"pattern"`
	PEs     int     `json:"pes"`
	Width   int     `json:"width"`
	Unit    string  `json:"unit"`
	METG    float64 `json:"metg50"`         // 0 if the efficiency was never one half
	Below   bool    `json:"below,omitzero"` // it was always more: even the smallest tasks are large enough
}

// rate is how many iterations a PE does in a unit of time.
func (p Point) rate() float64 { return float64(p.Iterations) / p.Granularity }

// rated sets the efficiencies of points, against the best rate of all.
func rated(best float64, curve []Point) {
	for i := range curve {
		curve[i].Efficiency = curve[i].rate() / best
	}
}

// metg looks up where a curve, from small tasks to large ones, has an efficiency
// of one half for the last time: between two points it is a line over the
// logarithm of the granularity.
func metg(curve []Point) METG {
	last := curve[len(curve)-1]
	m := METG{Pattern: last.Pattern, PEs: last.PEs, Width: last.Width, Unit: last.Unit}
	if last.Efficiency < 0.5 {
		return m
	}
	for i := len(curve) - 2; i >= 0; i-- {
		if a, b := curve[i], curve[i+1]; a.Efficiency < 0.5 {
			part := (0.5 - a.Efficiency) / (b.Efficiency - a.Efficiency)
			m.METG = a.Granularity * math.Pow(b.Granularity/a.Granularity, part)
			return m
		}
	}
	m.METG, m.Below = curve[0].Granularity, true
	return m
}
