package gen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A directory is a package as its files have it: what the go command calls the
// package itself, its tests inside, and its tests outside (package foo_test).
type directory struct {
	dir                  string
	path                 string // import path
	files, tests, xtests []*ast.File
}

// parseDirectory reads the files that the go command would build, but generated
// ones.
func parseDirectory(fset *token.FileSet, dir string) (*directory, error) {
	context := build.Default
	context.BuildTags = tagsOf(os.Getenv("GOFLAGS"))
	list, err := context.ImportDir(dir, 0)
	if _, none := errors.AsType[*build.NoGoError](err); err != nil && !none {
		return nil, err
	}
	d := &directory{dir: dir}
	for _, group := range []struct {
		names []string
		files *[]*ast.File
	}{
		{slices.Concat(list.GoFiles, list.CgoFiles), &d.files},
		{list.TestGoFiles, &d.tests},
		{list.XTestGoFiles, &d.xtests},
	} {
		for _, name := range group.names {
			if name == fileName || name == testFileName {
				continue
			}
			file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			*group.files = append(*group.files, file)
		}
	}
	if d.path, _, err = importPath(dir); err != nil {
		return nil, err
	}
	return d, nil
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

// importPath returns the import path of the package in a directory, and the root
// of its module. It spares running the go command.
func importPath(dir string) (importPath, root string, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	for root = abs; ; root = filepath.Dir(root) {
		text, err := os.ReadFile(filepath.Join(root, "go.mod"))
		if err == nil {
			rel, err := filepath.Rel(root, abs)
			return path.Join(modulePath(text), filepath.ToSlash(rel)), root, err
		}
		if root == filepath.Dir(root) {
			return "", "", fmt.Errorf("%s is in no module: there is no go.mod in it or above it", dir)
		}
	}
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

// importsOf returns what files import, sorted.
func importsOf(groups ...[]*ast.File) (paths []string) {
	for _, files := range groups {
		for _, file := range files {
			for _, spec := range file.Imports {
				if p, err := strconv.Unquote(spec.Path.Value); err == nil && p != "C" && p != "unsafe" {
					paths = append(paths, p)
				}
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// A loader gives the type checker the packages that others import: from export
// data if the go command could compile them, else from their source. A package
// of the user cannot be compiled as long as it lacks its own generated file.
type loader struct {
	fset   *token.FileSet
	listed map[string]*listed
	source map[string]*types.Package // nil while being checked
	gc     types.Importer
}

// listed is what the go command tells of a package.
type listed struct {
	ImportPath string
	Dir        string
	Export     string
	GoFiles    []string
	CgoFiles   []string
	Error      *struct{ Err string }
}

func newLoader(fset *token.FileSet) *loader {
	l := &loader{fset: fset, listed: make(map[string]*listed), source: make(map[string]*types.Package)}
	l.gc = importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if p := l.listed[path]; p != nil && p.Export != "" {
			return os.Open(p.Export)
		}
		return nil, fmt.Errorf("no export data for %s", path)
	})
	return l
}

// list asks the go command, run in dir, for packages and all that they import.
// The packages that are to be generated for are not among them: to compile
// those would only take time.
func (l *loader) list(dir string, paths []string) error {
	cmd := exec.Command("go", append([]string{"list", "-e", "-deps", "-export",
		"-json=ImportPath,Dir,Export,GoFiles,CgoFiles,Error", "--"}, paths...)...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go list in %s: %w\n%s", dir, err, stderr.Bytes())
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := d.Decode(p); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("go list in %s: %w", dir, err)
		}
		l.listed[p.ImportPath] = p
	}
}

// Import implements types.Importer.
func (l *loader) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg, ok := l.source[path]; ok {
		if pkg == nil {
			return nil, fmt.Errorf("import cycle through %s", path)
		}
		return pkg, nil
	}
	p := l.listed[path]
	switch {
	case p == nil:
		return nil, fmt.Errorf("the go command does not know %s", path)
	case p.Export != "":
		return l.gc.Import(path)
	case len(p.GoFiles) == 0:
		if p.Error != nil {
			return nil, errors.New(p.Error.Err)
		}
		return nil, fmt.Errorf("%s has no Go files", path)
	}
	l.source[path] = nil
	var files []*ast.File
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
		if name == fileName {
			continue
		}
		file, err := parser.ParseFile(l.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	pkg := Check(l.fset, path, files, l).Types
	l.source[path] = pkg
	return pkg, nil
}
