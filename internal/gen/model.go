package gen

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
)

// A Package is what charmgen knows of the chares and tasks of a package.
type Package struct {
	Types  *types.Package
	Fset   *token.FileSet
	Chares []*Chare // by name
	Tasks  []*Task  // by name
}

// A Chare is a struct type that embeds chare.Base.
type Chare struct {
	Type    *types.TypeName
	Init    *Method   // nil if there is none
	Entries []*Method // by name
}

// A Method is an entry method, or Init.
type Method struct {
	Name     string
	Pos      token.Pos
	Waits    bool // the first parameter was a *chare.Task, which is not among Params
	Params   []Param
	Variadic bool       // the last of Params is a slice by being variadic
	Result   types.Type // nil if there is none
	Fails    bool       // the last result is an error, which is not Result
	When     *Condition // nil: it can be called at any time

	Embedded []*types.Var // the fields of the chare by which it has the method
}

// A Param is a parameter of a method, which has a name even if the method did
// not give it one.
type Param struct {
	Name string
	Type types.Type
}

// Model finds the chares that some of the files of a package declare, with their
// entry methods. If anything about them is wrong it says what, where, as a
// [scanner.ErrorList].
func Model(src *Source, files []*ast.File) (*Package, error) {
	m := &modeler{
		src:   src,
		decls: make(map[*types.Func]*ast.FuncDecl),
		pkg:   &Package{Types: src.Types, Fset: src.Fset},
		taken: takenNames(src.Types),

		conditions: make(map[*ast.FuncDecl]*Condition),
	}
	for _, file := range src.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				if f, ok := src.Info.Defs[decl.Name].(*types.Func); ok {
					m.decls[f] = decl
				}
			}
		}
	}
	m.errs = checkDirectives(src.Fset, files)
	for _, name := range chareTypes(src.Types) {
		if !slices.ContainsFunc(files, func(f *ast.File) bool { return f.FileStart <= name.Pos() && name.Pos() < f.FileEnd }) {
			continue
		}
		if c := m.chare(name); c != nil {
			m.pkg.Chares = append(m.pkg.Chares, c)
		}
	}
	m.checkConditions(files)
	m.tasks(files)
	m.errs.Sort()
	return m.pkg, m.errs.Err()
}

// A modeler makes one Package.
type modeler struct {
	src   *Source
	decls map[*types.Func]*ast.FuncDecl // of the whole package
	taken map[string]taken              // names that methods cannot have
	pkg   *Package
	errs  scanner.ErrorList

	conditions map[*ast.FuncDecl]*Condition // found so far; nil for one that is wrong
}

func (m *modeler) errorf(pos token.Pos, format string, args ...any) {
	m.errs.Add(m.src.Fset.Position(pos), fmt.Sprintf(format, args...))
}

// chareTypes returns the struct types of a package that embed chare.Base in any
// way, also in ways that m.chare refuses, by name.
func chareTypes(pkg *types.Package) (chares []*types.TypeName) {
	for _, name := range pkg.Scope().Names() {
		if t, ok := pkg.Scope().Lookup(name).(*types.TypeName); ok && !t.IsAlias() && embedsBase(t.Type()) != nil {
			chares = append(chares, t)
		}
	}
	return chares
}

// embedsBase returns the field by which a struct embeds chare.Base, or embeds
// another struct that does; nil if there is none.
func embedsBase(t types.Type) *types.Var {
	return embeds(t, make(map[types.Type]bool))
}

func embeds(t types.Type, seen map[types.Type]bool) *types.Var {
	s, ok := t.Underlying().(*types.Struct)
	if !ok || seen[t] {
		return nil
	}
	seen[t] = true
	for f := range s.Fields() {
		if !f.Embedded() {
			continue
		}
		if t := deref(f.Type()); isNamed(t, charePath, "Base") || embeds(t, seen) != nil {
			return f
		}
	}
	return nil
}

