package gen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// As a console needs it: types of what was just typed, no file, no go command
// but for what is imported.
func TestChareOfNoFile(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "typed", `package typed
import "github.com/charm4go/charm/chare"
type Counter struct { chare.Base; n int }
func (c *Counter) Add(n int) int { c.n += n; return c.n }
`, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	l := newLoader(fset)
	if err := l.list(".", []string{charePath}); err != nil {
		t.Fatal(err)
	}
	src := Check(fset, "console/1", []*ast.File{file}, l)
	pkg, err := Model(src, src.Files)
	if err != nil {
		t.Fatal(err)
	}
	c := pkg.Chares[0]
	if c.Type.Name() != "Counter" || len(c.Entries) != 1 || c.Entries[0].Name != "Add" {
		t.Errorf("got chare %v with entries %v", c.Type, c.Entries)
	}
	text, err := Emit(pkg)
	if err != nil {
		t.Fatal(err)
	}
	if want := `chare.NewClass("console/1.Counter"`; !strings.Contains(string(text), want) {
		t.Errorf("no %s in\n%s", want, text)
	}
}
