// Package report prints what benchmarks have found, as a table or as JSON lines:
// least and median over the repeats, and how that compares to peers.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Result is what something costs at one size.
type Result struct {
	Bench   string  `json:"bench"`
	PEs     int     `json:"pes"`
	Size    int     `json:"size"`
	Of      string  `json:"of"` // there are as many of as the size says: "chares"
	Unit    string  `json:"unit"`
	Min     float64 `json:"min"`
	Median  float64 `json:"median"`
	Repeats int     `json:"repeats"`
	// Growth is the cost in times of that at a tenth of the size; 0: not known.
	Growth float64 `json:"x10_costs,omitzero"`
	Peers  []Peer  `json:"peers,omitempty"`
}

// A Peer is what the same costs by other means, in runs that took turns with ours.
type Peer struct {
	Name    string  `json:"name"`
	Min     float64 `json:"min"`
	Median  float64 `json:"median"`
	Repeats int     `json:"repeats"`
	// Ratio is our minimum in times of the peer's.
	Ratio float64 `json:"ratio"`
}

// Take sets the costs of all repeats, of which there is at least one.
func (r *Result) Take(costs []float64) {
	r.Min, r.Median = leastAndMedian(costs)
	r.Repeats = len(costs)
}

// Compare adds a peer with its costs, after ours.
func (r *Result) Compare(name string, costs []float64) {
	p := Peer{Name: name, Repeats: len(costs)}
	p.Min, p.Median = leastAndMedian(costs)
	p.Ratio = r.Min / p.Min
	r.Peers = append(r.Peers, p)
}

func leastAndMedian(costs []float64) (least, median float64) {
	sorted := slices.Sorted(slices.Values(costs))
	return sorted[0], sorted[len(sorted)/2]
}

// A Reporter prints what is found, as it comes.
type Reporter interface {
	Machine(Machine)
	Note(text string)
	Result(Result)
}

// New returns a Reporter of JSON lines, or of a table.
func New(w io.Writer, asJSON bool) Reporter {
	if asJSON {
		return jsonLines{json.NewEncoder(w)}
	}
	return &table{w: w}
}

type jsonLines struct{ *json.Encoder }

func (j jsonLines) Machine(m Machine) { j.Encode(map[string]Machine{"machine": m}) }
func (j jsonLines) Note(text string)  { j.Encode(map[string]string{"note": text}) }
func (j jsonLines) Result(r Result)   { j.Encode(r) }

// A table has one head, and a line for each result and peer.
type table struct {
	w    io.Writer
	head bool
}

const (
	ownColumns  = "%-28s %3s %17s %10s %10s %-14s %7s %9s"
	peerColumns = "  %-12s %10s %10s %7s"
)

func (t *table) Machine(m Machine) { fmt.Fprintf(t.w, "%s\n\n", m) }
func (t *table) Note(text string)  { fmt.Fprintf(t.w, "(%s)\n", text) }

func (t *table) Result(r Result) {
	if !t.head {
		t.head = true
		fmt.Fprintf(t.w, ownColumns+peerColumns+"\n", "", "PEs", "size", "min", "median", "unit", "repeats", "x10 costs", "peer", "min", "median", "ratio")
	}
	growth := ""
	if r.Growth > 0 {
		growth = fmt.Sprintf("%.1f", r.Growth)
	}
	own := fmt.Sprintf(ownColumns, r.Bench, fmt.Sprint(r.PEs), fmt.Sprintf("%d %s", r.Size, r.Of),
		Digits(r.Min), Digits(r.Median), r.Unit, fmt.Sprint(r.Repeats), growth)
	if len(r.Peers) == 0 {
		fmt.Fprintln(t.w, strings.TrimRight(own, " "))
	}
	for _, p := range r.Peers {
		fmt.Fprintf(t.w, "%s"+peerColumns+"\n", own, p.Name, Digits(p.Min), Digits(p.Median), Ratio(p.Ratio))
		own = strings.Repeat(" ", len(own))
	}
}

// digits prints at least three digits that say something.
func Digits(x float64) string {
	switch {
	case x < 1:
		return fmt.Sprintf("%.3f", x)
	case x < 10:
		return fmt.Sprintf("%.2f", x)
	case x < 100:
		return fmt.Sprintf("%.1f", x)
	default:
		return fmt.Sprintf("%.0f", x)
	}
}

// Ratio prints how many times as much something costs.
func Ratio(x float64) string {
	if x < 0.1 {
		return fmt.Sprintf("%.4f", x)
	}
	return fmt.Sprintf("%.2f", x)
}
