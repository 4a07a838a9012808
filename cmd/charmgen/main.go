// Charmgen writes the proxies of chares: for each package that declares chares
// the file chare_gen.go, and chare_gen_test.go for those in its tests.
//
//	charmgen [-check] [directory or package pattern ...]
package main

import (
	"errors"
	"flag"
	"fmt"
	"go/scanner"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/charm4go/charm/internal/gen"
)

const usage = `usage: charmgen [-check] [directory or package pattern ...]

Charmgen writes chare_gen.go for each package that declares chares (structs that
embed chare.Base): their proxies, constructors and the code that sends and takes
calls. Chares declared in _test.go files go to chare_gen_test.go. Without
arguments it looks at the package in the present directory; ./... means all
packages below it.

It prints the names of the files that it changed, and nothing if there was
nothing to do. What is wrong with a chare is printed as file:line:column: text.

  -check  change nothing; print the names of the files that are out of date
  -h      print this

Exit status: 0 if all is well, 1 if something is wrong with the packages or
-check found files out of date, 2 if charmgen was called wrongly.
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is charmgen with its arguments; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("charmgen", flag.ContinueOnError)
	check := flags.Bool("check", false, "")
	flags.SetOutput(stderr)
	flags.Usage = func() {}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case err != nil: // which Parse has printed
		fmt.Fprint(stderr, "\n", usage)
		return 2
	}
	dirs, err := directories(flags.Args())
	if err != nil {
		fmt.Fprintln(stderr, "charmgen:", err)
		return 2
	}
	if *check {
		return printStale(dirs, stdout, stderr)
	}
	files, err := gen.Generate(dirs...)
	for _, f := range files {
		fmt.Fprintln(stdout, f.Path)
	}
	if err != nil {
		printError(stderr, err)
		return 1
	}
	return 0
}

func printStale(dirs []string, stdout, stderr io.Writer) (status int) {
	files, err := gen.Files(dirs...)
	if err != nil {
		printError(stderr, err)
		return 1
	}
	for _, f := range files {
		if f.Stale() {
			fmt.Fprintln(stdout, f.Path, "is out of date: run charmgen")
			status = 1
		}
	}
	return status
}

func printError(stderr io.Writer, err error) {
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		scanner.PrintError(stderr, list)
		return
	}
	fmt.Fprintln(stderr, "charmgen:", err)
}

// directories returns the directories of packages that are given as directories
// or as patterns such as ./...
func directories(args []string) (dirs []string, err error) {
	if len(args) == 0 {
		return []string{"."}, nil
	}
	var patterns []string
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			dirs = append(dirs, filepath.Clean(arg))
		} else {
			patterns = append(patterns, arg)
		}
	}
	if len(patterns) == 0 {
		return dirs, nil
	}
	// No -e: a pattern that is wrong is an error. That packages do not compile
	// yet is none here.
	cmd := exec.Command("go", append([]string{"list", "-find", "-f", "{{.Dir}}", "--"}, patterns...)...)
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, errors.New(strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return nil, err
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for dir := range strings.Lines(string(out)) {
		dir = strings.TrimSuffix(dir, "\n")
		if rel, err := filepath.Rel(here, dir); err == nil && filepath.IsLocal(rel) {
			dir = rel // shorter to read in messages
		}
		dirs = append(dirs, dir)
	}
	return dirs, nil
}
