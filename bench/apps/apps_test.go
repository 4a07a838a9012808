package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charm4go/charm/bench/internal/report"
)

// Two programs stand for all: to build them is what takes time.
func TestVersionsAgreeAndAreCompared(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds programs")
	}
	var out strings.Builder
	if err := run([]string{"-quick", "-json", "-run", "jacobi2d|nqueen"}, &out); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		var r report.Result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if r.Bench == "" {
			continue // the machine, or a note
		}
		name := r.Bench
		for _, p := range r.Peers {
			if p.Name != "C" && p.Name != "C over MPI" { // these may not be installed
				name += ", " + p.Name
			}
			if p.Min <= 0 || p.Ratio < 0 {
				t.Errorf("%+v", r)
			}
		}
		got = append(got, name)
	}
	want := []string{"jacobi2d 64 32, goroutines", "jacobi2d 64 32, CPUs, goroutines", "jacobi2d inner loop", "nqueen 6 4, goroutines", "nqueen 6 4, CPUs, goroutines", "nqueen inner loop"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAppsAreExamplesWithBenchmarks(t *testing.T) {
	loops, err := sources.ReadFile("c/loops.c")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range apps {
		text, err := os.ReadFile(filepath.Join("../../examples", a.name, "goroutines_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		has := func(name string) bool { return strings.Contains(string(text), "\nfunc "+name+"(b *testing.B)") }
		inC := strings.Contains(string(loops), `{"`+a.name+`", `)
		if loop := a.loop != ""; !has("BenchmarkGoroutines") || has("BenchmarkInnerLoop") != loop || inC != loop {
			t.Errorf("%s: want a benchmark with goroutines, and of its inner loop here and in C if it has one (%q)", a.name, a.loop)
		}
		if len(a.problems) < 2 || a.answer == nil || a.grain == "" {
			t.Errorf("%s lacks something: %+v", a.name, a)
		}
	}
}

func TestTimesAreFoundInWhatProgramsPrint(t *testing.T) {
	for text, want := range map[string][]float64{
		"grid 64 x 64, 2 PEs, 1.250 s\n":                        {1.25},
		"4 s, 2.5 ms an iteration\n":                            {4},
		"BenchmarkInnerLoop-2 \t 20\t 500.0 ns/op\n250 ns/op\n": {5e-7, 2.5e-7},
	} {
		if got, err := times(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v, error %v", text, got, want, err)
		}
	}
	if _, err := times("12 rows\n"); err == nil {
		t.Error("12 rows are no time")
	}
}

func TestMistakesAreTold(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"-run (", "missing closing )"},
		{"-slowly", "not defined: -slowly"},
	} {
		if err := run(strings.Fields(test.args), new(strings.Builder)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.args, err, test.want)
		}
	}
}
