package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// inputsOf prints the inputs of all tasks, a step a line: "01" is a task with
// those of columns 0 and 1, "-" one without any, "." no task.
func inputsOf(g Graph) string {
	var steps []string
	for step := range g.Steps {
		var tasks []string
		for column := range g.Width {
			task := "."
			if g.has(step, column) {
				task = "-"
				if inputs := g.inputs(step, column); len(inputs) > 0 {
					slices.Sort(inputs)
					task = strings.Trim(strings.ReplaceAll(fmt.Sprint(inputs), " ", ""), "[]")
				}
			}
			tasks = append(tasks, task)
		}
		steps = append(steps, strings.Join(tasks, " "))
	}
	return strings.Join(steps, "\n")
}

func TestPatternsAreThoseOfTaskBench(t *testing.T) {
	for _, test := range []struct {
		g    Graph
		want string
	}{
		{Graph{"trivial", 3, 2, 1}, "- - -\n- - -"},
		{Graph{"no_comm", 3, 2, 1}, "- - -\n0 1 2"},
		{Graph{"stencil_1d", 4, 2, 1}, "- - - -\n01 012 123 23"},
		{Graph{"stencil_1d_periodic", 4, 2, 1}, "- - - -\n013 012 123 023"},
		{Graph{"stencil_1d_periodic", 2, 2, 1}, "- -\n01 01"},
		{Graph{"dom", 3, 5, 1}, "- . .\n0 0 .\n0 01 1\n. 01 12\n. . 12"},
		{Graph{"tree", 5, 5, 1}, "- . . . .\n0 0 . . .\n0 0 1 1 .\n0 0 1 1 2\n0 0 1 1 2"},
		{Graph{"fft", 4, 4, 1}, "- - - -\n01 012 123 23\n02 13 02 13\n01 012 123 23"},
		{Graph{"nearest", 4, 2, 3}, "- - - -\n01 012 123 23"},
		{Graph{"nearest", 4, 2, 2}, "- - - -\n0 01 12 23"},
		{Graph{"spread", 4, 4, 2}, "- - - -\n03 01 12 23\n0 1 2 3\n02 13 02 13"},
		{Graph{"all_to_all", 3, 2, 1}, "- - -\n012 012 012"},
	} {
		if got := inputsOf(test.g); got != test.want {
			t.Errorf("%+v: got\n%s\nwant\n%s", test.g, got, test.want)
		}
	}
}

func TestRandomNearestIsPartOfNearest(t *testing.T) {
	g := Graph{"random_nearest", 100, 4, 9}
	all := 0
	for step := 1; step < g.Steps; step++ {
		for column := range g.Width {
			inputs := g.inputs(step, column)
			all += len(inputs)
			for _, c := range inputs {
				if c < column-4 || c > column+4 {
					t.Errorf("step %d, column %d: input %d is not near", step, column, c)
				}
			}
			if !slices.Contains(inputs, column) {
				t.Errorf("step %d, column %d has the inputs %d, want itself too", step, column, inputs)
			}
		}
	}
	// Itself, and a quarter of 8, fewer at the edges: 3 to a task.
	if all < 750 || all > 1050 {
		t.Errorf("%d inputs of 300 tasks, want about 900", all)
	}
}

// verifies runs graphs of all patterns: a wrong input aborts, a missing one is a
// deadlock, and the numbers are compared.
func verifies(task *chare.Task) {
	o := options{patterns: names(), widths: []int{1, 2, 5}, steps: 12, radix: 3, iterations: [2]int{1, 2}, turns: 2}
	for _, g := range o.graphs() {
		o.curve(task, g)
	}
	task.Exit(0)
}

func TestEveryInputOfEveryTaskIsVerified(t *testing.T) { charetest.Run(t, 3, verifies) }

func TestUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 20, verifies) }

func TestLinesAndFigure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "curves.png")
	var out strings.Builder
	charetest.Run(t, 2, func(task *chare.Task) {
		o, err := parse([]string{"-pattern", "fft,tree", "-width", "4", "-steps", "20", "-max", "4", "-turns", "2", "-turn", "0s", "-json", "-png", file}, 2)
		if err == nil {
			err = o.measure(task, &out)
		}
		if err != nil {
			t.Error(err)
		}
		task.Exit(0)
	})
	points := 0
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, `{"machine":`) {
			continue
		}
		var p Point
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if p.Tasks == 0 {
			continue // a METG, if tasks of so few iterations have one
		}
		points++
		if p.Granularity <= 0 || p.Median < p.Granularity || p.Efficiency <= 0 || p.Efficiency > 1 {
			t.Errorf("%+v", p)
		}
	}
	if points != 6 {
		t.Errorf("%d points, want 6\n%s", points, &out)
	}
	if png, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("the figure begins with %.8q, error %v", png, err)
	}
}

func TestMETGIsWhereHalfOfTheTimeIsWork(t *testing.T) {
	curve := func(overhead float64) (points []Point) {
		for n := 1; n <= 1024; n *= 2 {
			points = append(points, Point{Iterations: n, Granularity: overhead + float64(n)})
		}
		rated(1, points)
		return points
	}
	if m, below := metg(curve(64)); m != 128 || below {
		t.Errorf("64 of overhead: %v, %v, want 128", m, below)
	}
	if m, _ := metg(curve(50)); m < 98 || m > 102 {
		t.Errorf("50 of overhead: %v, want about 100", m)
	}
	if m, _ := metg(curve(2000)); m != 0 {
		t.Errorf("2000 of overhead: %v, want none", m)
	}
	if m, below := metg(curve(0.5)); m != 1.5 || !below {
		t.Errorf("0.5 of overhead: %v, %v, want below 1.5", m, below)
	}
	disturbed := curve(64)
	disturbed[6].Granularity = 9000 // that of 64 iterations
	rated(1, disturbed)
	if m, below := metg(disturbed); m != 64+128 || below {
		t.Errorf("64 of overhead, disturbed: %v, %v, want 192", m, below)
	}
	twice := curve(64)
	for i := range twice {
		twice[i].Median = twice[i].Granularity + 64 // 128 of overhead
	}
	if r, ok := result(twice); !ok || r.Min != 128 || r.Median != 256 {
		t.Errorf("64 of overhead, 128 typically: %+v, %v, want 128 and 256", r, ok)
	}
	if r, ok := result(curve(2000)); ok {
		t.Errorf("2000 of overhead: %+v, want none", r)
	}
}

func TestMistakesAreTold(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"-pattern ring", `"ring" is no pattern; there are all_to_all, dom`},
		{"-width four", `"four" is not a number`},
		{"-width 0", "at least 1, not 0"},
		{"-max 3 -min 4", "-max of at least -min"},
		{"-pattern dom -width 8 -steps 7", "at least as many steps as the width, 8, not 7"},
	} {
		if _, err := parse(strings.Fields(test.args), 2); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.args, err, test.want)
		}
	}
}
