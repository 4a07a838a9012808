// Bench measures what things cost: it runs programs of its own, each on several
// PEs as processes, and prints a table, or JSON lines.
//
//	go run ./bench [-json] [-quick] [-run regexp]
//
// Each figure is the minimum and the median over the repeats. On a machine that
// others use too, the minimum says most: noise only adds. A measurement at
// several sizes tells how its cost has grown with each: "x10 costs" is what ten
// times as much costs, in times of the cost before.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// measurements are all there are. The lists are in the files of what they
// measure.
var measurements = slices.Concat(reductions, broadcasts, conditions)

// jobWord makes of this program a job, which measures and prints JSON lines.
// Without it, it starts such jobs.
const jobWord = "-job"

func main() {
	if slices.Contains(os.Args, jobWord) {
		chare.Main(measure)
	}
	if err := run(os.Args[1:], os.Stdout, startJob); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
}

// A selection is what is to be measured.
type selection struct {
	quick bool
	names *regexp.Regexp
	pes   int // only what is measured on so many PEs; 0: on any number
}

// flags returns the flags of a selection.
func (s *selection) flags() *flag.FlagSet {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.BoolVar(&s.quick, "quick", false, "few repeats and small sizes only")
	s.names = regexp.MustCompile("")
	f.Func("run", "measure only what matches this `regexp`", func(text string) (err error) {
		s.names, err = regexp.Compile(text)
		return err
	})
	return f
}

// measurements returns those that are selected.
func (s *selection) measurements() []measurement {
	return slices.DeleteFunc(slices.Clone(measurements), func(m measurement) bool {
		return !s.names.MatchString(m.name) || s.pes > 0 && m.pes != s.pes
	})
}

// run measures what the words of a command line select. start starts a job and
// returns what it prints, and a function that waits for its end.
func run(args []string, w io.Writer, start func(pes int, args []string) (io.Reader, func() error, error)) error {
	var s selection
	flags := s.flags()
	asJSON := flags.Bool("json", false, "print JSON lines instead of a table")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var pes []int
	for _, m := range s.measurements() {
		pes = append(pes, m.pes)
	}
	slices.Sort(pes)
	if len(pes) == 0 {
		return fmt.Errorf("bench: nothing matches %q", s.names)
	}
	format := table
	if *asJSON {
		format = jsonLines
	}
	print := format(w)
	for _, n := range slices.Compact(pes) {
		words := []string{"-run", s.names.String()}
		if s.quick {
			words = append(words, "-quick")
		}
		lines, wait, err := start(n, words)
		if err != nil {
			return fmt.Errorf("bench: on %d PEs: %w", n, err)
		}
		for in := bufio.NewScanner(lines); in.Scan(); {
			var r result
			if err := json.Unmarshal(in.Bytes(), &r); err != nil {
				return fmt.Errorf("bench: on %d PEs: %q is no result: %w", n, in.Text(), err)
			}
			print(r)
		}
		if err := wait(); err != nil {
			return fmt.Errorf("bench: on %d PEs: %w", n, err)
		}
	}
	return nil
}

// startJob starts this program as a job.
func startJob(pes int, args []string) (io.Reader, func() error, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.Command(path, append([]string{fmt.Sprintf("+p%d", pes), jobWord}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	return out, cmd.Wait, cmd.Start()
}
