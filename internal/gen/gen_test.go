package gen

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/scanner"
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

// goCommand runs the go command in a directory and returns what it prints.
func goCommand(dir string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// mustCompile checks all packages of a module, with their tests. What vet lets
// pass compiles.
func mustCompile(t *testing.T, module string) {
	t.Helper()
	if out, err := goCommand(module, "vet", "./..."); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
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
			at := i + 1
			for next := strings.TrimSpace(lines[at]); next == "//" || strings.HasPrefix(next, "// want "); next = strings.TrimSpace(lines[at]) {
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
	if out, err := goCommand(module, "list", "-f", "{{.GoFiles}}", "./..."); err != nil || strings.Contains(out, fileName) {
		t.Errorf("with errors nothing is written: %v\n%s", err, out)
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
	mustCompile(t, module)
}

func TestStaleCodeDoesNotCompile(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"a parameter changed", "SayHi(hi int)", "SayHi(hi int32)",
			"(*Hello)(nil) (value of type *Hello) as run_charmgen_again_Hello value in variable declaration: *Hello does not implement run_charmgen_again_Hello (wrong type for method SayHi)"},
		{"a method is gone", "Square(x float64)", "Cube(x float64)", "run_charmgen_again_Hello"},
		{"a method waits no more", "Run(t *chare.Task, ", "Run(", "run_charmgen_again_Hello"},
		{"a constructor appeared", "// Ping goes", "func (p *Pinger) Init() {}\n\n// Ping goes", "ambiguous selector run_charmgen_again.Init"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			module := hello(t)
			dir := filepath.Join(module, "hello")
			if _, err := Generate(dir); err != nil {
				t.Fatal(err)
			}
			text := read(t, filepath.Join(dir, "hello.go"))
			changed := strings.Replace(text, test.old, test.new, 1)
			if changed == text {
				t.Fatalf("no %q in hello.go", test.old)
			}
			write(t, dir, map[string]string{"hello.go": changed})
			out, err := goCommand(dir, "vet", ".")
			if err == nil || !strings.Contains(out, test.want) {
				t.Errorf("go vet: %v, want %q in:\n%s", err, test.want, out)
			}
			if _, err := Generate(dir); err != nil {
				t.Error(err)
			}
			if out, _ := goCommand(dir, "vet", "."); strings.Contains(out, fileName) {
				t.Errorf("generated again it still does not compile:\n%s", out)
			}
		})
	}
}

func TestCodeForAnotherWireDoesNotCompile(t *testing.T) {
	module := hello(t)
	dir := filepath.Join(module, "hello")
	if _, err := Generate(dir); err != nil {
		t.Fatal(err)
	}
	version, err := filepath.Abs(filepath.Join(runtimeModule, "wire", "version.go"))
	if err != nil {
		t.Fatal(err)
	}
	overlay, _ := json.Marshal(map[string]any{"Replace": map[string]string{version: filepath.Join(module, "version")}})
	write(t, module, map[string]string{"version": "package wire\n\nconst V2 = 2\n", "overlay.json": string(overlay)})
	out, err := goCommand(dir, "build", "-overlay", filepath.Join(module, "overlay.json"), ".")
	if err == nil || !strings.Contains(out, "undefined: wire.V1") {
		t.Errorf("go build: %v, want undefined: wire.V1 in:\n%s", err, out)
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
	mustCompile(t, module)
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
