package gen

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"
)

// This file is about the functions that package pool runs.

// A Task is a function marked //charm:task.
type Task struct {
	Name    string
	Pos     token.Pos
	Returns bool // it has a result other than an error
	Fails   bool // its last result is an error
}

// canBeTask reports whether //charm:task may stand above f.
func canBeTask(f *ast.FuncDecl) bool {
	return f.Recv == nil && f.Name.Name != "init" && f.Name.Name != "main" && f.Name.Name != "_"
}

// tasks makes the model of the tasks in some files.
func (m *modeler) tasks(files []*ast.File) {
	for _, file := range files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && canBeTask(f) && hasDirective(f, "task") {
				m.task(f)
			}
		}
		m.checkLiterals(file)
	}
	slices.SortFunc(m.pkg.Tasks, func(a, b *Task) int { return strings.Compare(a.Name, b.Name) })
}

// task makes the model of one task, or says why it cannot be one.
func (m *modeler) task(decl *ast.FuncDecl) {
	f, ok := m.src.Info.Defs[decl.Name].(*types.Func)
	if !ok {
		return
	}
	s := f.Signature()
	results, params := s.Results(), s.Params()
	t := &Task{Name: f.Name(), Pos: decl.Name.Pos()}
	n := results.Len()
	if n > 0 && isError(results.At(n-1).Type()) {
		t.Fails = true
		n--
	}
	t.Returns = n == 1
	switch {
	case s.TypeParams().Len() > 0:
		m.errorf(decl.Name.Pos(), "task %s cannot have type parameters: it has one name; mark a function for each instance that calls it", f.Name())
	case params.Len() != 2 || !isTask(params.At(0).Type()) || s.Variadic():
		m.errorf(decl.Type.Params.Pos(), "task %s must have two parameters, a *chare.Task and its input (of several values: a struct)", f.Name())
	case n > 1 || results.Len() > 2:
		m.errorf(decl.Type.Results.Pos(), "task %s has too many results: it can have none, one of any type, an error, or one of any type and an error", f.Name())
	default:
		m.checkTravels(fieldExprs(decl.Type.Params)[1], "input of task "+f.Name(), params.At(1).Type())
		if t.Returns {
			m.checkTravels(fieldExprs(decl.Type.Results)[0], "result of task "+f.Name(), results.At(0).Type())
		}
		m.pkg.Tasks = append(m.pkg.Tasks, t)
	}
}

// takesTask is which argument of the functions of package pool is a task.
var takesTask = map[string]int{"Map": 1, "MapAsync": 1, "MapSeq": 1, "Call": 1, "Go": 1, "Try": 0}

// checkLiterals finds function literals that are given to the pool.
func (m *modeler) checkLiterals(file *ast.File) {
	pool := importedAs(file, poolPath)
	if pool == "" {
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		fun := call.Fun
		switch f := fun.(type) { // without the types that it is given
		case *ast.IndexExpr:
			fun = f.X
		case *ast.IndexListExpr:
			fun = f.X
		}
		selector, ok := fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		of, ok := selector.X.(*ast.Ident)
		at, takes := takesTask[selector.Sel.Name]
		if !ok || of.Name != pool || !takes || at >= len(call.Args) {
			return true
		}
		if literal, ok := ast.Unparen(call.Args[at]).(*ast.FuncLit); ok {
			m.errorf(literal.Pos(), "a function literal cannot be a task of %s.%s: other PEs know functions by name; give it a name, and put //charm:task above it", pool, selector.Sel.Name)
		}
		return true
	})
}

// importedAs returns what a file calls a package, "" if it does not import it.
func importedAs(file *ast.File, importPath string) string {
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != importPath {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(importPath)
	}
	return ""
}

// taskText is what the template needs of one task.
type taskText struct {
	Register string // the function of package pool
	Path     string // of the task: "example.com/fib.fib"
	Name     string
}

func (e *emitter) tasks() (list []taskText) {
	if len(e.pkg.Tasks) == 0 {
		return nil
	}
	pool := e.imports.name(poolPath, "pool")
	for _, t := range e.pkg.Tasks {
		register := pool + ".Register"
		if !t.Returns {
			register += "Go"
		}
		if t.Fails {
			register += "Err"
		}
		list = append(list, taskText{register, e.pkg.Types.Path() + "." + t.Name, t.Name})
	}
	return list
}
