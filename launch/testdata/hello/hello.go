// Hello is a program for the tests of launch.
package main

import (
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/charm4go/charm/chare"
)

func main() {
	chare.Main(func(t *chare.Task) {
		text, _ := io.ReadAll(os.Stdin)
		fmt.Printf("%d PEs on %d hosts read %s\n", t.NumPEs(), t.NumHosts(), text)
		if len(text) == 0 {
			chare.NewFuture[int](t).Get(t) // that nobody keeps
		}
		code, _ := strconv.Atoi(t.Args()[0])
		t.Exit(code)
	})
}
