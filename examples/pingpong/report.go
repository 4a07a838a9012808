package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// A report prints what was measured, as a table or as JSON lines.
type report struct {
	w       io.Writer
	json    bool
	repeats int
	calls   bool // the head of the second table is printed
}

func newReport(w io.Writer, json bool, repeats int) *report {
	return &report{w: w, json: json, repeats: max(1, repeats)}
}

// measure runs a measurement of n calls once to warm up and then repeatedly.
func (r *report) measure(n int, f func(n int) time.Duration) (least, median time.Duration) {
	f(max(1, n/10))
	times := make([]time.Duration, r.repeats)
	for i := range times {
		times[i] = f(n)
	}
	slices.Sort(times)
	return times[0], times[len(times)/2]
}

func (r *report) head(what string) {
	if !r.json {
		fmt.Fprintf(r.w, "%-32s %12s %12s %10s\n", what, "min", "median", "MB/s")
	}
}

// size reports a call with so many bytes of arguments, one way.
func (r *report) size(bench string, bytes, n int, f func(n int) time.Duration) {
	least, median := r.measure(n, f)
	rate := float64(bytes) / max(1, float64(least.Nanoseconds())) * 1e3
	if r.json {
		fmt.Fprintf(r.w, `{"bench":%q,"bytes":%d,"oneway_ns_min":%d,"oneway_ns_median":%d,"mb_per_s":%.1f}`+"\n",
			bench, bytes, least.Nanoseconds(), median.Nanoseconds(), rate)
		return
	}
	fmt.Fprintf(r.w, "%-32s %12v %12v %10.1f\n", sizeName(bytes), least, median, rate)
}

// call reports a call that has no size.
func (r *report) call(what, bench string, n int, f func(n int) time.Duration) {
	least, median := r.measure(n, f)
	if r.json {
		fmt.Fprintf(r.w, `{"bench":%q,"ns_min":%d,"ns_median":%d}`+"\n", bench, least.Nanoseconds(), median.Nanoseconds())
		return
	}
	if !r.calls {
		r.calls = true
		fmt.Fprintf(r.w, "\n%-32s %12s %12s\n", "others", "min", "median")
	}
	fmt.Fprintf(r.w, "%-32s %12v %12v\n", what, least, median)
}

// sizeName returns 64 B, 16 KiB, 4 MiB.
func sizeName(bytes int) string {
	switch {
	case bytes >= 1<<20:
		return fmt.Sprintf("%d MiB", bytes>>20)
	case bytes >= 1<<10:
		return fmt.Sprintf("%d KiB", bytes>>10)
	default:
		return fmt.Sprintf("%d B", bytes)
	}
}
