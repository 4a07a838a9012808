// Hello passes a greeting along an array of chares.
//
//	go run ./cmd/charmrun +p4 ./examples/hello [elements]
package main

import (
	"fmt"
	"strconv"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// Hello is one chare of the array.
type Hello struct {
	chare.Base
	n int // size of the array
}

// Init is the constructor.
func (h *Hello) Init(n int) { h.n = n }

// SayHi prints and passes on.
func (h *Hello) SayHi(hi int) {
	fmt.Printf("Hi[%d] from element %v on PE %d\n", hi, h.Index(), h.PE())
	if i := h.Index().X(); i+1 < h.n {
		h.All().At(i + 1).SayHi(hi + 1)
	} else {
		h.Exit(0)
	}
}

// Square is called for its result.
func (h *Hello) Square(x float64) float64 { return x * x }

// Run sends numbers to the next chare and gets those of the one before. It may
// wait: it takes a Task.
func (h *Hello) Run(t *chare.Task, steps int, done chare.Target[float64]) {
	i := h.Index().X()
	right := chare.NewChannel[int](h, h.All().At((i+1)%h.n))
	left := chare.NewChannel[int](h, h.All().At((i+h.n-1)%h.n))
	for step := range steps {
		right.Send(step)
		if got := left.Recv(t); got != step {
			h.Abort(fmt.Sprintf("got %d in step %d", got, step))
		}
	}
	chare.Reduce(h, 1.0, reduce.Sum, done)
}

func run(t *chare.Task) {
	n := 5
	if args := t.Args(); len(args) > 0 {
		var err error
		if n, err = strconv.Atoi(args[0]); err != nil || n < 3 {
			t.Abort(fmt.Sprintf("want a number of elements of at least 3, not %q", args[0]))
		}
	}
	hellos := NewHelloArray(t, chare.Dims(n), n)
	fmt.Println("3 squared is", hellos.At(n-1).Ret().Square(3).Get(t))
	done := chare.NewFuture[float64](t)
	hellos.Run(10, done.Target()) // to every element
	fmt.Println("elements that have run:", done.Get(t))
	hellos.At(0).SayHi(17)
}

func main() { chare.Main(run) }
