// Hello is a program for the tests of charmrun.
package main

import (
	"fmt"
	"os"

	"github.com/charm4go/charm/boot"
)

func main() {
	p, err := boot.Begin(boot.Config{Args: os.Args})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	fmt.Println("hello", p.Args[1:], p.Port.NumPEs(), p.Settings.LocalCopy)
	if p.Port.PE() > 0 {
		p.Leave()
	}
	p.Exit(3)
}
