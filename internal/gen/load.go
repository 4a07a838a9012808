package gen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
)

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
	files, err := parseFiles(l.fset, p.Dir, slices.Concat(p.GoFiles, p.CgoFiles))
	if err != nil {
		delete(l.source, path)
		return nil, err
	}
	pkg := Check(l.fset, path, files, l).Types
	l.source[path] = pkg
	return pkg, nil
}
