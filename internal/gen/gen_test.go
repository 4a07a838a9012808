package gen

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write the wanted files of testdata anew")

// runtimeModule is the directory of the module with the packages chare and wire,
// against which generated code is compiled.
const runtimeModule = "../.."

// newModule makes a module example.com/test of files, which imports ours, and
// returns its directory.
func newModule(t *testing.T, files map[string]string) string {
	t.Helper()
	ours, err := filepath.Abs(runtimeModule)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":  "module example.com/test\n\ngo 1.26.0\n",
		"go.work": fmt.Sprintf("go 1.26.0\n\nuse (\n\t.\n\t%q\n)\n", ours),
	})
	write(t, dir, files)
	return dir
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// packages reads a directory of testdata as files of a module: x.go as the only
// one of package x, a directory x as the package x.
func packages(t *testing.T, kind string) (files map[string]string, dirs []string) {
	t.Helper()
	files = make(map[string]string)
	for _, pattern := range []string{"*.go", "*/*.go"} {
		names, err := filepath.Glob(filepath.Join("testdata", kind, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			dir := filepath.Join(kind, strings.TrimSuffix(filepath.Base(name), ".go"))
			if pattern == "*/*.go" {
				dir = filepath.Join(kind, filepath.Base(filepath.Dir(name)))
			}
			files[filepath.Join(dir, filepath.Base(name))] = read(t, name)
			if !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	return files, dirs
}

// in returns the directories as seen from the working directory.
func in(module string, dirs []string) (paths []string) {
	for _, dir := range dirs {
		paths = append(paths, filepath.Join(module, dir))
	}
	return paths
}

// mustCompile checks all packages of a module, with their tests, by the go
// command. What vet lets pass compiles.
func mustCompile(t *testing.T, module string) {
	t.Helper()
	cmd := exec.Command("go", "vet", "./...")
	cmd.Dir = module
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}

// compileErrors returns what the compiler would say of a package, without
// running it.
func compileErrors(t *testing.T, dir string) string {
	t.Helper()
	d, err := openDirectory(dir)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	l := newLoader(fset)
	if err := l.list(dir, d.list.Imports); err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range d.list.GoFiles {
		file, err := parser.ParseFile(fset, name, read(t, filepath.Join(dir, name)), 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	var errs strings.Builder
	config := types.Config{Importer: l, Error: func(err error) { fmt.Fprintln(&errs, err) }}
	config.Check(d.path, fset, files, nil)
	return errs.String()
}

// Each package of testdata/ok says which lines its generated file has ("// want:
// line") and which words it has not ("// none: words"); a _test.go file says it
// of the generated file for tests.
func TestGeneratedFilesHaveWhatTheirSourceWants(t *testing.T) {
	files, dirs := packages(t, "ok")
	module := newModule(t, files)
	changed, err := Generate(in(module, dirs)...)
	if err != nil {
		t.Fatal(err)
	}
	generated := make(map[string]string)
	for _, f := range changed {
		name, _ := filepath.Rel(module, f.Path)
		generated[name] = string(f.Text)
	}
	for name, text := range files {
		out := fileName
		if strings.HasSuffix(name, "_test.go") {
			out = testFileName
		}
		out = filepath.Join(filepath.Dir(name), out)
		if testing.Verbose() {
			t.Logf("%s:\n%s", out, generated[out])
		}
		var lines []string
		for line := range strings.Lines(generated[out]) {
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
		for line := range strings.Lines(text) {
			if want, ok := strings.CutPrefix(line, "// want: "); ok && !slices.Contains(lines, strings.TrimSpace(want)) {
				t.Errorf("%s wants this line, which is not in %s:\n%s", name, out, want)
			}
			if none, ok := strings.CutPrefix(line, "// none: "); ok && strings.Contains(generated[out], strings.TrimSpace(none)) {
				t.Errorf("%s does not want this, which is in %s:\n%s", name, out, none)
			}
		}
	}
	mustCompile(t, module)
}

// In the packages of testdata/errors a comment "// want 12: text" is above a line
// for which charmgen prints that text, at column 12. The text may be cut short.
// "want func 12" is about the function under the directives.
func TestErrorsSayWhatIsWrongAndWhere(t *testing.T) {
	files, dirs := packages(t, "errors")
	module := newModule(t, files)
	_, err := Generate(in(module, dirs)...)
	list, ok := errors.AsType[scanner.ErrorList](err)
	if !ok {
		t.Fatalf("want a list of errors, got %v", err)
	}
	found := make(map[string]bool) // by "file:line:column: text", whether wanted
	for _, e := range list {
		e.Pos.Filename, _ = filepath.Rel(module, e.Pos.Filename)
		found[e.Error()] = false
	}
	for name, text := range files {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			want, ok := strings.CutPrefix(strings.TrimSpace(line), "// want ")
			if !ok {
				continue
			}
			want, declared := strings.CutPrefix(want, "func ")
			skipped := func(s string) bool {
				return s == "//" || strings.HasPrefix(s, "// want ") || declared && strings.HasPrefix(s, directivePrefix)
			}
			at := i + 1
			for skipped(strings.TrimSpace(lines[at])) {
				at++
			}
			want = fmt.Sprintf("%s:%d:%s", name, at+1, want)
			var hit bool
			for e := range found {
				if strings.HasPrefix(e, want) {
					found[e], hit = true, true
				}
			}
			if !hit {
				t.Errorf("%s:%d: no such error:\n%s", name, i+1, want)
			}
		}
	}
	for e, wanted := range found {
		if !wanted {
			t.Errorf("not wanted: %s", e)
		}
	}
	if written, err := filepath.Glob(filepath.Join(module, "*/*/"+fileName)); err != nil || len(written) > 0 {
		t.Errorf("with errors nothing is written, but %q are there", written)
	}
}

// hello returns the example of testdata/hello in a module.
func hello(t *testing.T) (module string) {
	return newModule(t, map[string]string{"hello/hello.go": read(t, "testdata/hello/hello.go")})
}

func TestHelloReadsWell(t *testing.T) {
	module := hello(t)
	files, err := Generate(filepath.Join(module, "hello"))
	if err != nil || len(files) != 1 {
		t.Fatalf("got %d files and error %v, want 1", len(files), err)
	}
	const golden = "testdata/hello/chare_gen.go"
	if *rewrite {
		if err := os.WriteFile(golden, files[0].Text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := string(files[0].Text), read(t, golden); got != want {
		t.Errorf("got\n%s\nwant what is in %s; -rewrite makes it so", got, golden)
	}
}

func TestStaleCodeDoesNotCompile(t *testing.T) {
	const source = "hello.go"
	for _, test := range []struct{ name, file, old, new, want string }{
		{"a parameter changed", source, "SayHi(hi int)", "SayHi(hi int32)",
			"*Hello does not implement run_charmgen_again_Hello (wrong type for method SayHi)"},
		{"a method is gone", source, "Square(x float64)", "Cube(x float64)",
			"*Hello does not implement run_charmgen_again_Hello (missing method Square)"},
		{"a method waits no more", source, "Run(t *chare.Task, ", "Run(", "run_charmgen_again_Hello"},
		{"a constructor appeared", source, "// Ping goes", "func (p *Pinger) Init() {}\n\n// Ping goes",
			"ambiguous selector run_charmgen_again.Init"},
		{"made for another wire", fileName, "wire.V1", "wire.V0", "undefined: wire.V0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(hello(t), "hello")
			if _, err := Generate(dir); err != nil {
				t.Fatal(err)
			}
			if errs := compileErrors(t, dir); errs != "" {
				t.Fatalf("does not compile before:\n%s", errs)
			}
			text := read(t, filepath.Join(dir, test.file))
			changed := strings.Replace(text, test.old, test.new, 1)
			if changed == text {
				t.Fatalf("no %q in %s", test.old, test.file)
			}
			write(t, dir, map[string]string{test.file: changed})
			if errs := compileErrors(t, dir); !strings.Contains(errs, test.want) {
				t.Errorf("want %q in:\n%s", test.want, errs)
			}
			if _, err := Generate(dir); err != nil {
				t.Error(err)
			}
			if errs := compileErrors(t, dir); strings.Contains(errs, fileName) {
				t.Errorf("generated again it still does not compile:\n%s", errs)
			}
		})
	}
}

func TestOnlyStaleFilesAreWritten(t *testing.T) {
	module := hello(t)
	dir := filepath.Join(module, "hello")
	if files, err := Generate(dir); err != nil || len(files) != 1 {
		t.Fatalf("first got %d files and error %v, want 1", len(files), err)
	}
	if files, err := Generate(dir); err != nil || len(files) != 0 {
		t.Errorf("then got %d files and error %v, want none", len(files), err)
	}
}

func TestFileWithoutCharesIsRemoved(t *testing.T) {
	module := hello(t)
	dir := filepath.Join(module, "hello")
	if _, err := Generate(dir); err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{"hello.go": "package main\n\nfunc main() {}\n"})
	files, err := Generate(dir)
	if err != nil || len(files) != 1 || files[0].Text != nil {
		t.Fatalf("got %v and error %v, want one file without text", files, err)
	}
	if _, err := os.Stat(filepath.Join(dir, fileName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", fileName, err)
	}
}

func TestFileOfAnotherMakerIsKept(t *testing.T) {
	module := hello(t)
	dir := filepath.Join(module, "hello")
	const mine = "package main // by hand\n"
	write(t, dir, map[string]string{fileName: mine})
	_, err := Generate(dir)
	if err == nil || !strings.Contains(err.Error(), "chare_gen.go: was not made by charmgen") {
		t.Errorf("got error %v", err)
	}
	if got := read(t, filepath.Join(dir, fileName)); got != mine {
		t.Errorf("it is now\n%s", got)
	}
}

func TestPackagesItImportsNeedNotBeGenerated(t *testing.T) {
	module := newModule(t, map[string]string{
		"lib/lib.go": `package lib

import "github.com/charm4go/charm/chare"

type Worker struct{ chare.Base }

func (w *Worker) Work(done WorkerProxy) { w.All().Work(done) }
`,
		"app/app.go": `package main

import (
	"example.com/test/lib"
	"github.com/charm4go/charm/chare"
)

type App struct{ chare.Base }

func (a *App) Start(w lib.WorkerProxy) { w.Work(w) }

func main() {}
`})
	if _, err := Generate(filepath.Join(module, "app")); err != nil {
		t.Fatal(err)
	}
	if _, err := Generate(filepath.Join(module, "lib")); err != nil {
		t.Fatal(err)
	}
	if errs := compileErrors(t, filepath.Join(module, "app")); errs != "" {
		t.Error(errs)
	}
}

func TestProgramIsWhatItImportsOfItsModule(t *testing.T) {
	const chare = "import _ \"github.com/charm4go/charm/chare\"\n"
	module := newModule(t, map[string]string{
		"app/app.go":     "package main\n\nimport _ \"example.com/test/middle\"\n" + chare,
		"middle/m.go":    "package middle\n\nimport _ \"example.com/test/lib\"\n",
		"lib/lib.go":     "package lib\n\n" + chare,
		"other/other.go": "package other\n\n" + chare,
	})
	got, err := Program(filepath.Join(module, "app"))
	want := in(module, []string{"app", "lib"})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q and error %v, want %q", got, err, want)
	}
}

func TestFailedImportIsTheError(t *testing.T) {
	module := newModule(t, map[string]string{
		"lib/lib.go": "package lib\n\ntype T int +\n",
		"app/app.go": `package app

import (
	"example.com/nowhere"
	"example.com/test/lib"
	"github.com/charm4go/charm/chare"
)

type App struct{ chare.Base }

func (a *App) Lib(x lib.T) {}

func (a *App) Nowhere(x nowhere.T) {}
`})
	_, err := Generate(filepath.Join(module, "app"))
	for _, want := range []string{
		"app.go:4:2: could not import example.com/nowhere (",
		"app.go:5:2: could not import example.com/test/lib (",
	} {
		var hit bool
		list, _ := errors.AsType[scanner.ErrorList](err)
		for _, e := range list {
			hit = hit || strings.Contains(e.Error(), want)
		}
		if !hit {
			t.Errorf("want %q in %q", want, list)
		}
	}
}

func TestTestsHaveCharesInOnePackage(t *testing.T) {
	const probe = "\n\nimport \"github.com/charm4go/charm/chare\"\n\ntype Probe struct{ chare.Base }\n"
	module := newModule(t, map[string]string{
		"p/p.go":         "package p\n",
		"p/in_test.go":   "package p" + probe,
		"p/from_test.go": "package p_test" + probe,
	})
	_, err := Generate(filepath.Join(module, "p"))
	if err == nil || !strings.Contains(err.Error(), "chares are declared both in package p and in package p_test") {
		t.Errorf("got error %v", err)
	}
}

func TestBuildTagsOfGOFLAGSCount(t *testing.T) {
	module := newModule(t, map[string]string{
		"p/p.go":   "package p\n\nimport _ \"github.com/charm4go/charm/chare\"\n",
		"p/tag.go": "//go:build special\n\npackage p\n\nimport \"github.com/charm4go/charm/chare\"\n\ntype Tagged struct{ chare.Base }\n",
	})
	for flags, want := range map[string]int{"": 0, "-v=false -tags=special": 1} {
		t.Setenv("GOFLAGS", strings.TrimPrefix(flags, "-v=false "))
		files, err := Files(filepath.Join(module, "p"))
		if err != nil || len(files) != want {
			t.Errorf("GOFLAGS=%q: got %d files and error %v, want %d", flags, len(files), err, want)
		}
	}
}