// chare makes the model of one chare type, or says why it cannot be one.
func (m *modeler) chare(name *types.TypeName) *Chare {
	if !m.checkChare(name) {
		return nil
	}
	c := &Chare{Type: name}
	methods := types.NewMethodSet(types.NewPointer(name.Type()))
	for selection := range methods.Methods() {
		f := selection.Obj().(*types.Func)
		// Only a method that is written in this package can be an entry method.
		// So the methods of an embedded sync.Mutex are none, nor those of Base.
		decl, ok := m.decls[f.Origin()]
		if !ok || !f.Exported() || !m.checkName(c, decl) || hasDirective(decl, "local") {
			continue
		}
		method := m.method(c, f, decl)
		switch f.Name() {
		case "Init":
			m.checkInit(method, decl)
			c.Init = method
		case "Migrated":
			m.checkMigrated(f, decl)
		default:
			m.checkEntry(method, decl)
			method.When = m.condition(f, decl)
			method.Embedded = fieldsTo(selection)
			c.Entries = append(c.Entries, method)
		}
	}
	slices.SortFunc(c.Entries, func(a, b *Method) int { return cmp.Compare(a.Name, b.Name) })
	return c
}

// method makes the model of one method and checks parameters and results.
func (m *modeler) method(c *Chare, f *types.Func, decl *ast.FuncDecl) *Method {
	signature := f.Signature()
	method := &Method{Name: f.Name(), Pos: decl.Name.Pos(), Variadic: signature.Variadic()}
	exprs := fieldExprs(decl.Type.Params)
	for i := range signature.Params().Len() {
		p := signature.Params().At(i)
		if i == 0 && isTask(p.Type()) {
			method.Waits = true
			continue
		}
		method.Params = append(method.Params, Param{Name: p.Name(), Type: p.Type()})
		m.checkTravels(exprs[i], "parameter "+paramName(p, i), p.Type())
	}
	method.nameParams(namesOf(c.Type.Name()))

	results := signature.Results()
	exprs = fieldExprs(decl.Type.Results)
	n := results.Len()
	if n > 0 && isError(results.At(n-1).Type()) {
		method.Fails = true
		n--
	}
	switch {
	case n > 1 || n == 1 && results.Len() > 2:
		m.errorf(exprs[1].Pos(), "%s has too many results: it can have none, one of any type, an error, or one of any type and an error", f.Name())
	case n == 1:
		method.Result = results.At(0).Type()
		m.checkTravels(exprs[0], "result", method.Result)
	}
	return method
}

// nameParams gives each parameter a name that can be used in generated functions.
func (f *Method) nameParams(n names) {
	entry := n.Lower + f.Name
	ours := []string{"chare", n.Proxy, n.Proxies, entry, entry + "Args", entry + "Target"}
	taken := func(name string) bool {
		return slices.Contains(ours, name) || slices.ContainsFunc(f.Params, func(p Param) bool { return p.Name == name })
	}
	for i := range f.Params {
		switch name := &f.Params[i].Name; {
		case *name == "" || *name == "_":
			*name = fresh(fmt.Sprintf("a%d", i+1), taken)
		case slices.Contains(ours, *name):
			*name = fresh(*name, taken)
		}
	}
}

// fieldExprs returns the type expression of each parameter or result.
func fieldExprs(list *ast.FieldList) (exprs []ast.Expr) {
	if list == nil {
		return nil
	}
	for _, field := range list.List {
		for range max(1, len(field.Names)) {
			exprs = append(exprs, field.Type)
		}
	}
	return exprs
}

// paramName is what a message calls the i-th parameter.
func paramName(p *types.Var, i int) string {
	if p.Name() == "" || p.Name() == "_" {
		return fmt.Sprint(i + 1)
	}
	return p.Name()
}

// fieldsTo returns the embedded fields by which a selected method is had.
func fieldsTo(selection *types.Selection) (fields []*types.Var) {
	t := deref(selection.Recv())
	path := selection.Index()
	for _, i := range path[:len(path)-1] {
		f := t.Underlying().(*types.Struct).Field(i)
		fields = append(fields, f)
		t = deref(f.Type())
	}
	return fields
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return types.Unalias(p.Elem())
	}
	return types.Unalias(t)
}

// hasView reports whether a parameter is a chare.View.
func (f *Method) hasView() bool {
	return slices.ContainsFunc(f.Params, func(p Param) bool { return isNamed(p.Type, charePath, "View") })
}

// isNamed reports whether t is the named type path.name, or an instance of it.
func isNamed(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}

func isTask(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isNamed(p.Elem(), charePath, "Task")
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
