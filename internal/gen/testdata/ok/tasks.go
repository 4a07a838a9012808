// Package tasks has functions for the pool, of all forms, and no chares.
//
// want: pool.Register("example.com/test/ok/tasks.Square", Square)
// want: pool.RegisterErr("example.com/test/ok/tasks.half", half)
// want: pool.RegisterGo("example.com/test/ok/tasks.note", note)
// want: pool.RegisterGoErr("example.com/test/ok/tasks.check", check)
package tasks

import (
	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
)

type point struct{ x, y float64 }

//charm:task
func Square(t *chare.Task, x int) int { return x * x }

//charm:task
func half(_ *chare.Task, p point) (*point, error) { return &point{p.x / 2, p.y / 2}, nil }

//charm:task
func note(t *chare.Task, ps []point) {}

//charm:task
func check(t *chare.Task, m map[string]point) error { return nil }

func use(t *chare.Task) {
	pool.Map(t, Square, []int{1, 2})
	pool.Map(t, pool.Try(half), []point{{}})
	pool.Go(t, note, []point{})
	pool.Go(t, check, map[string]point{})
}
