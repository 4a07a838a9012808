package tasks

import (
	"github.com/charm4go/charm/chare"
	work "github.com/charm4go/charm/pool"
)

type T struct{}

// want 1: //charm:task has no effect here: it belongs to the comment directly above a function of the package
//
//charm:task
func (T) Method(t *chare.Task, x int) {}

// want func 6: task generic cannot have type parameters
//
//charm:task
func generic[A any](t *chare.Task, x A) {}

// want func 10: task bare must have two parameters, a *chare.Task and its input
//
//charm:task
func bare(x int) int { return x }

// want func 13: task several must have two parameters
//
//charm:task
func several(t *chare.Task, x, y int) int { return x + y }

// want func 14: task variadic must have two parameters
//
//charm:task
func variadic(t *chare.Task, xs ...int) int { return 0 }

// want func 36: task results has too many results
//
//charm:task
func results(t *chare.Task, x int) (int, int) { return 0, 0 }

// want func 32: input of task channels: chan int: channels cannot travel
//
//charm:task
func channels(t *chare.Task, c chan int) {}

// want func 37: result of task function: func(): functions cannot travel
//
//charm:task
func function(t *chare.Task, x int) func() { return nil }

func use(t *chare.Task, local interface{ Map(a, b any) }) {
	// want 14: a function literal cannot be a task of work.Map
	work.Map(t, func(t *chare.Task, x int) int { return x }, []int{})
	// want 26: a function literal cannot be a task of work.Call
	work.Call[int, int](t, (func(t *chare.Task, x int) int { return x }), 1)
	// want 23: a function literal cannot be a task of work.Try
	work.Map(t, work.Try(func(t *chare.Task, x int) (int, error) { return x, nil }), []int{})
	local.Map(t, func() {})
}
