package main

import (
	"fmt"
	"io"

	"github.com/charm4go/charm/boot"
)

const helpHead = `usage: charmrun [+options] program [arguments]

Runs a program as a job of several PEs (processors, each a process of its own)
on this host or on several. The program may be
  - a Go package: a directory (./examples/hello), a .go file in it, or an import
    path. Its generated code is brought up to date, and it is built;
  - a binary that was built before;
  - any command, which is then run once for each PE.

  charmrun +p4 ./examples/hello         4 PEs
  charmrun +pauto ./hello 1000          as many as there are CPUs to use
  charmrun ++processPerCore 1 ./hello   one for each core
  charmrun +p4 +prefix hostname         any command; lines marked [0] to [3]
  charmrun +p8 ++nodelist nodes ./hello on the hosts of a list
  charmrun +p4 ./hello -- +p            what follows -- is the program's

Options, anywhere before --:

`

const helpTail = `
Exit code: what the program has given to Exit; 1 if it panics or aborts; 128+n if
a PE or charmrun is ended by signal n; a PE's own code if it ends by itself;
2 if the options are wrong or the program does not build.
`

func printHelp(w io.Writer) {
	fmt.Fprint(w, helpHead)
	boot.PrintOptions(w)
	fmt.Fprint(w, helpTail)
}
