package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/charm4go/charm/bench/internal/report"
)

// An aim is what something is to cost at most on two idle processors.
type aim struct {
	what  string
	bench string
	pes   int
	size  int
	most  float64 // in the unit of the measurement; 0: no such aim
	times float64 // at most so many times what the peer costs; 0: no such aim
	peer  string  // "": the first one is shown, if there are any
	by    string  // the command that measures it; "": this one
}

var aims = []aim{
	{what: "call between two PEs, 8 bytes, one way", bench: "oneway", pes: 2, size: 8, most: 130, times: 1.25, peer: "Open MPI"},
	{what: "8-byte messages, 64 in flight: 10 million a second", bench: "stream", pes: 2, size: 8, most: 100},
	{what: "messages of 64 KiB in a stream", bench: "stream", pes: 2, size: 64 << 10, times: 1, peer: "Open MPI"},
	{what: "messages of 1 MiB in a stream", bench: "stream", pes: 2, size: 1 << 20, times: 1, peer: "Open MPI"},
	{what: "messages of 64 KiB in a stream, read in place", bench: "stream-view", pes: 2, size: 64 << 10, times: 1, peer: "Open MPI"},
	{what: "messages of 1 MiB in a stream, read in place", bench: "stream-view", pes: 2, size: 1 << 20, times: 1, peer: "Open MPI"},
	{what: "64 KiB in a stream, each with new bytes", bench: "stream-new", pes: 2, size: 64 << 10, times: 1, peer: "Open MPI"},
	{what: "1 MiB in a stream, each with new bytes", bench: "stream-new", pes: 2, size: 1 << 20, times: 1, peer: "Open MPI"},
	{what: "64 KiB with new bytes, read in place", bench: "stream-new-view", pes: 2, size: 64 << 10, times: 1, peer: "Open MPI"},
	{what: "1 MiB with new bytes, read in place", bench: "stream-new-view", pes: 2, size: 1 << 20, times: 1, peer: "Open MPI"},
	{what: "call on the same PE", bench: "call", pes: 1, size: 8, most: 50},
	{what: "the same, of a method that may wait", bench: "call-coroutine", pes: 1, size: 8, most: 100},
	{what: "call with a reply, same PE", bench: "reply", pes: 1, size: 16, most: 200},
	{what: "call with a reply, other PE", bench: "reply", pes: 2, size: 16, most: 500},
	{what: "all-reduce of 8 bytes, 2 PEs", bench: "allreduce", pes: 2, size: 8, most: 600},
	{what: "all-reduce of 1 MiB, 2 PEs", bench: "allreduce", pes: 2, size: 1 << 20, most: 62_000},
	{what: "the same, in place", bench: "allreduce-in-place", pes: 2, size: 1 << 20, most: 62_000, times: 1, peer: "Open MPI"},
	{what: "16 PEs on 2 CPUs: one way", bench: "oneway", pes: 16, size: 8, most: 6000},
	{what: "16 PEs on 2 CPUs: all-reduce of 8 bytes", bench: "allreduce", pes: 16, size: 8, most: 47_000},
	{what: "METG(50 %), stencil_1d", bench: "metg stencil_1d", pes: 2, size: 2, most: 1000, by: "taskbench"},
	{what: "jacobi2d 2048², blocks of 128", bench: "jacobi2d 2048 128", pes: 2, size: 128, most: 0.62, by: "apps"},
	{what: "nqueen 14, 8 rows alone", bench: "nqueen 14 8", pes: 3, size: 8, most: 0.48, by: "apps"},
	{what: "leanmd 3 x 3 x 3, 101 steps", bench: "leanmd 3 4 101", pes: 2, size: 4, most: 2.9, by: "apps"},
	{what: "migration of 64 KiB", bench: "migrate", pes: 2, size: 64 << 10, most: 30_000},
	{what: "migration of 1 MiB, in times of such a message", bench: "migrate", pes: 2, size: 1 << 20, times: 3, peer: "oneway"},
	{what: "500,000 chares made and called: 0.29 s", bench: "create", pes: 2, size: 500_000, most: 580},
	{what: "start to end of hello, 2 PEs", bench: "start+end", pes: 2, size: 1, most: 50},
	{what: "start to end of hello, 16 PEs", bench: "start+end", pes: 16, size: 1, most: 150},
}

