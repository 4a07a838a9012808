// Package launch runs programs as jobs of several PEs, on this host or on many:
// what the command charmrun does, for Go programs.
package launch

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/charm4go/charm/boot"
	"github.com/charm4go/charm/internal/program"
)

// A Job is a program to be run, and how. Program is needed, the rest may be zero.
type Job struct {
	// Program is what charmrun takes: the directory or import path of a package,
	// which is built first, a binary, or a command.
	Program string
	Args    []string

	// PEs is how many there are: one if zero; on several hosts, as many as their
	// list says.
	PEs int

	// Nodelist is a file of hosts in Charm's format. If it is empty the hosts are
	// those that charmrun would use: what $NODELIST, a batch system, ./nodelist or
	// ~/.nodelist say, and else this one.
	Nodelist string

	// Options are further words as on charmrun's command line, such as
	// "+prefix" or "++useip", "10.1.0.0/16".
	Options []string

	// Stdin goes to PE 0. Output of all PEs goes to Stdout and Stderr, whole
	// lines at a time, and so do notes while PEs are missing. Streams that are
	// nil are empty or thrown away.
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// An ExitError is the end of a job with an exit code other than 0.
type ExitError struct {
	Code  int    // that charmrun would end with
	Cause string // what charmrun would print last; empty if the program chose the code
}

func (e *ExitError) Error() string {
	if e.Cause == "" {
		return fmt.Sprintf("the job ended with exit code %d", e.Code)
	}
	return e.Cause
}

// Run runs a job to its end. It returns nil if the exit code is 0, an *ExitError
// if it is another, and another error if nothing could be run. When ctx ends, the
// job does, on all hosts. When Run returns, no process of the job is left.
//
// If Stdin is no *os.File, a goroutine may still be reading from it when Run has
// returned.
func Run(ctx context.Context, j Job) error {
	words := j.Options
	if j.PEs != 0 {
		words = append([]string{"++p", strconv.Itoa(j.PEs)}, words...)
	}
	if j.Nodelist != "" {
		words = append([]string{"++nodelist", j.Nodelist}, words...)
	}
	settings, rest, err := boot.Parse(words)
	if err != nil {
		return fmt.Errorf("launch: %w", err)
	}
	if len(rest) > 0 {
		return fmt.Errorf("launch: %q is not an option; want arguments of the program in Args", rest[0])
	}
	for _, w := range []*io.Writer{&j.Stdout, &j.Stderr} {
		if *w == nil {
			*w = io.Discard
		}
	}
	p, err := program.Find(j.Program)
	if err != nil {
		return fmt.Errorf("launch: %w", err)
	}
	job, err := p.Job(settings, j.Args, j.Stderr, nil)
	if err != nil {
		return fmt.Errorf("launch: %w", err)
	}
	job.Stdin, job.Stdout, job.Stderr = j.Stdin, j.Stdout, j.Stderr
	code, cause := boot.Run(ctx, job)
	switch {
	case ctx.Err() != nil && code != 0:
		return fmt.Errorf("launch: %w", context.Cause(ctx))
	case code != 0:
		return &ExitError{code, cause}
	}
	return nil
}
