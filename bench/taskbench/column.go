package main

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

// A Column has the tasks of one column of a graph. Each is a call: that of Take
// with its last input, or of Next if it has none.
type Column struct {
	chare.Base
	me          int
	first, last int    // steps of its tasks
	plan        []plan // of all steps

	step    int      // of the task that is to come
	before  int      // the step whose tasks it needs; -1: none, now
	missing int      // inputs that have yet to come
	came    []int    // the last step for which each of the inputs has come
	verdict Verified // on all tasks so far

	iterations int
	work       vector
	done       chare.Target[[]int]
}

// A plan is what a task needs, and who needs it.
type plan struct {
	inputs  []int // columns, in order
	outputs []ColumnProxy
}

// Verified counts what has been seen to be right: all tasks, and all of their
// inputs.
type Verified struct{ Tasks, Inputs int }

// Init makes a column of a graph.
func (c *Column) Init(g Graph) {
	c.me = c.Index().X()
	c.first, c.last = g.tasks(c.me)
	c.before = -1 // inputs may be ahead of Begin
	c.plan = make([]plan, g.Steps)
	type form struct{ set, inputs, outputs int }
	same := map[form]plan{}
	for step := range c.plan {
		inputs, outputs := g.inputs(step, c.me), g.outputs(step, c.me)
		// Where two steps of one set have as many inputs and outputs, these
		// are the same.
		f := form{g.set(step), len(inputs), len(outputs)}
		p, ok := same[f]
		if !ok {
			p.inputs = inputs
			for _, to := range outputs {
				p.outputs = append(p.outputs, c.All().At(to))
			}
			same[f] = p
		}
		c.plan[step] = p
	}
}

// Begin begins with the first step. When all columns are done, the numbers of
// tasks and inputs that they have verified go to done.
func (c *Column) Begin(iterations int, done chare.Target[[]int]) {
	c.iterations, c.done, c.verdict = iterations, done, Verified{}
	if c.first > c.last {
		c.end()
		return
	}
	c.expect(c.first)
}

// expect makes ready for the task of a step.
func (c *Column) expect(step int) {
	c.step, c.before = step, step-1
	c.missing = len(c.plan[step].inputs)
	c.came = slices.Grow(c.came[:0], c.missing)[:c.missing]
	for i := range c.came {
		c.came[i] = -1
	}
	if c.missing == 0 {
		c.This().Next()
	}
}

// Next does a task that has no inputs.
func (c *Column) Next() { c.task() }

// Take takes an input: the output of a task of the step before, which says
// which task it is of. The last one does the task.
//
//charm:when c.before == step
func (c *Column) Take(step, column int) {
	i := slices.Index(c.plan[c.step].inputs, column)
	if i < 0 || c.came[i] == step {
		c.Abort(fmt.Sprintf("task %d of column %d got an input from column %d; want one of each of %d", c.step, c.me, column, c.plan[c.step].inputs))
	}
	c.came[i] = step
	c.verdict.Inputs++
	if c.missing--; c.missing == 0 {
		c.task()
	}
}

// task does the task of this step.
func (c *Column) task() {
	c.work.spin(c.iterations)
	c.verdict.Tasks++
	step := c.step
	if step < c.last {
		c.expect(step + 1)
	} else {
		c.before = -1
	}
	for _, to := range c.plan[step].outputs {
		to.Take(step, c.me)
	}
	if step == c.last {
		c.end()
	}
}

// end tells what has been done.
func (c *Column) end() {
	chare.Reduce(c, []int{c.verdict.Tasks, c.verdict.Inputs}, reduce.Sum, c.done)
}
