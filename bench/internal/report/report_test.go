package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// results are one alone and one with two peers.
func results() []Result {
	alone := Result{Bench: "call", PEs: 1, Size: 8, Of: "bytes", Unit: "ns/call"}
	alone.Take([]float64{30, 25, 27})
	with := Result{Bench: "jacobi2d", PEs: 2, Size: 2048, Of: "cells a side", Unit: "s", Growth: 10.5}
	with.Take([]float64{0.6})
	with.Compare("goroutines", []float64{0.4, 0.3})
	with.Compare("MPI", []float64{1.2})
	return []Result{alone, with}
}

func TestLeastMedianAndRatio(t *testing.T) {
	got := results()
	want := []Result{
		{"call", 1, 8, "bytes", "ns/call", 25, 27, 3, 0, nil},
		{"jacobi2d", 2, 2048, "cells a side", "s", 0.6, 0.6, 1, 10.5, []Peer{{"goroutines", 0.3, 0.4, 2, 2}, {"MPI", 1.2, 1.2, 1, 0.5}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func report(asJSON bool) []string {
	var out strings.Builder
	r := New(&out, asJSON)
	r.Machine(Machine{Processor: "P", CPUs: 2, System: "linux", Go: "go1", Date: "today", Load: "1 2 3"})
	r.Note("MPI is left out")
	for _, one := range results() {
		r.Result(one)
	}
	return slices.Collect(strings.Lines(out.String()))
}

func TestJSONLinesAreWhatWasFound(t *testing.T) {
	lines := report(true)
	if len(lines) != 4 || !strings.Contains(lines[0], `{"machine":{"processor":"P"`) || lines[1] != "{\"note\":\"MPI is left out\"}\n" {
		t.Fatalf("got %q", lines)
	}
	for i, want := range results() {
		var got Result
		if err := json.Unmarshal([]byte(lines[2+i]), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v, error %v", lines[2+i], got, want, err)
		}
	}
}

func TestTableIsAligned(t *testing.T) {
	lines := report(false)
	lines = lines[slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "median") }):]
	if len(lines) != 4 { // a head, one alone, one with each of two peers
		t.Fatalf("got %q", lines)
	}
	for i, column := range []string{"0.600", "10.5", "0.300", "2.00\n"} {
		if !strings.Contains(lines[2], column) {
			t.Errorf("%q lacks column %d, %q", lines[2], i, column)
		}
	}
	for _, line := range lines[2:] {
		if len(line) != len(lines[0]) {
			t.Errorf("%q is not as long as %q", line, lines[0])
		}
	}
}

func TestProcessorsAreCalledByTheirName(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cpuinfo")
	if err := os.WriteFile(file, []byte("processor\t: 0\nmodel name\t: Fast One\n\nmodel name\t: Other\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := processor(file); got != "Fast One" {
		t.Errorf("got %q", got)
	}
	if got := processor(file + "2"); got != "" {
		t.Errorf("without a file: got %q", got)
	}
	if m := ThisMachine(); m.CPUs < 1 || m.Go == "" || m.Date == "" {
		t.Errorf("this machine: %+v", m)
	}
}
