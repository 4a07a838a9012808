// Scheduler is a scheduler of jobs written with chares alone: what package pool
// does, in its simplest form. One chare has the jobs, and a worker on each other
// PE asks it for the next task by telling the result of the last.
//
//	go run ./cmd/charmrun +p4 ./examples/scheduler 3 1000
//
// runs 3 jobs of 1000 tasks each at the same time. A task counts the steps that
// a number takes to 1, if it is halved when even, else tripled and increased.
// For each job the longest way is printed: 178, 181 and 216 steps.
package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A job is numbers whose steps are to be counted.
type job struct {
	inputs  []int
	results []int
	begun   int
	missing int
	done    chare.Target[[]int]
}

// A Scheduler has the jobs.
type Scheduler struct {
	chare.Base
	workers WorkerProxies
	free    []int // PEs
	jobs    []*job
}

// Init makes a worker on each PE but this, unless there is no other.
func (s *Scheduler) Init() {
	for pe := range s.NumPEs() {
		if pe != s.PE() || s.NumPEs() == 1 {
			s.free = append(s.free, pe)
		}
	}
	s.workers = NewWorkerGroup(s, s.This(), chare.OnPEs(s.free...))
}

// Start takes a job. Its results go to done.
func (s *Scheduler) Start(inputs []int, done chare.Target[[]int]) {
	if len(inputs) == 0 {
		done.Send(nil)
		return
	}
	s.jobs = append(s.jobs, &job{inputs: inputs, results: make([]int, len(inputs)), missing: len(inputs), done: done})
	s.schedule()
}

// schedule gives tasks to those who are free, of the oldest job that has any.
func (s *Scheduler) schedule() {
	for number, j := range s.jobs {
		for j != nil && j.begun < len(j.inputs) && len(s.free) > 0 {
			s.workers.At(s.free[0]).Work(number, j.begun, j.inputs[j.begun])
			s.free = s.free[1:]
			j.begun++
		}
	}
}

// Done takes the result of a task, and the PE that is free now.
func (s *Scheduler) Done(number, task, result, pe int) {
	j := s.jobs[number]
	j.results[task] = result
	if j.missing--; j.missing == 0 {
		j.done.Send(j.results)
		s.jobs[number] = nil
	}
	s.free = append(s.free, pe)
	s.schedule()
}

// A Worker runs tasks on its PE.
type Worker struct {
	chare.Base
	scheduler SchedulerProxy
}

// Init keeps the scheduler.
func (w *Worker) Init(s SchedulerProxy) { w.scheduler = s }

// Work runs one task.
func (w *Worker) Work(job, task, input int) {
	w.scheduler.Done(job, task, steps(input), w.PE())
}

// steps counts how many steps n takes to 1.
func steps(n int) (count int) {
	for ; n > 1; count++ {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
	}
	return count
}

// longest returns the longest way of each of some jobs, which follow each other
// in the numbers from 1 on.
func longest(t *chare.Task, jobs, tasks int) (most []int) {
	s := NewScheduler(t, chare.OnPE(0))
	results := make([]*chare.Future[[]int], jobs)
	for i := range results {
		inputs := make([]int, tasks)
		for k := range inputs {
			inputs[k] = i*tasks + k + 1
		}
		results[i] = chare.NewFuture[[]int](t)
		s.Start(inputs, results[i].Target())
	}
	for _, f := range results {
		most = append(most, slices.Max(append(f.Get(t), 0)))
	}
	return most
}

func run(t *chare.Task) {
	jobs, tasks := 3, 1000
	for i, to := range []*int{&jobs, &tasks} {
		if i < len(t.Args()) {
			n, err := strconv.Atoi(t.Args()[i])
			if err != nil || n < 0 {
				t.Abort(fmt.Sprintf("usage: scheduler [jobs [tasks]]: %q is not a number", t.Args()[i]))
			}
			*to = n
		}
	}
	for i, most := range longest(t, jobs, tasks) {
		fmt.Printf("job %d: %d steps\n", i, most)
	}
	t.Exit(0)
}

func main() { chare.Main(run) }
