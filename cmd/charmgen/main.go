// Charmgen writes the proxies of chares: for each package that declares chares
// the file chare_gen.go, and chare_gen_test.go for those in its tests.
//
//	charmgen [-check] [directory or package pattern ...]
package main

import (
	"flag"
	"fmt"
	"go/scanner"
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

func main() {
	flags := flag.NewFlagSet("charmgen", flag.ExitOnError) // exits with 2, and with 0 after -h
	check := flags.Bool("check", false, "")
	flags.Usage = func() { fmt.Fprint(flags.Output(), usage) }
	flags.Parse(os.Args[1:])

	dirs, err := directories(flags.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "charmgen:", err)
		os.Exit(2)
	}
	os.Exit(run(dirs, *check))
}

func run(dirs []string, check bool) (code int) {
	files, err := gen.Files(dirs...)
	if err != nil {
		scanner.PrintError(os.Stderr, err)
		return 1
	}
	for _, f := range files {
		if !f.Stale() {
			continue
		}
		if check {
			fmt.Println(f.Path, "is out of date: run charmgen")
			code = 1
			continue
		}
		if err := f.Write(); err != nil {
			fmt.Fprintln(os.Stderr, "charmgen:", err)
			return 1
		}
		fmt.Println(f.Path)
	}
	return code
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
	// -e because packages need not compile before they have their generated files.
	cmd := exec.Command("go", append([]string{"list", "-e", "-f", "{{.Dir}}", "--"}, patterns...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w", strings.Join(patterns, " "), err)
	}
	here, _ := os.Getwd()
	for dir := range strings.Lines(string(out)) {
		dir = strings.TrimSuffix(dir, "\n")
		if dir == "" {
			continue // -e: no such package, as go list has said
		}
		if rel, err := filepath.Rel(here, dir); err == nil && !strings.HasPrefix(rel, "..") {
			dir = rel
		}
		dirs = append(dirs, dir)
	}
	return dirs, nil
}
