// Tasks reckons by functions that the pool runs on all PEs.
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

//charm:task
func square(t *chare.Task, x int) int { return x * x }

//charm:task
func sumOfSquares(t *chare.Task, xs []int) int {
	sum := 0
	for _, y := range pool.Map(t, square, xs) {
		sum += y
	}
	return sum
}

//charm:task
func inverse(t *chare.Task, x float64) (float64, error) {
	if x == 0 {
		return 0, fmt.Errorf("0 has no inverse")
	}
	return 1 / x, nil
}

func run(t *chare.Task) {
	fmt.Println(pool.Map(t, square, []int{1, 2, 3, 4, 5}))

	sum := pool.Call(t, sumOfSquares, []int{1, 2, 3})
	fmt.Println("meanwhile", pool.Call(t, square, 12).Get(t))
	fmt.Println(sum.Get(t))

	_, err := pool.MapAsync(t, pool.Try(inverse), []float64{1, 0}).Result(t)
	fmt.Println(err != nil)
	t.Exit(0)
}

func main() { chare.Main(run) }
