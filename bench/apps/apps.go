package main

import "regexp"

// An app is a program of the examples.
type app struct {
	name     string
	pool     bool // PE 0 only schedules, so it gets one PE more
	grain    string
	problems []problem      // the last one is small, for -quick
	answer   *regexp.Regexp // what all its versions print
	mpi      bool           // there is one in C over MPI
	loop     string         // what its inner loop does once; empty: it has none to speak of
}

// A problem is one for an app.
type problem struct {
	words  string // of the command line
	grain  int    // size of what a chare or a task has
	uneven bool   // the peers are balancers instead of other versions
}

// balancers are tried on problems whose work is uneven.
var balancers = []string{"Greedy", "GreedyRefine", "Refine", "Distributed", "Adaptive"}

var apps = []app{
	{
		name: "jacobi2d", grain: "cells a side", mpi: true, loop: "128 x 128 cells",
		answer:   regexp.MustCompile(`converged after (\d+) iterations`),
		problems: []problem{{"2048 128", 128, false}, {"2048 512", 512, false}, {"512 32", 32, false}, {"64 32", 32, false}},
	},
	{
		name: "stencil3d", grain: "cells a side", loop: "32 x 32 x 32 cells",
		answer:   regexp.MustCompile(`checksum ([0-9a-f]+)`),
		problems: []problem{{"128 32 100", 32, false}, {"128 16 100", 16, false}, {"64 8 300", 8, false}, {"16 8 10", 8, false}},
	},
	{
		name: "particle", grain: "particles",
		answer:   regexp.MustCompile(`after: (\d+)`),
		problems: []problem{{"8 4 5000", 5000, false}, {"16 8 500", 500, false}, {"8 4 20000 left", 20000, true}, {"4 4 20", 20, false}},
	},
	{
		name: "leanmd", grain: "atoms a side", loop: "64 x 64 atoms",
		answer:   regexp.MustCompile(`energy -?[0-9.]+ at first, (-?\d+\.\d{3})\d* at last`),
		problems: []problem{{"3 4 101", 4, false}, {"4 3 101", 3, false}, {"4 4 201 near", 4, true}, {"3 1 10", 1, false}},
	},
	{
		name: "nqueen", pool: true, grain: "rows", loop: "board of 10",
		answer:   regexp.MustCompile(`(?:^|\s)(\d+)\n`),
		problems: []problem{{"14 8", 8, false}, {"14 11", 11, false}, {"6 4", 4, false}},
	},
	{
		name: "fib", pool: true, grain: "th and below", loop: "20th number",
		answer:   regexp.MustCompile(`(?:^|\s)(\d+)\n`),
		problems: []problem{{"38 24", 24, false}, {"34 14", 14, false}, {"12 8", 8, false}},
	},
}
