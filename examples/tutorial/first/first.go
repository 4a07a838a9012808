// First says where it runs, and ends.
//
//	go run ./examples/tutorial/first +p4
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

func run(t *chare.Task) {
	fmt.Printf("Hello from PE %d of %d\n", t.PE(), t.NumPEs())
	t.Exit(0)
}

func main() { chare.Main(run) }
