// Fib reckons a Fibonacci number by tasks that make tasks and wait for them.
//
//	go run ./cmd/charmrun +p4 ./examples/fib 25
//
// prints 75025. The second word is the number below which a task calls itself
// instead of making further tasks: 0 makes a task of every call, and so measures
// the pool alone.
package main

import (
	"fmt"
	"strconv"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Number is which Fibonacci number is wanted.
type Number struct {
	N     int
	Alone int // below this a task works alone
}

//charm:task
func fib(t *chare.Task, x Number) int {
	if x.N < 2 || x.N < x.Alone {
		return alone(x.N)
	}
	first := pool.Call(t, fib, Number{x.N - 1, x.Alone})
	second := pool.Call(t, fib, Number{x.N - 2, x.Alone})
	return first.Get(t) + second.Get(t)
}

func alone(n int) int {
	if n < 2 {
		return n
	}
	return alone(n-1) + alone(n-2)
}

func run(t *chare.Task) {
	x := Number{25, 12}
	for i, to := range []*int{&x.N, &x.Alone} {
		if i < len(t.Args()) {
			n, err := strconv.Atoi(t.Args()[i])
			if err != nil || n < 0 {
				t.Abort(fmt.Sprintf("usage: fib [number [alone]]: %q is not a number", t.Args()[i]))
			}
			*to = n
		}
	}
	fmt.Println(pool.Call(t, fib, x).Get(t))
	t.Exit(0)
}

func main() { chare.Main(run) }
