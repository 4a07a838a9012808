package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/charm4go/charm/bench/peers"
	"github.com/charm4go/charm/chare"
)

// A measurement finds out what one thing costs, at several sizes.
type measurement struct {
	name    string
	pes     int
	unit    string // of the cost: "ns/message"
	of      string // what there are as many of as the size says: "chares"
	sizes   []int  // each ten times the one before, if they are to be compared
	repeats int

	// times is how often a repeat does its thing; nil: once.
	times func(size int) int

	// all says that the cost is that of one of the size's things, so that the
	// cost of all of them is to be compared.
	all bool

	// One of these measures. It makes ready for a size, and what it returns does
	// the thing so many times, and says what that has cost in all: of its time,
	// only what belongs. By chares, in a job on pes PEs:
	prepare func(t *chare.Task, size, times int) func() float64
	// Without chares:
	alone func(size, times int) func() float64
	// In another way:
	by program

	cold  bool     // each repeat in a job of its own, since what it makes remains
	words []string // for the launcher of the job
	peers []peer
}

// timesFor returns how often a repeat does its thing.
func (m *measurement) timesFor(size int) int {
	if m.times == nil {
		return 1
	}
	return m.times(size)
}

// upTo returns how often a repeat does a thing: so that all the sizes together
// are total, but at least least times and at most most.
func upTo(most, total, least int) func(size int) int {
	return func(size int) int { return max(least, min(most, total/max(1, size))) }
}

// times returns that number.
func times(n int) func(int) int { return func(int) int { return n } }

// since returns the nanoseconds since start.
func since(start time.Time) float64 { return float64(time.Since(start).Nanoseconds()) }

// work is what a program is to measure, whoever it is by.
type work struct {
	name    string
	pes     int
	repeats int
	cases   []sized
}

// sized is a size, and how often a repeat does its thing.
type sized struct{ size, times int }

// costs are what a program has found at a size, of each repeat for one time.
type costs struct {
	Size  int       `json:"size"`
	Costs []float64 `json:"costs"`
}

// words are the command line that tells a program its work.
func (w work) words() []string {
	words := []string{w.name, strconv.Itoa(w.pes), strconv.Itoa(w.repeats)}
	for _, c := range w.cases {
		words = append(words, strconv.Itoa(c.size), strconv.Itoa(c.times))
	}
	return words
}

// readWork reads such a command line.
func readWork(words []string) (work, error) {
	if len(words) < 3 || len(words)%2 == 0 {
		return work{}, fmt.Errorf("want a name, numbers of PEs and repeats, and pairs of size and times, not %q", words)
	}
	numbers := make([]int, len(words)-1)
	for i, word := range words[1:] {
		var err error
		if numbers[i], err = strconv.Atoi(word); err != nil {
			return work{}, err
		}
	}
	w := work{name: words[0], pes: numbers[0], repeats: numbers[1]}
	for i := 2; i < len(numbers); i += 2 {
		w.cases = append(w.cases, sized{numbers[i], numbers[i+1]})
	}
	return w, nil
}

// do does the work, and prints what it costs. Unless it must be cold, it warms up
// first.
func (w work) do(out io.Writer, cold bool, prepare func(size, times int) func() float64) {
	print := json.NewEncoder(out)
	for _, c := range w.cases {
		once := prepare(c.size, c.times)
		if !cold {
			once()
		}
		found := costs{Size: c.size}
		for range w.repeats {
			found.Costs = append(found.Costs, once()/float64(c.times))
		}
		print.Encode(found)
	}
}

// measureInJob is the main function of a job.
func measureInJob(t *chare.Task) {
	args := t.Args()
	w, err := readWork(args[1:])
	if err != nil {
		t.Abort(err.Error())
	}
	m := find(measurements, w)
	if m == nil || m.prepare == nil {
		t.Abort(fmt.Sprintf("bench: no job measures %s on %d PEs", w.name, w.pes))
	}
	w.do(os.Stdout, m.cold, func(size, times int) func() float64 { return m.prepare(t, size, times) })
	t.Exit(0)
}

// measureAlone measures in this process.
func measureAlone(args []string, out io.Writer) {
	w, err := readWork(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if bench := peers.Benches[w.name]; bench != nil {
		end := func() {}
		w.do(out, false, func(size, times int) func() float64 {
			end()
			var once func()
			once, end = bench(w.pes, size, times)
			return func() float64 {
				start := time.Now()
				once()
				return since(start)
			}
		})
		end()
		return
	}
	w.do(out, false, find(measurements, w).alone)
}

// find returns the measurement of a work, or nil.
func find(all []measurement, w work) *measurement {
	for i, m := range all {
		if m.name == w.name && m.pes == w.pes {
			return &all[i]
		}
	}
	return nil
}
