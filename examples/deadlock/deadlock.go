// Deadlock comes to a standstill in several ways at once, and shows what the
// runtime says of it: who waits, where in this file, and for what.
//
//	go run ./cmd/charmrun +p4 ./examples/deadlock
//
// It ends with exit code 1.
package main

import (
	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Worker does its part, but for the parts that somebody forgot.
type Worker struct {
	chare.Base
	iteration int
}

// Exchange takes a row from the left neighbour, which has sent one to its own
// right. The first has forgotten to.
func (w *Worker) Exchange(t *chare.Task) {
	n := w.NumPEs()
	i := w.Index().X()
	left := chare.NewChannel[[]float64](w, w.All().At((i+n-1)%n))
	right := chare.NewChannel[[]float64](w, w.All().At((i+1)%n))
	if i > 0 {
		right.Send([]float64{1, 2, 3})
	}
	left.Recv(t)
}

// Step takes what belongs to an iteration.
//
//charm:when w.iteration == iteration
func (w *Worker) Step(iteration int) {}

// Sum contributes to a sum, but for the last worker.
func (w *Worker) Sum(total chare.Target[int]) {
	if w.Index().X() < w.NumPEs()-1 {
		chare.Reduce(w, 1, reduce.Sum, total)
	}
}

// Ask waits for an answer that nobody has been asked for.
func (w *Worker) Ask(t *chare.Task) string { return chare.NewFuture[string](w).Get(t) }

func run(t *chare.Task) {
	workers := NewWorkerArray(t, chare.Dims(t.NumPEs()))
	workers.Exchange()
	workers.At(0).Step(1) // it stays in iteration 0
	total := chare.NewFuture[int](t)
	workers.Sum(total.Target())

	grid := NewWorkerSparse(t, 2)
	grid.Insert(chare.Ix(0, 0))
	grid.DoneInserting()
	grid.At(3, 4).Step(0) // there is but 0,0

	answer := workers.At(0).Ret().Ask()
	chare.Wait(t, total, answer)
	t.Exit(0)
}

func main() { chare.Main(run) }
