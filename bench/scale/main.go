// Scale measures how costs grow: with the number of chares, with the number of
// PEs, also with many more of them than processors, and with the size of
// messages. It prints a table, or JSON lines, and draws the curves.
//
//	go run ./bench/scale [-json] [-quick] [-png folder]
//
// Each cost is measured in several jobs of their own, so that none finds memory
// that another has left. A cost per chare, or per PE, that stays the same is what
// one would wish for.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charm4go/charm/bench/internal/figure"
	"github.com/charm4go/charm/bench/internal/report"
	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// jobWord makes of this program a job, which measures and prints what it has
// found. Without it, it starts such jobs.
const jobWord = "-job"

func main() {
	if slices.Contains(os.Args, jobWord) {
		chare.Main(job)
	}
	if err := run(os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
}

// jobs is how often each size of a study gets a job.
const (
	jobs      = 5
	quickJobs = 1
)

// run does what a command line asks for.
func run(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("scale", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "print JSON lines instead of a table")
	quick := flags.Bool("quick", false, "small sizes only, once")
	png := flags.String("png", "", "draw the curves into files of this `folder`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	n := jobs
	if *quick {
		n = quickJobs
	}
	out := report.New(w, *asJSON)
	out.Machine(report.ThisMachine())
	for _, s := range studies {
		if *quick {
			s.sizes = s.sizes[:2]
		}
		found, err := s.results(n)
		if err != nil {
			return fmt.Errorf("scale: %w", err)
		}
		for _, r := range found {
			out.Result(r)
		}
		if *png != "" {
			if err := s.draw(*png, found); err != nil {
				return err
			}
		}
	}
	return nil
}

// found are the costs that a job has measured, by their names, of each repeat.
type found map[string][]float64

// results measures at all sizes, which take turns.
func (s study) results(jobs int) (list []report.Result, err error) {
	all := make([]found, len(s.sizes))
	for i := range all {
		all[i] = found{}
	}
	for range jobs {
		for i, size := range s.sizes {
			costs, err := s.measure(size)
			if err != nil {
				return nil, fmt.Errorf("%s: %d %s: %w", s.name, size, s.of, err)
			}
			for name, repeats := range costs {
				all[i][name] = append(all[i][name], repeats...)
			}
		}
	}
	for _, c := range s.costs {
		for i, size := range s.sizes {
			if len(all[i][c.name]) == 0 {
				continue // this system does not tell
			}
			r := report.Result{Bench: s.name + " " + c.name, PEs: s.pes(size), Size: size, Of: s.of, Unit: c.unit}
			r.Take(all[i][c.name])
			list = append(list, r)
		}
	}
	return list, nil
}

// measure runs a job.
func (s study) measure(size int) (found, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, fmt.Sprintf("+p%d", s.pes(size)), jobWord, s.name, strconv.Itoa(size))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, &stderr)
	}
	took := time.Since(start)
	costs := found{}
	if err := json.Unmarshal(stdout.Bytes(), &costs); err != nil {
		return nil, fmt.Errorf("%q are no costs: %w", &stdout, err)
	}
	if len(costs) == 0 {
		costs[startToEnd] = []float64{float64(took.Microseconds()) / 1000}
	}
	return costs, nil
}

// job is the main function of a job.
func job(t *chare.Task) {
	words := t.Args()
	size, err := strconv.Atoi(words[len(words)-1])
	if err != nil {
		t.Abort(err.Error())
	}
	for _, s := range studies {
		if slices.Contains(words, s.name) {
			if err := json.NewEncoder(os.Stdout).Encode(s.probe(t, size)); err != nil {
				t.Abort(err.Error())
			}
		}
	}
	t.Exit(0)
}

// draw draws a figure for each unit.
func (s study) draw(folder string, results []report.Result) error {
	var units []string
	for _, c := range s.costs {
		if !slices.Contains(units, c.unit) {
			units = append(units, c.unit)
		}
	}
	for _, unit := range units {
		f := figure.Figure{Title: s.title, X: s.of, Y: unit}
		for _, r := range results {
			if r.Unit != unit {
				continue
			}
			if last := len(f.Curves) - 1; last < 0 || f.Curves[last].Name != r.Bench {
				f.Curves = append(f.Curves, figure.Curve{Name: r.Bench})
			}
			c := &f.Curves[len(f.Curves)-1]
			c.X, c.Y = append(c.X, float64(r.Size)), append(c.Y, r.Min)
		}
		if len(f.Curves) == 0 {
			continue
		}
		kind := "time"
		if strings.Contains(unit, "bytes") || strings.Contains(unit, "KiB") {
			kind = "memory"
		}
		if err := f.Save(filepath.Join(folder, fmt.Sprintf("scale-%s-%s.png", s.name, kind))); err != nil {
			return err
		}
	}
	return nil
}
