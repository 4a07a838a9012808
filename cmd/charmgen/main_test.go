package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each step is a call of charmgen in one module with the packages a and b, of
// which b has something wrong.
func TestCharmgen(t *testing.T) {
	ours, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	const chare = "\n\nimport \"github.com/charm4go/charm/chare\"\n\ntype Chare struct{ chare.Base }\n\n"
	for name, text := range map[string]string{
		"go.mod":     "module example.com/test\n\ngo 1.26.0\n",
		"go.work":    fmt.Sprintf("go 1.26.0\n\nuse (\n\t.\n\t%q\n)\n", ours),
		"a/a.go":     "package a" + chare + "func (c *Chare) Work(n int) {}\n",
		"b/b.go":     "package b" + chare + "func (c *Chare) Work(c chan int) {}\n",
		"plain/p.go": "package plain\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		args           string
		stdout, stderr string // the first line
		status         int
	}{
		{"-check a", "a/chare_gen.go is out of date: run charmgen", "", 1},
		{"./a ./plain", "a/chare_gen.go", "", 0},
		{"a", "", "", 0},
		{"-check a", "", "", 0},
		{"./...", "", "b/b.go:7:24: parameter c: chan int: channels cannot travel", 1},
		{"./nowhere", "", "charmgen: stat ", 2},
		{"-chekc", "", "flag provided but not defined: -chekc", 2},
		{"-h", "usage: charmgen [-check] [directory or package pattern ...]", "", 0},
	} {
		var stdout, stderr bytes.Buffer
		status := run(strings.Fields(step.args), &stdout, &stderr)
		out, _, _ := strings.Cut(stdout.String(), "\n")
		errs, _, _ := strings.Cut(stderr.String(), "\n")
		if status != step.status || out != step.stdout || !strings.HasPrefix(errs, step.stderr) || step.stderr == "" && errs != "" {
			t.Errorf("charmgen %s: got status %d, %q and %q, want %d, %q and %q", step.args, status, out, errs, step.status, step.stdout, step.stderr)
		}
	}
}
