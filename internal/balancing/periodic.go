package balancing

import (
	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

// A Roamer never says when it may be moved: it is, by the clock.
type Roamer struct {
	chare.Base
	calls, moves int
	released     bool
	work         int
}

// Call does some work and calls another roamer, so many times.
func (r *Roamer) Call(left, n int, done chare.Target[int]) {
	r.calls++
	for range 1000 * (r.Index().X() % 3) {
		r.work++
	}
	if left == 0 {
		done.Send(r.Index().X())
		return
	}
	r.All().At((r.Index().X()*3+left)%n).Call(left-1, n, done)
}

// Stand waits until Relieve, so that the roamer cannot be moved, and tells
// whether it was all the same.
func (r *Roamer) Stand(t *chare.Task) bool {
	before := r.moves
	t.Until(func() bool { return r.released })
	return r.moves > before
}

// Relieve ends Stand.
func (r *Roamer) Relieve() { r.released = true }

// Migrated counts moves.
func (r *Roamer) Migrated() { r.moves++ }

// Moves adds them up.
func (r *Roamer) Moves(to chare.Target[int]) { chare.Reduce(r, r.moves, reduce.Sum, to) }

// Calls adds up the calls.
func (r *Roamer) Calls(to chare.Target[int]) { chare.Reduce(r, r.calls, reduce.Sum, to) }

// Roams is a program whose chares call each other in chains while they are moved,
// again and again until that was so, at least as often as atLeast says. It ends
// with exit code 0.
func Roams(atLeast int) func(*chare.Task) {
	const length = 40
	return func(t *chare.Task) {
		n := 3*t.NumPEs() + 2
		all := NewRoamerArray(t, chare.Dims(n))
		stood := all.At(1).Ret().Stand()
		calls, moves := 0, 0
		for calls == 0 || moves < atLeast {
			done := chare.NewMultiFuture[int](t, n)
			for i := range n {
				all.At(i).Call(length, n, done.Target())
			}
			done.Get(t)
			calls += n * (length + 1)
			moves = sum(t, all.Moves)
		}
		t.WaitQuiescence()
		got := sum(t, all.Calls)
		must(got == calls, "%d calls, not %d", got, calls)
		all.At(1).Relieve()
		must(!stood.Get(t), "a chare was moved while a method of it waited")
		t.Exit(0)
	}
}

// sum has all roamers contribute to a sum.
func sum(t *chare.Task, of func(chare.Target[int])) int {
	f := chare.NewFuture[int](t)
	of(f.Target())
	return f.Get(t)
}
