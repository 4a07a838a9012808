package main

import (
	"errors"
	"fmt"
	gobuild "go/build"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A program is what charmrun was asked to run: a binary, or else a package to
// be built.
type program struct {
	binary string
	dir    string // of the package
	name   string // as the user calls it
	ours   bool   // the package's source is the user's to change
}

// find tells what word names. A word without a slash is looked for as a shell
// would do it first, then as a directory.
func find(word string) (program, error) {
	if !strings.Contains(word, "/") && word != "." && word != ".." {
		if path, err := exec.LookPath(word); err == nil {
			return program{binary: path, name: word}, nil
		}
	}
	info, err := os.Stat(word)
	switch {
	case err == nil && info.IsDir():
		return packageIn(word, word)
	case err == nil && strings.HasSuffix(word, ".go"):
		return packageIn(filepath.Dir(word), word)
	case err == nil && !strings.Contains(word, "/"):
		return program{}, fmt.Errorf("%s is not found in PATH; did you mean ./%s?", word, word)
	case err == nil && info.Mode()&0o111 == 0:
		return program{}, fmt.Errorf("%s is not executable (chmod +x?)", word)
	case err == nil:
		path, err := filepath.Abs(word)
		return program{binary: path, name: word}, err
	case !errors.Is(err, os.ErrNotExist):
		return program{}, err
	}
	if p, ok := imported(word); ok {
		return p, nil
	}
	if !strings.Contains(word, "/") {
		return program{}, fmt.Errorf("%s: no such command in PATH, and no such package", word)
	}
	return program{}, fmt.Errorf("%s: no such program or package", word)
}

// packageIn returns the program whose source is in dir.
func packageIn(dir, name string) (program, error) {
	p, err := gobuild.ImportDir(dir, 0)
	var none *gobuild.NoGoError
	if errors.As(err, &none) {
		return program{}, fmt.Errorf("%s: no Go files to build a program from", dir)
	}
	// What else is wrong, the compiler says better.
	if err == nil && p.Name != "main" {
		return program{}, fmt.Errorf("%s is package %s, not a program (package main)", name, p.Name)
	}
	return program{dir: dir, name: name, ours: true}, nil
}

// imported returns the program of an import path, if the go command knows it.
func imported(path string) (p program, ok bool) {
	if strings.HasPrefix(path, ".") || strings.HasPrefix(path, "/") || strings.HasPrefix(path, "-") {
		return program{}, false
	}
	out, err := exec.Command("go", "list", "-f", "{{.Name}}\t{{.Dir}}\t{{and .Module .Module.Main}}", path).Output()
	fields := strings.Split(strings.TrimSpace(string(out)), "\t")
	if err != nil || len(fields) != 3 || fields[0] != "main" {
		return program{}, false
	}
	return program{dir: fields[1], name: path, ours: fields[2] == "true"}, true
}
