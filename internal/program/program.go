// Package program finds the program that a user names, and builds it if that is
// a Go package.
package program

import (
	"errors"
	"fmt"
	gobuild "go/build"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Program is what a user wants to run: a binary, or else a package to be built.
type Program struct {
	Binary string // its path; empty for a package

	dir  string // of the package
	name string // as the user calls it
	ours bool   // the package's source is the user's to change
}

// Find tells what word names. A word without a slash is looked for as a shell
// would do it first, then as a directory.
func Find(word string) (Program, error) {
	if !strings.Contains(word, "/") && word != "." && word != ".." {
		if path, err := exec.LookPath(word); err == nil {
			return Program{Binary: path, name: word}, nil
		}
	}
	info, err := os.Stat(word)
	switch {
	case err == nil && info.IsDir():
		return packageIn(word, word)
	case err == nil && strings.HasSuffix(word, ".go"):
		return packageIn(filepath.Dir(word), word)
	case err == nil && !strings.Contains(word, "/"):
		return Program{}, fmt.Errorf("%s is not found in PATH; did you mean ./%s?", word, word)
	case err == nil && info.Mode()&0o111 == 0:
		return Program{}, fmt.Errorf("%s is not executable (chmod +x?)", word)
	case err == nil:
		path, err := filepath.Abs(word)
		return Program{Binary: path, name: word}, err
	case !errors.Is(err, os.ErrNotExist):
		return Program{}, err
	}
	if p, ok := imported(word); ok {
		return p, nil
	}
	if !strings.Contains(word, "/") {
		return Program{}, fmt.Errorf("%s: no such command in PATH, and no such package", word)
	}
	return Program{}, fmt.Errorf("%s: no such program or package", word)
}

// packageIn returns the program whose source is in dir.
func packageIn(dir, name string) (Program, error) {
	p, err := gobuild.ImportDir(dir, 0)
	var none *gobuild.NoGoError
	if errors.As(err, &none) {
		return Program{}, fmt.Errorf("%s: no Go files to build a program from", dir)
	}
	// What else is wrong, the compiler says better.
	if err == nil && p.Name != "main" {
		return Program{}, fmt.Errorf("%s is package %s, not a program (package main)", name, p.Name)
	}
	return Program{dir: dir, name: name, ours: true}, nil
}

// imported returns the program of an import path, if the go command knows it.
func imported(path string) (p Program, ok bool) {
	if strings.HasPrefix(path, ".") || strings.HasPrefix(path, "/") || strings.HasPrefix(path, "-") {
		return Program{}, false
	}
	out, err := exec.Command("go", "list", "-f", "{{.Name}}\t{{.Dir}}\t{{and .Module .Module.Main}}", path).Output()
	fields := strings.Split(strings.TrimSpace(string(out)), "\t")
	if err != nil || len(fields) != 3 || fields[0] != "main" {
		return Program{}, false
	}
	return Program{dir: fields[1], name: path, ours: fields[2] == "true"}, true
}
