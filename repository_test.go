// Package charm_test checks the repository itself: which package imports which
// (layers_test.go), what files look like (repository_test.go), and that the
// documentation says what is (docs_test.go). Each rule is a test, and gives its
// reason where it is broken.
package charm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const modulePath = "github.com/charm4go/charm"

const (
	maxLines       = 500 // of a file: it holds one thing
	maxUnsafeLines = 100 // a screen or two, to be read in one go
)

// A file is a Go file of the repository.
type file struct {
	path      string // from the root, with slashes
	src       string
	syntax    *ast.File
	test      bool
	generated bool
}

// lines returns how long the file is.
func (f file) lines() int { return strings.Count(f.src, "\n") }

// imports returns the import paths of the file.
func (f file) imports() (paths []string) {
	for _, spec := range f.syntax.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, p)
	}
	return paths
}

// A pkg is a folder with Go files, for all systems and tags alike.
type pkg struct {
	dir   string
	files []file
}

// packages returns all packages, by their folders. Test data, and folders that
// the go command ignores, are left out.
func packages(t *testing.T) []pkg {
	t.Helper()
	list, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

var load = sync.OnceValues(func() (list []pkg, err error) {
	byDir := map[string][]file{}
	err = filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		if entry.IsDir() {
			if base == "testdata" || name != "." && strings.ContainsAny(base[:1], "._") {
				return filepath.SkipDir
			}
			return nil
		}
		if dir := path.Dir(filepath.ToSlash(name)); dir != "." && strings.HasSuffix(base, ".go") {
			f, err := parse(filepath.ToSlash(name))
			byDir[dir] = append(byDir[dir], f)
			return err
		}
		return nil
	})
	for _, dir := range sorted(byDir) {
		list = append(list, pkg{dir, byDir[dir]})
	}
	return list, err
})

func parse(name string) (file, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return file{}, err
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, err
	}
	return file{name, string(src), syntax, strings.HasSuffix(name, "_test.go"), ast.IsGenerated(syntax)}, nil
}

// name returns the package's name.
func (p pkg) name() string {
	return strings.TrimSuffix(p.files[0].syntax.Name.Name, "_test") // the first file may be a test
}

// public reports whether users of the library may import the package.
func (p pkg) public() bool {
	return !slices.Contains(strings.Split(p.dir, "/"), "internal") && p.name() != "main"
}

func TestUnsafeStaysInFilesOfThatName(t *testing.T) {
	for _, p := range packages(t) {
		for _, f := range p.files {
			if f.test {
				continue
			}
			named := strings.HasSuffix(f.path, "_unsafe.go")
			switch uses := slices.Contains(f.imports(), "unsafe"); {
			case uses && !named:
				t.Errorf("%s imports unsafe: move what needs it to a file x_unsafe.go, so that all of it can be found and reviewed", f.path)
			case named && !uses:
				t.Errorf("%s does not import unsafe: give it another name", f.path)
			case named && f.lines() > maxUnsafeLines:
				t.Errorf("%s has %d lines, want at most %d: what is unsafe is to be seen at one look; move the rest out", f.path, f.lines(), maxUnsafeLines)
			}
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, p := range packages(t) {
		for _, f := range p.files {
			if n := f.lines(); n > maxLines && !f.generated {
				t.Errorf("%s has %d lines, want at most %d: a file holds one thing, and its name says which; find the second", f.path, n, maxLines)
			}
		}
	}
}

func TestPackagesSayWhatTheyAre(t *testing.T) {
	for _, p := range packages(t) {
		if doc := p.doc(); doc == "" {
			t.Errorf("%s has no package comment: say in its first sentence what the package does, in doc.go if it takes more than a few lines", p.dir)
		} else if name := p.name(); name != "main" && !strings.HasPrefix(doc, "Package "+name+" ") {
			t.Errorf("%s: the package comment begins with %.30q, want %q", p.dir, doc, "Package "+name+" ")
		}
	}
}

// doc returns the package comment.
func (p pkg) doc() string {
	for _, f := range p.files {
		if !f.test && f.syntax.Doc != nil {
			return f.syntax.Doc.Text()
		}
	}
	return ""
}

func TestExamplesAreTested(t *testing.T) {
	for _, p := range packages(t) {
		if isExample(p.dir) && !slices.ContainsFunc(p.files, func(f file) bool { return f.test && !f.generated }) {
			t.Errorf("%s has no test: run it under charetest.Run and charetest.Simulate, or the next change breaks it unseen", p.dir)
		}
	}
}

// isExample reports whether a folder is an example, or a program of the tutorial.
func isExample(dir string) bool { return strings.HasPrefix(dir, "examples/") }

// selfExplaining are methods that do what their name says everywhere in Go.
var selfExplaining = []string{"Error", "String", "Unwrap", "Len", "Less", "Swap"}

func TestExportedNamesAreExplained(t *testing.T) {
	for _, p := range packages(t) {
		if !p.public() {
			continue
		}
		for _, f := range p.files {
			if f.test {
				continue
			}
			for _, name := range unexplained(f.syntax) {
				if slices.Contains(p.promised(), name) {
					continue
				}
				t.Errorf("%s: %s has no doc comment: say to its caller what it does and what it promises", f.path, name)
			}
		}
	}
}

// promised returns the names of methods of the package's interfaces, which is
// where they are explained.
func (p pkg) promised() (names []string) {
	for _, f := range p.files {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if x, ok := n.(*ast.InterfaceType); ok {
				for _, method := range x.Methods.List {
					for _, id := range method.Names {
						names = append(names, id.Name)
					}
				}
			}
			return true
		})
	}
	return names
}

// unexplained returns the exported names of a file's top level that have no doc
// comment, neither of their own nor of the group that they stand in.
func unexplained(f *ast.File) (names []string) {
	note := func(docs []*ast.CommentGroup, ids ...*ast.Ident) {
		for _, id := range ids {
			if id.IsExported() && !slices.ContainsFunc(docs, func(d *ast.CommentGroup) bool { return d != nil }) {
				names = append(names, id.Name)
			}
		}
	}
	for _, decl := range f.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || ast.IsExported(receiver(d)) && !slices.Contains(selfExplaining, d.Name.Name) {
				note([]*ast.CommentGroup{d.Doc}, d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					note([]*ast.CommentGroup{d.Doc, s.Doc}, s.Name)
				case *ast.ValueSpec:
					note([]*ast.CommentGroup{d.Doc, s.Doc, s.Comment}, s.Names...)
				}
			}
		}
	}
	return names
}

// receiver returns the name of the type that a method is of.
func receiver(d *ast.FuncDecl) string {
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}
