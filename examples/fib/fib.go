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
	"time"

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
	x, err := parse(t.Args())
	if err != nil {
		t.Abort(err.Error())
	}
	start := time.Now()
	fmt.Println(pool.Call(t, fib, x).Get(t))
	fmt.Printf("below %d alone, %d PEs, %.3f s\n", max(2, x.Alone), t.NumPEs(), time.Since(start).Seconds())
	t.Exit(0)
}

// parse reads the number from the command line.
func parse(args []string) (x Number, err error) {
	x = Number{25, 12}
	for i, to := range []*int{&x.N, &x.Alone} {
		if i < len(args) {
			if *to, err = strconv.Atoi(args[i]); err != nil || *to < 0 {
				return x, fmt.Errorf("usage: fib [number [alone]]: %q is not a number", args[i])
			}
		}
	}
	return x, nil
}

func main() { chare.Main(run) }
