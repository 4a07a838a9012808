// Apps measures whole programs: the examples of this repository against the same
// algorithm with goroutines, jacobi2d also against C over MPI, and their inner
// loops against the same in C. Runs take turns, and must have the same results.
//
//	go run ./bench/apps [-json] [-quick] [-run regexp]
//
// The programs are those in examples, and the versions with goroutines are
// benchmarks next to them. Building them takes the go command, so this runs
// where the module is.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/charm4go/charm/bench/internal/report"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
}

// How often each is measured, and in how many portions an inner loop.
const (
	rounds        = 5
	quickRounds   = 2
	portions      = 30
	quickPortions = 5
)

// run does what a command line asks for.
func run(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("apps", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "print JSON lines instead of a table")
	quick := flags.Bool("quick", false, "small problems, few repeats")
	names := regexp.MustCompile("")
	flags.Func("run", "measure only what matches this `regexp`", func(text string) (err error) {
		names, err = regexp.Compile(text)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "charm-apps-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	b := &bench{folder: folder, rounds: rounds, portions: portions, out: report.New(w, *asJSON)}
	if *quick {
		b.rounds, b.portions = quickRounds, quickPortions
	}
	b.out.Machine(report.ThisMachine())
	for _, a := range apps {
		for i, p := range a.problems {
			if last := i == len(a.problems)-1; last == *quick && names.MatchString(a.name) {
				if err := b.measure(a, p); err != nil {
					return fmt.Errorf("apps: %s %s: %w", a.name, p.words, err)
				}
			}
		}
		if a.loop != "" && names.MatchString(a.name) {
			if err := b.measureLoop(a); err != nil {
				return fmt.Errorf("apps: the inner loop of %s: %w", a.name, err)
			}
		}
	}
	return nil
}