// compareFiles reads JSON lines and prints where they stand against the aims, and
// then all of them. Of what has been measured more than once, the last line counts.
func compareFiles(paths []string, w io.Writer) error {
	var all []line
	for _, path := range paths {
		lines, err := readLines(path)
		if err != nil {
			return fmt.Errorf("bench: %w", err)
		}
		all = append(all, lines...)
		for _, l := range lines {
			if l.Machine.CPUs > 0 {
				fmt.Fprintf(w, "%s: %s\n\n", filepath.Base(path), strings.ReplaceAll(l.Machine.String(), "\n", ", "))
			}
		}
	}
	fmt.Fprint(w, "| | min / median | aim | peer | in times of it | |\n|---|---:|---:|---|---:|---|\n")
	for _, a := range aims {
		row := fmt.Sprintf("| %s | | %s | | | not measured |", a.what, a.limit())
		for _, l := range all {
			if l.Bench == a.bench && l.PEs == a.pes && l.Size == a.size {
				row = a.row(l.Result)
			}
		}
		fmt.Fprintln(w, row)
	}
	fmt.Fprint(w, "\n| | PEs | size | min / median | peers: min / median (ratio) |\n|---|---:|---:|---:|---|\n")
	for _, l := range all {
		if l.Bench != "" {
			fmt.Fprintln(w, inFull(l.Result))
		}
	}
	return nil
}

// inFull is a row with all that a result says.
func inFull(r report.Result) string {
	var peers []string
	for _, p := range r.Peers {
		peers = append(peers, fmt.Sprintf("%s %s (%s)", p.Name, figures(p.Min, p.Median), report.Ratio(p.Ratio)))
	}
	return fmt.Sprintf("| %s | %d | %d %s | %s %s | %s |", r.Bench, r.PEs, r.Size, r.Of, figures(r.Min, r.Median), r.Unit, strings.Join(peers, "; "))
}

// figures are a minimum and a median, which some results have not.
func figures(least, median float64) string {
	if median == 0 {
		return report.Digits(least)
	}
	return report.Digits(least) + " / " + report.Digits(median)
}

// A line is one of JSON: a machine, a result, or something else.
type line struct {
	report.Result
	Machine report.Machine `json:"machine"`
}

// readLines reads the JSON lines of a file.
func readLines(path string) (lines []line, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		var l line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s: %q is no result: %w", path, in.Text(), err)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// limit is the aim, as it stands in the table.
func (a aim) limit() string {
	if a.most == 0 {
		return ""
	}
	return "≤ " + report.Digits(a.most)
}

// row compares a result with an aim.
func (a aim) row(r report.Result) string {
	peer, ratio := "", ""
	met := (a.most == 0 || r.Min <= a.most) && a.times == 0
	for i, p := range r.Peers {
		if p.Name != a.peer && (a.peer != "" || i > 0) {
			continue
		}
		peer, ratio = p.Name+": "+figures(p.Min, p.Median), report.Ratio(p.Ratio)
		if a.times > 0 {
			ratio += ", aim ≤ " + report.Digits(a.times)
			met = (a.most == 0 || r.Min <= a.most) && p.Ratio <= a.times
		}
	}
	verdict := "missed"
	if met {
		verdict = "met"
	}
	return fmt.Sprintf("| %s | %s %s | %s | %s | %s | %s |", a.what, figures(r.Min, r.Median), r.Unit, a.limit(), peer, ratio, verdict)
}
