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
		p.Port.Reserve(0, 1)
		p.Port.Commit(1)
		p.Leave()
	}
	for missing := p.Port.NumPEs() - 1; missing > 0; {
		p.Port.Wait(-1)
		if _, m, _ := p.Port.Recv(); m != nil {
			p.Port.Release()
			missing--
		}
	}
	p.Exit(3)
}
