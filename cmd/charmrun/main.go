// Charmrun runs a program as a job of several PEs.
//
//	charmrun [+options] program [arguments]
//
// The program is a Go package, which is generated and built first, or a binary,
// or any command. See docs/charmrun.md.
package main

import (
	"fmt"
	"os"

	"github.com/charm4go/charm/boot"
	"github.com/charm4go/charm/internal/program"
)

// misuse is the exit code when nothing was run: called wrongly, or the program
// does not build.
const misuse = 2

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	settings, rest, err := boot.Parse(args)
	if err != nil {
		return complain(err)
	}
	if settings.Help || len(rest) > 0 && (rest[0] == "-h" || rest[0] == "--help") {
		printHelp(os.Stdout)
		return 0
	}
	if settings.About != "" {
		fmt.Print(settings.About)
		return 0
	}
	if len(rest) == 0 {
		return complain(fmt.Errorf("no program to run; charmrun -h explains"))
	}
	p, err := program.Find(rest[0])
	if err != nil {
		return complain(err)
	}
	var slow func()
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 && !settings.Quiet {
		slow = func() { say("building %s ...", rest[0]) }
	}
	job, err := p.Job(settings, rest[1:], os.Stderr, slow)
	if err != nil {
		return complain(err)
	}
	job.Stdin, job.Stdout, job.Stderr = os.Stdin, os.Stdout, os.Stderr
	return boot.Launch(job)
}

func complain(err error) int {
	say("%v", err)
	return misuse
}

// say prints a line of charmrun's own.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "charmrun: "+format+"\n", args...)
}
