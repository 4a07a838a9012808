// Chares makes a chare and calls its methods.
//
//	go run ./examples/tutorial/chares
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Greeter greets, and counts whom.
type Greeter struct {
	chare.Base
	greeting string
	greeted  int
}

// Init is the constructor.
func (g *Greeter) Init(greeting string) { g.greeting = greeting }

// Greet greets by name.
func (g *Greeter) Greet(name string) {
	g.greeted++
	fmt.Printf("%s, %s!\n", g.greeting, name)
}

// Stop ends the program.
func (g *Greeter) Stop() {
	fmt.Println("greeted:", g.greeted)
	g.Exit(0)
}

func run(t *chare.Task) {
	greeter := NewGreeter(t, "Good morning")
	greeter.Greet("Ann")
	greeter.Greet("Bob")
	greeter.Stop()
	fmt.Println("all is sent")
}

func main() { chare.Main(run) }
