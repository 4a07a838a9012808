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
	"runtime"

	"github.com/charm4go/charm/boot"
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
	if len(rest) == 0 {
		return complain(fmt.Errorf("no program to run; charmrun -h explains"))
	}
	p, err := find(rest[0])
	if err != nil {
		return complain(err)
	}
	binary := boot.BinaryFor(p.binary)
	if p.binary == "" {
		binary = func(goos, goarch, goarm string) (string, error) {
			return build(p, target{goos, goarch, goarm}, settings.Quiet)
		}
	}
	hosts, err := boot.FindHosts(settings, binary)
	if err != nil {
		return complain(err)
	}
	pes, t := max(settings.PEs, 1), target{}
	if hosts != nil {
		// What is wrong with the program is told before any host is reached.
		pes, t = settings.PEs, target{os: runtime.GOOS, arch: runtime.GOARCH}
	}
	path := p.binary
	if path == "" {
		if path, err = build(p, t, settings.Quiet); err != nil {
			return complain(err)
		}
		rest[0] = path
	}
	return boot.Launch(boot.Job{
		Path:     path,
		Args:     rest,
		PEs:      pes,
		Hosts:    hosts,
		Settings: settings,
		Stdin:    os.Stdin,
		Stdout:   os.Stdout,
		Stderr:   os.Stderr,
	})
}

func complain(err error) int {
	say("%v", err)
	return misuse
}

// say prints a line of charmrun's own.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "charmrun: "+format+"\n", args...)
}
