package gen

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A directory is a package as its files have it.
type directory struct {
	dir  string
	path string // import path

	module string // path of its module
	root   string // directory of that
	list   *build.Package

	// What the go command calls the package itself, its tests inside, and its
	// tests outside (package foo_test).
	files, tests, xtests []*ast.File
}

// openDirectory finds the files that the go command would build. It does not run
// that, which takes more time than all else here.
func openDirectory(dir string) (*directory, error) {
	context := build.Default
	context.BuildTags = tagsOf(os.Getenv("GOFLAGS"))
	list, err := context.ImportDir(dir, 0)
	if _, none := errors.AsType[*build.NoGoError](err); err != nil && !none {
		return nil, err
	}
	d := &directory{dir: dir, list: list}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for d.root = abs; ; d.root = filepath.Dir(d.root) {
		mod, err := os.ReadFile(filepath.Join(d.root, "go.mod"))
		if err == nil {
			below, err := filepath.Rel(d.root, abs)
			d.module = modulePath(mod)
			d.path = path.Join(d.module, filepath.ToSlash(below))
			return d, err
		}
		if d.root == filepath.Dir(d.root) {
			return nil, fmt.Errorf("%s is in no module: there is no go.mod in it or above it", dir)
		}
	}
}

// tagsOf returns the build tags in a GOFLAGS.
func tagsOf(flags string) []string {
	for _, f := range strings.Fields(flags) {
		if tags, ok := strings.CutPrefix(strings.TrimLeft(f, "-"), "tags="); ok {
			return strings.Split(tags, ",")
		}
	}
	return nil
}

// modulePath returns the module path that a go.mod declares.
func modulePath(mod []byte) string {
	for line := range strings.Lines(string(mod)) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == "module" {
			if unquoted, err := strconv.Unquote(fields[1]); err == nil {
				return unquoted
			}
			return fields[1]
		}
	}
	return ""
}

// imports returns the import paths of all files, tests included.
func (d *directory) imports() []string {
	return slices.Concat(d.list.Imports, d.list.TestImports, d.list.XTestImports)
}

// mayHaveChares reports whether some file imports the package chare, without
// which there are none.
func (d *directory) mayHaveChares() bool { return slices.Contains(d.imports(), charePath) }

// parse reads the files, but generated ones.
func (d *directory) parse(fset *token.FileSet) (err error) {
	if d.files, err = parseFiles(fset, d.dir, slices.Concat(d.list.GoFiles, d.list.CgoFiles)); err != nil {
		return err
	}
	if d.tests, err = parseFiles(fset, d.dir, d.list.TestGoFiles); err != nil {
		return err
	}
	d.xtests, err = parseFiles(fset, d.dir, d.list.XTestGoFiles)
	return err
}

func parseFiles(fset *token.FileSet, dir string, names []string) (files []*ast.File, err error) {
	for _, name := range names {
		if name == fileName || name == testFileName {
			continue
		}
		file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// generated returns the generated files of a directory, which should have these
// texts.
func (d *directory) generated(text, testText []byte) []*File {
	return []*File{
		{Path: filepath.Join(d.dir, fileName), Text: text},
		{Path: filepath.Join(d.dir, testFileName), Text: testText},
	}
}

// Program returns the directories of the packages that a program is built from
// and that may declare chares: its own and those of its module that it imports.
func Program(dir string) (dirs []string, err error) {
	seen := make(map[string]bool)
	var visit func(dir string) error
	visit = func(dir string) error {
		d, err := openDirectory(dir)
		if err != nil || seen[d.path] {
			return err
		}
		seen[d.path] = true
		if slices.Contains(d.list.Imports, charePath) {
			dirs = append(dirs, dir)
		}
		for _, imported := range d.list.Imports {
			if below, ok := strings.CutPrefix(imported, d.module+"/"); ok {
				if err := visit(filepath.Join(d.root, filepath.FromSlash(below))); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return dirs, visit(filepath.Clean(dir))
}
