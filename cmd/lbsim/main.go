// Lbsim tries strategies of load balancing on what a run measured, or on loads
// that it makes up.
//
//	lbsim [flags] [dump ...]
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/charm4go/charm/lb"
	"github.com/charm4go/charm/lb/dump"
)

const usage = `usage: lbsim [flags] [dump ...]

Lbsim balances the steps of dumps, which programs write with +LBDump, or of a
world that it makes up, and prints how evenly PEs are busy before and after, how
many objects move, how long the strategy takes, and how much memory lbsim has had.

  -balancer NAME     the strategy; given again, that of the next step, as with
                     +balancer. NAME:parameter=value,... sets parameters
                     (GreedyRefine); help describes all
  -loop              begin anew with the first strategy after the last
  -each              try each strategy alone on all steps, and all there are if
                     none is given
  -threshold X       do not move anything if it gains less than this part (0.02)
  -seed N            of all that is left to chance (1)
  -write FILE        write the steps to a dump, as they were before balancing;
                     compressed if FILE ends in .gz

Each step of a dump is balanced as it was measured. Without a dump there is a
made up world, in which plans are carried out from step to step:

  -objects N         in a grid (10000)
  -pes N             (100)
  -hosts N           with as many PEs each (1)
  -speeds X,X,...    of the PEs, in turn (1)
  -background X      milliseconds that a PE has besides, at most (0)
  -dims N            of the grid: 1, 2 or 3 (2)
  -load NAME         uniform: 0.5 to 1.5 ms; normal: 1 ms, with a deviation of 0.3;
                     heavy: few have most, log-normal; spatial: most around one
                     place of the grid (spatial)
  -comm              objects talk to their neighbours in the grid
  -placement NAME    block: first objects on the first PE; cyclic; random (block)
  -steps N           (1)
  -drift X           between steps each load changes, about by this part (0.1)

  -h                 print this

Exit status: 0 if all is well, 1 if a dump cannot be read or written, 2 if lbsim
was called wrongly.
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// words is a flag that may be given again and again.
type words []string

func (w *words) String() string { return strings.Join(*w, " ") }

// Set implements flag.Value.
func (w *words) Set(word string) error {
	*w = append(*w, word)
	return nil
}

// settings are what the command line says.
type settings struct {
	balancers  words
	loop, each bool
	threshold  float64
	seed       uint64
	write      string
	world      world
	steps      int
	dumps      []string
}

// run is lbsim with its arguments; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	set, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case errors.Is(err, lb.ErrHelp):
		fmt.Fprint(stdout, err)
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "lbsim:", err)
		fmt.Fprintln(stderr, "lbsim -h prints how it is used")
		return 2
	}
	if err := set.simulate(stdout); err != nil {
		fmt.Fprintln(stderr, "lbsim:", err)
		return 1
	}
	return 0
}

// parse takes the command line.
func parse(args []string) (set settings, err error) {
	flags := flag.NewFlagSet("lbsim", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Var(&set.balancers, "balancer", "")
	flags.BoolVar(&set.loop, "loop", false, "")
	flags.BoolVar(&set.each, "each", false, "")
	flags.Float64Var(&set.threshold, "threshold", lb.DefaultThreshold, "")
	flags.Uint64Var(&set.seed, "seed", 1, "")
	flags.StringVar(&set.write, "write", "", "")
	flags.IntVar(&set.steps, "steps", 1, "")
	w := &set.world
	flags.IntVar(&w.objects, "objects", 10_000, "")
	flags.IntVar(&w.pes, "pes", 100, "")
	flags.IntVar(&w.hosts, "hosts", 1, "")
	flags.IntVar(&w.dims, "dims", 2, "")
	flags.StringVar(&w.load, "load", "spatial", "")
	flags.StringVar(&w.placement, "placement", "block", "")
	flags.BoolVar(&w.comm, "comm", false, "")
	flags.Float64Var(&w.drift, "drift", 0.1, "")
	flags.Float64Var(&w.background, "background", 0, "")
	speeds := flags.String("speeds", "1", "")
	if err := flags.Parse(args); err != nil {
		return set, err
	}
	set.dumps = flags.Args()
	if w.speeds, err = parseSpeeds(*speeds); err != nil {
		return set, err
	}
	if _, err := lb.Parse(set.balancers, set.loop); err != nil {
		return set, err
	}
	switch {
	case len(set.balancers) == 0 && !set.each:
		return set, errors.New("no -balancer is given; -balancer help describes them, -each tries all")
	case set.steps < 1:
		return set, fmt.Errorf("-steps is %d, want at least 1", set.steps)
	case !(set.threshold >= 0 && set.threshold <= 1):
		return set, fmt.Errorf("-threshold is %v, want a part from 0 to 1", set.threshold)
	}
	if len(set.dumps) > 0 {
		var made string
		flags.Visit(func(f *flag.Flag) {
			switch f.Name {
			case "balancer", "loop", "each", "threshold", "seed", "write":
			default:
				made = f.Name
			}
		})
		if made != "" {
			return set, fmt.Errorf("-%s is for made up worlds, but a dump is given", made)
		}
	}
	return set, w.check()
}

// sequences returns what to try, one after the other.
func (set settings) sequences() (list []lb.Sequence) {
	if !set.each {
		q, _ := lb.Parse(set.balancers, set.loop) // parse has checked them
		return append(list, q)
	}
	names := set.balancers
	if len(names) == 0 {
		names = lb.Names()
	}
	for _, name := range names {
		q, _ := lb.Parse([]string{name}, false)
		list = append(list, q)
	}
	return list
}

// simulate tries all.
func (set settings) simulate(stdout io.Writer) (err error) {
	var out *dump.Writer
	if set.write != "" {
		if out, err = dump.Create(set.write); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, out.Close()) }()
	}
	t := newTable(stdout, set.threshold, set.seed)
	for n, q := range set.sequences() {
		if n > 0 {
			out = nil // it has the steps already
		}
		if len(set.dumps) == 0 {
			err = set.madeUp(q, t, out)
		}
		for _, name := range set.dumps {
			err = errors.Join(err, replay(name, q, t, out))
		}
		if err != nil {
			break
		}
	}
	return errors.Join(err, t.flush())
}

// madeUp balances the steps of a made up world.
func (set settings) madeUp(q lb.Sequence, t *table, out *dump.Writer) error {
	random := rand.New(rand.NewPCG(set.seed, 0))
	s := set.world.make(random)
	t.describe(fmt.Sprintf("made up: %s loads, %s placement, seed %d", set.world.load, set.world.placement, set.seed), s)
	for range set.steps {
		if err := record(out, s); err != nil {
			return err
		}
		set.world.goOn(s, t.row(q.At(s.Step), s), random)
	}
	return nil
}

// replay balances the steps of a dump.
func replay(name string, q lb.Sequence, t *table, out *dump.Writer) error {
	in, err := dump.Open(name)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		s, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			return in.Close()
		case err != nil:
			return errors.Join(err, in.Close())
		}
		if n == 0 {
			t.describe(name, s)
		}
		if err := record(out, s); err != nil {
			return errors.Join(err, in.Close())
		}
		t.row(q.At(n), s)
	}
}

// record writes a step, if steps are to be written.
func record(out *dump.Writer, s *lb.Stats) error {
	if out == nil {
		return nil
	}
	return out.Write(s)
}
