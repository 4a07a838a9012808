package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"time"
)

// A finding is what was measured of one carrier.
type finding struct {
	Bench   string  `json:"bench"`
	Carrier string  `json:"carrier"`
	Bytes   int     `json:"bytes"` // of a message
	Unit    string  `json:"unit"`
	Best    float64 `json:"best"`
	Median  float64 `json:"median"`
}

const (
	oneWay        = "one way"
	oneWayUnit    = "µs"
	bandwidth     = "bandwidth"
	bandwidthUnit = "MB/s"
)

// What is measured: a short message there and back, and messages one way, of
// which windowBytes are under way.
const (
	shortBytes  = 8
	shortTrips  = 20       // there and back, in a portion
	windowBytes = 8 << 20  // less than quic-go and gateways let be under way
	longPortion = 32 << 20 // bytes
)

var longBytes = []int{64 << 10, 1 << 20}

// A stopwatch times equal portions, for a while.
type stopwatch struct {
	portions   []time.Duration
	begun, end time.Time
}

func newStopwatch(lap time.Duration) stopwatch {
	now := time.Now()
	return stopwatch{begun: now, end: now.Add(lap)}
}

// portion tells that another one is over. It reports whether there is time for
// one more.
func (s *stopwatch) portion() (more bool) {
	now := time.Now()
	s.portions = append(s.portions, now.Sub(s.begun))
	s.begun = now
	return now.Before(s.end)
}

// short and long return what was found by portions of short messages, and of long.
func (s *stopwatch) short(carrier string) finding {
	best, median := s.bestAndMedian(func(d time.Duration) float64 { return d.Seconds() * 1e6 / (2 * shortTrips) })
	return finding{oneWay, carrier, shortBytes, oneWayUnit, best, median}
}

func (s *stopwatch) long(carrier string, n int) finding {
	best, median := s.bestAndMedian(func(d time.Duration) float64 { return longPortion / 1e6 / d.Seconds() })
	return finding{bandwidth, carrier, n, bandwidthUnit, best, median}
}

func (s *stopwatch) bestAndMedian(of func(time.Duration) float64) (best, median float64) {
	slices.Sort(s.portions)
	tenths := func(d time.Duration) float64 { return math.Round(of(d)*10) / 10 }
	return tenths(s.portions[0]), tenths(s.portions[len(s.portions)/2])
}

// findings are those of all rounds, in the order of the first.
type findings []roundFindings

type roundFindings struct {
	finding
	bests, medians []float64
}

func (fs *findings) add(f finding) {
	i := slices.IndexFunc(*fs, func(r roundFindings) bool {
		return r.Bench == f.Bench && r.Carrier == f.Carrier && r.Bytes == f.Bytes
	})
	if i < 0 {
		i = len(*fs)
		*fs = append(*fs, roundFindings{finding: f})
	}
	r := &(*fs)[i]
	r.bests, r.medians = append(r.bests, f.Best), append(r.medians, f.Median)
	slices.Sort(r.medians)
	r.Median = r.medians[len(r.medians)/2]
	if r.Bench == oneWay {
		r.Best = slices.Min(r.bests)
	} else {
		r.Best = slices.Max(r.bests)
	}
}

func (fs findings) json(w io.Writer) error {
	e := json.NewEncoder(w)
	for _, f := range fs {
		if err := e.Encode(f.finding); err != nil {
			return err
		}
	}
	return nil
}

// table prints a line for each finding. The last column compares with quic-go, on
// which calls stand.
func (fs findings) table(w io.Writer) {
	fmt.Fprintf(w, "%-10s %9s  %-8s %10s %10s %-5s %10s %10s\n", "", "bytes", "by", "best", "median", "", "best/quic", "median/quic")
	for _, f := range fs {
		fmt.Fprintf(w, "%-10s %9d  %-8s %10.1f %10.1f %-5s", f.Bench, f.Bytes, f.Carrier, f.Best, f.Median, f.Unit)
		for _, q := range fs {
			if q.Carrier == "quic-go" && q.Bench == f.Bench && q.Bytes == f.Bytes {
				fmt.Fprintf(w, " %10.2f %10.2f", f.Best/q.Best, f.Median/q.Median)
			}
		}
		fmt.Fprintln(w)
	}
}
