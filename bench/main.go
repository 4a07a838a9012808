// Bench measures what things cost, next to what else does the same.
//
//	go run ./bench [-json] [-quick] [-run regexp]
//
// Programs of chares run on several PEs as processes; their peers, which are
// programs in C over Open MPI, goroutines with channels, net/rpc, and the bare
// memory of the machine, run in turn with them. It prints a table, or JSON lines.
//
// Each figure is the minimum and the median over the repeats. On a machine that
// others use too, the minimum says most: noise only adds. So the ratio to a peer
// is that of the minima. A measurement at several sizes tells how its cost has
// grown with each: "x10 costs" is what ten times as much costs, in times of the
// cost before.
//
//	go run ./bench -soak 10m
//
// runs jacobi2d for that long, and tells the memory of its PEs.
//
//	go run ./bench -aims FILE...
//
// reads such JSON lines, also those of the other commands below bench, and prints
// in Markdown where they stand against the aims.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"

	"github.com/charm4go/charm/bench/internal/report"
	"github.com/charm4go/charm/bench/peers"
	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// measurements are all there are. The lists are in the files of what they
// measure.
var measurements = slices.Concat(
	calls, streams, collectives, broadcasts, reductions, conditions, creations, migrations, balances, parts, starts, memories,
)

// This program also measures for itself, in processes of their own. The first
// word of the command line tells, in a job the first one that is not for the
// launcher.
const (
	jobWord   = "-job"   // as a job, by chares
	aloneWord = "-alone" // as one process, without chares
)

func main() {
	switch {
	case slices.Contains(os.Args, jobWord):
		chare.Main(measureInJob)
	case len(os.Args) > 1 && os.Args[1] == aloneWord:
		measureAlone(os.Args[2:], os.Stdout)
		return
	case peers.Serve(os.Args[1:]):
		return
	}
	if err := run(os.Args[1:], os.Stdout, settings{}); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
}

// run does what the words of a command line say.
func run(args []string, w io.Writer, how settings) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.BoolVar(&how.quick, "quick", false, "few repeats, and all sizes but the largest")
	asJSON := flags.Bool("json", false, "print JSON lines instead of a table")
	names := regexp.MustCompile("")
	flags.Func("run", "measure only what matches this `regexp`", func(text string) (err error) {
		names, err = regexp.Compile(text)
		return err
	})
	soak := flags.Duration("soak", 0, "instead, run jacobi2d for so long, and see whether its memory grows")
	aims := flags.Bool("aims", false, "measure nothing, but compare the JSON lines of files, which are the arguments, with the aims")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *aims {
		return compareFiles(flags.Args(), w)
	}
	var selected []measurement
	for _, m := range measurements {
		if names.MatchString(m.name) {
			selected = append(selected, m)
		}
	}
	if len(selected) == 0 {
		return fmt.Errorf("bench: nothing matches %q", names)
	}
	s, end, err := open(report.New(w, *asJSON), how)
	if err != nil {
		return err
	}
	defer end()
	if *soak > 0 {
		return s.soak(*soak)
	}
	return s.measureAll(selected)
}
