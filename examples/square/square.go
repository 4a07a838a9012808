// Square squares the numbers below a limit, by the pool.
//
//	go run ./cmd/charmrun +p4 ./examples/square 1000000
//
// prints their sum, 333332833333500000. The second word is how many numbers one
// task squares: "auto", which is also meant without it, lets the pool choose.
package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

//charm:task
func square(t *chare.Task, x int) int { return x * x }

// sumOfSquares adds the squares of the numbers below n.
func sumOfSquares(t *chare.Task, n int, options ...pool.Option) int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = i
	}
	sum := 0
	for _, y := range pool.Map(t, square, xs, options...) {
		sum += y
	}
	return sum
}

// number reads a word of the command line.
func number(t *chare.Task, word string) int {
	n, err := strconv.Atoi(word)
	if err != nil || n < 0 {
		t.Abort(fmt.Sprintf("usage: square [limit [chunk]]: %q is not a number", word))
	}
	return n
}

func run(t *chare.Task) {
	n, chunk := 1000, pool.Auto
	if words := t.Args(); len(words) > 0 {
		n = number(t, words[0])
		if len(words) > 1 && words[1] != "auto" {
			chunk = max(1, number(t, words[1]))
		}
	}
	fmt.Println(sumOfSquares(t, n, pool.Chunk(chunk), pool.Progress(os.Stderr)))
	t.Exit(0)
}

func main() { chare.Main(run) }
