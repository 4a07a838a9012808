package gen

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// whenText is what the template needs of a condition.
type whenText struct {
	Func string   // of package chare, which gives it to an entry method
	Text string   // quoted
	Args []string // functions
}

// when writes the condition of a method, nil if it has none.
func (e *emitter) when(n names, f *Method) *whenText {
	c := f.When
	if c == nil {
		return nil
	}
	w := newWhenWriter(e, n, f)
	text := &whenText{Func: "When", Text: strconv.Quote(c.Text)}
	switch {
	case c.Key != nil:
		text.Func = "WhenEqual"
		key, rest := e.typeString(c.Key), "nil"
		if len(c.Rest) > 0 {
			rest = w.function(true, true, "bool", c.Rest...)
		}
		text.Args = []string{w.function(true, false, key, c.OfChare), w.function(false, true, key, c.OfMessage), rest}
	case c.State:
		text.Func = "WhenState"
		text.Args = []string{w.function(true, false, "bool", c.Rest...)}
	default:
		text.Args = []string{w.function(true, true, "bool", c.Rest...)}
	}
	return text
}

// A whenWriter writes the expressions of a condition as parts of functions of
// the generated file.
type whenWriter struct {
	*emitter
	f           *Method
	chare, args string // types of the functions' parameters,
	c, a        string // and their names
}

func newWhenWriter(e *emitter, n names, f *Method) *whenWriter {
	used := make(map[string]bool)
	eachName(f.When.all, func(ident *ast.Ident) { used[ident.Name] = true })
	taken := func(s string) bool { return used[s] }
	return &whenWriter{emitter: e, f: f, chare: n.Chare, args: n.Lower + f.Name + "Args", c: fresh("c", taken), a: fresh("a", taken)}
}

// eachName calls do with the identifiers of an expression, but for those that
// are selected of something.
func eachName(x ast.Expr, do func(*ast.Ident)) {
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			do(n)
		case *ast.SelectorExpr:
			eachName(n.X, do)
			return false
		}
		return true
	})
}

// function returns a function of the chare, the message or both, which returns
// whether all of some expressions hold, or the value of the only one.
func (w *whenWriter) function(chare, message bool, result string, exprs ...ast.Expr) string {
	var params, values []string
	if chare {
		params = append(params, w.c+" "+w.imports.name(charePath, "chare")+".Chare")
	}
	if message {
		params = append(params, w.a+" *"+w.args)
	}
	for _, x := range exprs {
		values = append(values, w.expr(x))
	}
	value := strings.Join(values, " && ")
	if result == "bool" && slices.ContainsFunc(exprs, w.isOwnBoolean) {
		value = "bool(" + value + ")"
	}
	return fmt.Sprintf("func(%s) %s { return %s }", strings.Join(params, ", "), result, value)
}

// isOwnBoolean reports whether an expression has a boolean type that somebody
// has declared.
func (w *whenWriter) isOwnBoolean(x ast.Expr) bool {
	_, basic := types.Unalias(w.f.When.info.TypeOf(x)).(*types.Basic)
	return !basic
}

// expr returns an expression with what the generated file calls the names in it.
func (w *whenWriter) expr(x ast.Expr) string {
	var undo []func()
	eachName(x, func(ident *ast.Ident) {
		old := ident.Name
		undo = append(undo, func() { ident.Name = old })
		ident.Name = w.name(ident)
	})
	var text bytes.Buffer
	if err := printer.Fprint(&text, token.NewFileSet(), x); err != nil {
		panic(err) // a Buffer takes everything
	}
	for _, f := range undo {
		f()
	}
	return text.String()
}

// name returns what stands for an identifier in the generated file.
func (w *whenWriter) name(ident *ast.Ident) string {
	switch used := w.f.When.info.Uses[ident].(type) {
	case nil:
	case *types.PkgName:
		return w.imports.name(used.Imported().Path(), used.Imported().Name())
	default:
		if used == w.f.When.receiver {
			return w.receiver()
		}
		if i, ok := w.f.When.params[used]; ok {
			return w.a + "." + w.f.Params[i].Name
		}
		if p := used.Pkg(); p != nil && p != w.pkg.Types && used.Parent() == p.Scope() { // import . "p"
			return w.imports.name(p.Path(), p.Name()) + "." + ident.Name
		}
	}
	return ident.Name
}

// receiver returns the receiver of the method: the chare, or what it embeds.
func (w *whenWriter) receiver() string {
	text, isPointer := fmt.Sprintf("%s.(*%s)", w.c, w.chare), true
	for _, f := range w.f.Embedded {
		text += "." + f.Name()
		_, isPointer = types.Unalias(f.Type()).(*types.Pointer)
	}
	_, wantPointer := types.Unalias(w.f.When.receiver.Type()).(*types.Pointer)
	switch {
	case wantPointer && !isPointer:
		return "(&" + text + ")"
	case isPointer && !wantPointer:
		return "(*" + text + ")"
	}
	return text
}
