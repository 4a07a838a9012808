// Results calls methods for what they return: of one chare, of many, and errors.
//
//	go run ./examples/tutorial/results +p4
package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Calculator has a number and calculates with it.
type Calculator struct {
	chare.Base
	factor float64
}

// Set sets the number.
func (c *Calculator) Set(factor float64) { c.factor = factor }

// Times multiplies by the number, and by the place in the array.
func (c *Calculator) Times(x float64) float64 { return c.factor * x * float64(c.Index().X()) }

var errNegative = errors.New("negative")

// Root returns a square root.
func (c *Calculator) Root(x float64) (float64, error) {
	if x < 0 {
		return 0, errNegative
	}
	return math.Sqrt(x), nil
}

// Pythagoras asks another chare, and so waits: it takes a Task.
func (c *Calculator) Pythagoras(t *chare.Task, a, b float64) float64 {
	return c.All().At(0).Ret().Root(a*a + b*b).Get(t)
}

func run(t *chare.Task) {
	calculators := NewCalculatorArray(t, chare.Dims(4))

	calculators.Await().Set(10).Get(t)                   // done by all
	fmt.Println(calculators.At(2).Ret().Times(3).Get(t)) // a float64
	fmt.Println(calculators.Ret().Times(3).Get(t))       // a []float64

	fmt.Println(calculators.At(3).Ret().Pythagoras(3, 4).Get(t))

	_, err := calculators.At(1).Ret().Root(-1).Result(t)
	fmt.Println(err)
	t.Exit(0)
}

func main() { chare.Main(run) }
