// Taskbench measures how small tasks may be: graphs of tasks with the patterns of
// Task Bench (Slaughter et al., Task Bench: A Parameterized Benchmark for
// Evaluating Parallel Runtime Performance, SC'20), whose tasks calculate for
// longer and longer. It verifies each input of each task.
//
//	go run ./cmd/charmrun +p2 ./bench/taskbench [-pattern a,b|all] [-width n,m] [-steps n] [-min n] [-max n] [-json] [-png file]
//
// The efficiency of a run is how many iterations of the tasks' loop it does in a
// second, as a part of the most that any did. METG(50 %) is the smallest
// granularity, time × PEs / tasks, of which the efficiency is at least one half.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charm4go/charm/bench/internal/figure"
	"github.com/charm4go/charm/bench/internal/report"
	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// options are what the command line asks for.
type options struct {
	patterns   []string
	widths     []int
	steps      int
	radix      int
	iterations [2]int // from, to
	turns      int
	turn       time.Duration
	json       bool
	png        string
}

func start(t *chare.Task) {
	o, err := parse(t.Args(), t.NumPEs())
	if err != nil {
		t.Abort(err.Error())
	}
	if err := o.measure(t, os.Stdout); err != nil {
		t.Abort(err.Error())
	}
	t.Exit(0)
}

// parse reads the command line.
func parse(args []string, pes int) (o options, err error) {
	flags := flag.NewFlagSet("taskbench", flag.ContinueOnError)
	list := flags.String("pattern", "stencil_1d", "comma-separated `patterns`, or all: "+strings.Join(names(), ", "))
	widths := flags.String("width", fmt.Sprintf("%d,%d", pes, 4*pes), "comma-separated `numbers` of columns")
	flags.IntVar(&o.steps, "steps", 1000, "tasks of a column, at most: fewer if they are large")
	flags.IntVar(&o.radix, "radix", 5, "inputs of a task in nearest, spread, and at most in random_nearest")
	flags.IntVar(&o.iterations[0], "min", 1, "iterations of the smallest tasks")
	flags.IntVar(&o.iterations[1], "max", 1<<14, "iterations of the largest tasks")
	flags.IntVar(&o.turns, "turns", 9, "how often it is the turn of each size of tasks")
	flags.DurationVar(&o.turn, "turn", 100*time.Millisecond, "how long a turn repeats its run, at least once")
	flags.BoolVar(&o.json, "json", false, "print JSON lines instead of a table")
	flags.StringVar(&o.png, "png", "", "draw the curves into this `file`")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.patterns = strings.Split(*list, ","); *list == "all" {
		o.patterns = names()
	}
	for _, word := range strings.Split(*widths, ",") {
		n, err := strconv.Atoi(word)
		if err != nil {
			return o, fmt.Errorf("the width %q is not a number", word)
		}
		o.widths = append(o.widths, n)
	}
	if flags.NArg() > 0 || o.iterations[0] < 1 || o.iterations[1] < o.iterations[0] || o.turns < 1 {
		return o, fmt.Errorf("want flags only, with -turns and -min of at least 1 and -max of at least -min, not %q", args)
	}
	for _, g := range o.graphs() {
		if err := g.check(); err != nil {
			return o, err
		}
	}
	return o, nil
}

// graphs returns the graphs that are to be measured.
func (o options) graphs() (list []Graph) {
	for _, pattern := range o.patterns {
		for _, width := range o.widths {
			list = append(list, Graph{pattern, width, o.steps, o.radix})
		}
	}
	return list
}

// measure measures all graphs and writes what it finds.
func (o options) measure(t *chare.Task, w io.Writer) error {
	report.New(w, o.json).Machine(report.ThisMachine())
	var curves [][]Point
	best := 0.0 // iterations per unit of time
	for _, g := range o.graphs() {
		curve := o.curve(t, g)
		for _, p := range curve {
			best = max(best, p.rate())
		}
		curves = append(curves, curve)
	}
	for _, curve := range curves {
		rated(best, curve)
		if err := o.print(w, curve); err != nil {
			return err
		}
	}
	if o.png == "" {
		return nil
	}
	return draw(o.png, curves)
}

// A run is a graph with tasks of one size.
type run struct {
	Point
	columns     ColumnProxies
	want        []int     // tasks and inputs that are verified
	granularity []float64 // of each repeat
}

