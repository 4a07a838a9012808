// Hello passes a greeting along an array of chares.
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

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

// Run may wait: it takes a Task.
func (h *Hello) Run(t *chare.Task, steps int, done chare.Target[float64]) {
	right := h.All().At((h.Index().X() + 1) % h.n)
	for i := range steps {
		_ = right.Ret().Square(float64(i)).Get(t)
	}
	done.Send(float64(steps))
}

// Pinger has no constructor.
type Pinger struct{ chare.Base }

func (p *Pinger) first() bool { return p.Index().X() == 0 }

// Ping goes to the others.
func (p *Pinger) Ping(words []string, times map[string]int) error {
	if p.first() {
		p.All().Ping(words, times)
	}
	return nil
}

func run(t *chare.Task) {
	hellos := NewHelloArray(t, chare.Dims(5), 5)
	fmt.Println(hellos.At(3).Ret().Square(3).Get(t)) // 9
	done := chare.NewFuture[float64](t)
	hellos.At(0).Run(10, done.Target())
	fmt.Println(done.Get(t))
	NewPingerGroup(t).At(0).Await().Ping([]string{"ping"}, nil).Get(t)
	hellos.At(0).SayHi(17)
}

func main() { chare.Main(run) }
