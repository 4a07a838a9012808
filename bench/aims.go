package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

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
	peer  string
}

// aims are those of two processors that are idle.
var aims = []aim{
	{what: "call between two PEs, 8 bytes, one way", bench: "oneway", pes: 2, size: 8, most: 130, times: 1.25, peer: "Open MPI"},
	{what: "8-byte messages, 64 in flight: 10 million a second", bench: "stream", pes: 2, size: 8, most: 100},
	{what: "64 KiB messages in a stream", bench: "stream", pes: 2, size: 64 << 10, times: 1, peer: "Open MPI"},
	{what: "1 MiB messages in a stream", bench: "stream", pes: 2, size: 1 << 20, times: 1, peer: "Open MPI"},
	{what: "call on the same PE", bench: "call", pes: 1, size: 8, most: 50},
	{what: "the same, of a method that may wait", bench: "call-coroutine", pes: 1, size: 8, most: 100},
	{what: "call with a reply, same PE", bench: "reply", pes: 1, size: 16, most: 200},
	{what: "call with a reply, other PE", bench: "reply", pes: 2, size: 16, most: 500},
	{what: "all-reduce of 8 bytes, 2 PEs", bench: "allreduce", pes: 2, size: 8, most: 600},
	{what: "all-reduce of 1 MiB, 2 PEs", bench: "allreduce", pes: 2, size: 1 << 20, most: 62_000},
	{what: "16 PEs on 2 CPUs: one way", bench: "oneway", pes: 16, size: 8, most: 6000},
	{what: "16 PEs on 2 CPUs: all-reduce of 8 bytes", bench: "allreduce", pes: 16, size: 8, most: 47_000},
	{what: "migration of 64 KiB", bench: "migrate", pes: 2, size: 64 << 10, most: 30_000},
	{what: "migration of 1 MiB, in messages of 1 MiB", bench: "migrate", pes: 2, size: 1 << 20, times: 3, peer: "oneway"},
	{what: "500,000 chares made and called: 0.29 s", bench: "create", pes: 2, size: 500_000, most: 580},
	{what: "start to end of hello, 2 PEs", bench: "start+end", pes: 2, size: 1, most: 50},
	{what: "start to end of hello, 16 PEs", bench: "start+end", pes: 16, size: 1, most: 150},
}

// compareFile reads JSON lines and prints where they stand against the aims.
func compareFile(path string, w io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var all []report.Result
	for in := bufio.NewScanner(f); in.Scan(); {
		var r report.Result
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			return fmt.Errorf("bench: %s: %q is no result: %w", path, in.Text(), err)
		}
		all = append(all, r)
	}
	fmt.Fprint(w, "| | measured | aim | peer | times the peer | |\n|---|---:|---:|---|---:|---|\n")
	for _, a := range aims {
		for _, r := range all {
			if r.Bench == a.bench && r.PEs == a.pes && r.Size == a.size {
				fmt.Fprintln(w, a.row(r))
			}
		}
	}
	return nil
}

// row is the line of Markdown that compares a result with an aim.
func (a aim) row(r report.Result) string {
	limit, peer, times := "", "", ""
	met := true
	if a.most > 0 {
		limit = "≤ " + report.Digits(a.most)
		met = r.Min <= a.most
	}
	for i, p := range r.Peers {
		if p.Name == a.peer || a.peer == "" && i == 0 {
			peer, times = p.Name+": "+report.Digits(p.Min), report.Ratio(p.Ratio)
			if a.times > 0 {
				times += ", aim ≤ " + report.Digits(a.times)
				met = met && p.Ratio <= a.times
			}
		}
	}
	verdict := "met"
	if !met || a.times > 0 && peer == "" {
		verdict = "missed"
	}
	return fmt.Sprintf("| %s | %s / %s %s | %s | %s | %s | %s |", a.what, report.Digits(r.Min), report.Digits(r.Median), r.Unit, limit, peer, times, verdict)
}
