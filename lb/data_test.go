package lb

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write the answers in testdata anew")

// TestCases runs the cases of testdata. A case is a comment, what was measured,
// the strategies to try on it, ----, and what they answer:
//
//	pes N                                       all of speed 1, and available
//	pe P [background=S] [speed=X] [host=H] [unavailable]
//	load pe=P [array=A] [fixed] [index=X,Y] [bytes=B] SECONDS ...      objects, numbered from 0
//	edge FROM TO messages=N bytes=B             objects; pe:P stands for a PE
//	cost SECONDS moved=N                        of the last step
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no files in testdata", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var rewritten []string
		for n, c := range strings.Split(strings.TrimSpace(string(text)), "\n\n") {
			given, want, _ := strings.Cut(c+"\n", "\n----\n")
			want = strings.TrimSuffix(want, "\n")
			got := answer(t, given)
			if got != want && !*rewrite {
				t.Errorf("%s, case %d\n%s\ngot\n%s\nwant\n%s", name, n+1, given, got, want)
			}
			rewritten = append(rewritten, given+"\n----\n"+got)
		}
		if *rewrite {
			if err := os.WriteFile(name, []byte(strings.Join(rewritten, "\n\n")+"\n"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// answer runs one case.
func answer(t *testing.T, given string) string {
	s := &Stats{}
	var out []string
	remembered := map[string]Strategy{}
	for line := range strings.Lines(given) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case measured(t, s, words):
		default:
			strategy := remembered[words[0]]
			if strategy == nil {
				var err error
				if strategy, err = New(words[0]); err != nil {
					t.Fatal(err)
				}
				remembered[words[0]] = strategy
			}
			out = append(out, tried(strategy, s)...)
			s.Step++
		}
	}
	return strings.Join(out, "\n")
}

// tried says what a strategy does with the measurements.
func tried(strategy Strategy, s *Stats) (lines []string) {
	plan, report := Step(strategy, s, 1, DefaultThreshold)
	line := strategy.Name() + ":"
	for i, pe := range plan.To {
		if from := s.Objects[i].PE; pe != from {
			line += fmt.Sprintf(" %d:%d->%d", i, from, pe)
		}
	}
	if report.Moves == 0 {
		line += " all stay"
	}
	lines = append(lines, line)
	if plan.Note != "" {
		lines = append(lines, "  "+plan.Note)
	}
	lines = append(lines, fmt.Sprintf("  busiest %.4g s -> %.4g s, mean %.4g s -> %.4g s", report.Before.Max, report.After.Max, report.Before.Mean, report.After.Mean))
	if len(s.Edges) > 0 {
		lines = append(lines, fmt.Sprintf("  between PEs %d bytes -> %d bytes", report.Before.Bytes, report.After.Bytes))
	}
	return lines
}

// measured takes a line that says what was measured.
func measured(t *testing.T, s *Stats, words []string) bool {
	number := func(text string) float64 {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatalf("%q: %v", words, err)
		}
		return x
	}
	kind, words := words[0], words[1:]
	switch kind {
	case "pes":
		for range int(number(words[0])) {
			s.PEs = append(s.PEs, PE{Available: true})
		}
	case "pe":
		pe := &s.PEs[int(number(words[0]))]
		for _, word := range words[1:] {
			switch key, value, _ := strings.Cut(word, "="); key {
			case "background":
				pe.Background = number(value)
			case "speed":
				pe.Speed = number(value)
			case "host":
				pe.Host = int32(number(value))
			case "unavailable":
				pe.Available = false
			default:
				t.Fatalf("what is %q?", word)
			}
		}
	case "load":
		o := Object{Migratable: true}
		for _, word := range words {
			switch key, value, _ := strings.Cut(word, "="); key {
			case "pe":
				o.PE = int32(number(value))
			case "array":
				o.Array = uint32(number(value))
			case "bytes":
				o.Bytes = int32(number(value))
			case "fixed":
				o.Migratable = false
			case "index":
				for d, x := range strings.Split(value, ",") {
					o.Index[d], o.Dims = int32(number(x)), uint8(d+1)
				}
			default:
				o.ID, o.Load = uint64(len(s.Objects)), number(word)
				s.Objects = append(s.Objects, o)
			}
		}
	case "edge":
		e := Edge{From: int32(number(words[0])), To: -1}
		if pe, isPE := strings.CutPrefix(words[1], "pe:"); isPE {
			e.PE = int32(number(pe))
		} else {
			e.To = int32(number(words[1]))
		}
		for _, word := range words[2:] {
			switch key, value, _ := strings.Cut(word, "="); key {
			case "messages":
				e.Messages = int64(number(value))
			case "bytes":
				e.Bytes = int64(number(value))
			default:
				t.Fatalf("what is %q?", word)
			}
		}
		s.Edges = append(s.Edges, e)
	case "cost":
		s.Cost = number(words[0])
		_, moved, _ := strings.Cut(words[1], "=")
		s.Moved = int(number(moved))
	default:
		return false
	}
	return true
}
