package gen

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// checkChare says what is wrong with a type that embeds chare.Base; its methods
// are another matter.
func (m *modeler) checkChare(name *types.TypeName) (ok bool) {
	base := embedsBase(name.Type())
	_, pointer := types.Unalias(base.Type()).(*types.Pointer)
	owner := deref(base.Type()).(*types.Named).Obj()
	isBase := isNamed(owner.Type(), charePath, "Base")
	switch {
	case name.Type().(*types.Named).TypeParams().Len() > 0:
		m.errorf(name.Pos(), "chare type %s cannot have type parameters: its class has one name, and one set of proxies; declare a chare type for each instance that embeds what they share", name.Name())
	case pointer:
		m.errorf(base.Pos(), "%s embeds a pointer; a chare embeds %s itself: without the *", name.Name(), m.typeString(owner.Type()))
	case !isBase && owner.Pkg() != m.src.Types:
		m.errorf(base.Pos(), "%s embeds %s, a chare of another package, whose entry methods cannot be seen from here; embed chare.Base, and keep %s in a field with a name",
			name.Name(), m.typeString(owner.Type()), owner.Name())
	default:
		return m.checkFields(name)
	}
	return false
}

// checkFields finds fields with the name of a method that charmgen writes.
func (m *modeler) checkFields(name *types.TypeName) (ok bool) {
	ok = true
	for f := range name.Type().Underlying().(*types.Struct).Fields() {
		if slices.Contains(generatedMethods, f.Name()) {
			m.errorf(f.Pos(), "%s cannot have a field %s: charmgen gives every chare a method of that name", name.Name(), f.Name())
			ok = false
		}
	}
	return ok
}

// A taken is where a name that a method of a chare cannot have is taken.
type taken struct {
	by      string
	proxies bool // by these alone, so only an entry method cannot have it
}

// takenNames returns the names that methods of chares cannot have.
func takenNames(pkg *types.Package) map[string]taken {
	names := make(map[string]taken)
	proxy := taken{"every proxy has a field or method of that name", true}
	for _, name := range []string{"At", "Await", "Ret", "To", "Insert", "Split", "Slice", "Pick", "Ref", "Many"} {
		names[name] = proxy
	}
	for _, imported := range pkg.Imports() {
		if imported.Path() == charePath {
			addMethods(names, imported, "Ref", proxy)
			addMethods(names, imported, "Many", proxy)
			addMethods(names, imported, "Base", taken{by: "chare.Base has a method of that name"})
		}
	}
	for _, name := range generatedMethods {
		names[name] = taken{by: "charmgen gives every chare a method of that name"}
	}
	delete(names, "ResumeFromSync") // an entry method, even if Base has one for chares that have not
	return names
}

// generatedMethods are the methods that charmgen writes for the chare itself.
var generatedMethods = []string{"This", "All"}

func addMethods(names map[string]taken, pkg *types.Package, typeName string, by taken) {
	t, ok := pkg.Scope().Lookup(typeName).(*types.TypeName)
	if !ok {
		return
	}
	for method := range types.NewMethodSet(types.NewPointer(t.Type())).Methods() {
		if method.Obj().Exported() {
			names[method.Obj().Name()] = by
		}
	}
}

// checkName says if a method's name is taken.
func (m *modeler) checkName(c *Chare, decl *ast.FuncDecl) (ok bool) {
	name := decl.Name.Name
	by, found := m.taken[name]
	switch {
	case !found || by.proxies && hasDirective(decl, "local"):
		return true
	case by.proxies:
		m.errorf(decl.Name.Pos(), "%s cannot be an entry method of %s: %s; rename it, or mark it //charm:local if only the chare itself calls it", name, c.Type.Name(), by.by)
	default:
		m.errorf(decl.Name.Pos(), "%s cannot be a method of %s: %s; rename it", name, c.Type.Name(), by.by)
	}
	return false
}

func (m *modeler) checkInit(f *Method, decl *ast.FuncDecl) {
	if f.Result != nil {
		m.errorf(decl.Type.Results.Pos(), "Init can return nothing or an error: nobody waits for another result")
	}
}

func (m *modeler) checkMigrated(f *types.Func, decl *ast.FuncDecl) {
	if f.Signature().Params().Len() > 0 || f.Signature().Results().Len() > 0 {
		m.errorf(decl.Name.Pos(), "Migrated is called after a move, without parameters and for no result: want func Migrated()")
	}
}

func (m *modeler) checkEntry(f *Method, decl *ast.FuncDecl) {
	if f.Name == "ResumeFromSync" && len(f.Params) > 0 {
		m.errorf(decl.Type.Params.Pos(), "ResumeFromSync is called after load balancing, without parameters (but a *chare.Task)")
	}
}

// checkTravels says what in the type of a parameter or result cannot travel.
func (m *modeler) checkTravels(expr ast.Expr, what string, t types.Type) {
	v := traveler{string: m.typeString, at: expr.Pos()}
	why := v.obstacle(t)
	if why == "" {
		return
	}
	if v.unknown.IsValid() {
		if errs := m.src.errorsBehind(v.unknown); len(errs) > 0 {
			m.errs = append(m.errs, errs...)
			return
		}
	}
	if strings.Contains(why, "field ") {
		why += "; a field with the tag `charm:\"-\"` is left out"
	}
	m.errorf(expr.Pos(), "%s: %s", what, why)
}

// typeString writes a type as a message should, as it is written in the package
// itself: other packages by name.
func (m *modeler) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == m.src.Types {
			return ""
		}
		return p.Name()
	})
}