// Large tasks get fewer steps: short runs find more often that nobody else
// has the processors.
const (
	fewestSteps = 200
	enoughWork  = 64_000 // iterations of a column: no steps more, but for the fewest
)

// curve measures a graph with tasks of all sizes, each twice that of the one
// before. The sizes take turns.
func (o options) curve(t *chare.Task, g Graph) []Point {
	var runs []*run
	for n := o.iterations[0]; n <= o.iterations[1]; n *= 2 {
		g.Steps = min(o.steps, max(fewestSteps, g.Width, enoughWork/n))
		columns := NewColumnArray(t, chare.Dims(g.Width), g)
		t.WaitCreated(columns)
		want := g.count()
		runs = append(runs, &run{columns: columns, want: want, Point: Point{
			Pattern: g.Pattern, PEs: t.NumPEs(), Width: g.Width, Steps: g.Steps, Iterations: n,
			Tasks: want[0], Unit: "ns",
		}})
	}
	for range o.turns {
		for _, r := range runs {
			for start := time.Now(); ; {
				r.once(t)
				if time.Since(start) >= o.turn {
					break
				}
			}
		}
	}
	var curve []Point
	for _, r := range runs {
		slices.Sort(r.granularity)
		r.Repeats = len(r.granularity)
		r.Granularity, r.Median = r.granularity[0], r.granularity[r.Repeats/2]
		curve = append(curve, r.Point)
	}
	return curve
}

// once runs the graph.
func (r *run) once(t *chare.Task) {
	done := chare.NewFuture[[]int](t)
	start := time.Now()
	r.columns.Begin(r.Iterations, done.Target())
	got := done.Get(t)
	took := time.Since(start)
	if !slices.Equal(got, r.want) {
		t.Abort(fmt.Sprintf("%s: %d tasks and inputs were verified, want %d", r.Pattern, got, r.want))
	}
	r.granularity = append(r.granularity, float64(took.Nanoseconds())*float64(r.PEs)/float64(r.Tasks))
}

// count returns how many tasks and inputs a graph has.
func (g Graph) count() []int {
	tasks, inputs := 0, 0
	for column := range g.Width {
		first, last := g.tasks(column)
		for step := first; step <= last; step++ {
			tasks++
			inputs += len(g.inputs(step, column))
		}
	}
	return []int{tasks, inputs}
}

// print writes a curve and its METG.
func (o options) print(w io.Writer, curve []Point) error {
	if o.json {
		e := json.NewEncoder(w)
		for _, p := range curve {
			if err := e.Encode(p); err != nil {
				return err
			}
		}
		if r, ok := result(curve); ok {
			return e.Encode(r)
		}
		return nil
	}
	g := curve[0]
	fmt.Fprintf(w, "%s, %d PEs, %d columns, at least %d repeats\n\n", g.Pattern, g.PEs, g.Width, curve[len(curve)-1].Repeats)
	fmt.Fprintf(w, "%7s %12s %15s %12s %12s\n", "steps", "iterations", "granularity/ns", "median/ns", "efficiency")
	for _, p := range curve {
		fmt.Fprintf(w, "%7d %12d %15.0f %12.0f %11.0f%%\n", p.Steps, p.Iterations, p.Granularity, p.Median, 100*p.Efficiency)
	}
	_, err := fmt.Fprintf(w, "\nMETG(50 %%) of %s on %d PEs with %d columns: %s, of the medians %s\n\n",
		g.Pattern, g.PEs, g.Width, told(metg(curve)), told(metg(typical(curve))))
	return err
}

// told tells a METG with its unit.
func told(ns float64, below bool) string {
	switch {
	case ns == 0:
		return "not reached, no task was large enough"
	case below:
		return fmt.Sprintf("below %.2f µs, no task was small enough", ns/1000)
	}
	return fmt.Sprintf("%.2f µs", ns/1000)
}

// draw draws the curves.
func draw(file string, curves [][]Point) error {
	f := figure.Figure{Title: fmt.Sprintf("Task Bench on %d PEs", curves[0][0].PEs), X: "task granularity, µs", Y: "efficiency", LinearY: true}
	for _, curve := range curves {
		c := figure.Curve{Name: fmt.Sprintf("%s, %d columns", curve[0].Pattern, curve[0].Width)}
		for _, p := range curve {
			c.X, c.Y = append(c.X, p.Granularity/1000), append(c.Y, p.Efficiency)
		}
		f.Curves = append(f.Curves, c)
	}
	return f.Save(file)
}

func main() { chare.Main(start) }
