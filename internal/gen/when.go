package gen

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
)

// A Condition is what //charm:when says above an entry method: either all of it
// is in Rest, or
//
//	OfChare == OfMessage && Rest
//
// where messages can be looked up by the value of OfMessage, and Rest is empty
// if there is no more.
type Condition struct {
	Text               string
	OfChare, OfMessage ast.Expr
	Key                types.Type // of both, nil if there are none
	Rest               []ast.Expr // of which all must hold
	State              bool       // no parameter is mentioned

	all      ast.Expr
	info     types.Info           // of all
	receiver types.Object         // that it refers to
	params   map[types.Object]int // the same of parameters: which of Method.Params
}

// condition returns the condition above a method of a chare, nil if there is
// none or if it is wrong.
func (m *modeler) condition(f *types.Func, decl *ast.FuncDecl) *Condition {
	when := conditionsAbove(decl)
	if len(when) == 0 {
		return nil
	}
	// Of what several chares embed it is checked once: types.CheckExpr finds
	// names by the place in the source.
	if c, ok := m.conditions[decl]; ok {
		return c
	}
	m.conditions[decl] = nil
	d := when[0]
	switch {
	case len(when) > 1:
		m.errorf(d.pos, "%s has two conditions: join them by &&", f.Name())
	case d.args == "":
		m.errorf(d.pos, "//charm:when wants a condition: a Go expression with the receiver and the parameters of %s", f.Name())
	case f.Signature().Recv().Origin() != f.Signature().Recv():
		m.errorf(d.pos, "//charm:when is not for methods of generic types")
	default:
		m.conditions[decl] = m.checkCondition(f, decl, d)
	}
	return m.conditions[decl]
}

// conditionsAbove returns the conditions that a method is said to have.
func conditionsAbove(f *ast.FuncDecl) []directive {
	return slices.DeleteFunc(directivesOf(f.Doc), func(d directive) bool { return d.name != "when" })
}

// checkCondition makes a Condition of the text of a directive.
func (m *modeler) checkCondition(f *types.Func, decl *ast.FuncDecl, d directive) *Condition {
	expr, err := parser.ParseExprFrom(m.src.Fset, "", d.args, 0)
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		m.errorf(d.argsPos+token.Pos(list[0].Pos.Offset), "condition: %s", list[0].Msg)
		return nil
	}
	// The expression has positions of its own.
	at := func(pos token.Pos) token.Pos {
		return d.argsPos + token.Pos(m.src.Fset.Position(pos).Offset)
	}
	c := &Condition{Text: d.args, all: expr, params: make(map[types.Object]int)}
	c.info = types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Uses:       make(map[*ast.Ident]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
	task := c.declare(f, types.NewScope(m.fileScope(decl), d.pos, d.argsPos+token.Pos(len(d.args)), "condition"))
	if err := types.CheckExpr(m.src.Fset, m.src.Types, d.argsPos, expr, &c.info); err != nil {
		if err, ok := errors.AsType[types.Error](err); ok {
			m.errorf(at(err.Pos), "condition: %s", err.Msg)
		} else {
			m.errorf(d.argsPos, "condition: %v", err)
		}
		return nil
	}
	for ident, used := range c.info.Uses {
		if used == task && task != nil {
			m.errorf(at(ident.Pos()), "condition: %s is the task of the method, which a condition cannot wait with: it is looked at before the method runs", ident.Name)
			return nil
		}
	}
	switch t := c.info.Types[expr]; {
	case t.Type == nil || t.Type == types.Typ[types.Invalid]:
		m.errorf(d.argsPos, "condition: %s has a part whose type is unknown", d.args)
		return nil
	case !t.IsValue():
		m.errorf(d.argsPos, "condition: %s is no value, want one that is true or false", d.args)
		return nil
	case !isBoolean(t.Type):
		m.errorf(d.argsPos, "condition: %s is a value of type %s, want one that is true or false", d.args, m.typeString(t.Type))
		return nil
	}
	c.split()
	return c
}

// checkConditions finds conditions of methods that no chare has. Methods of chares
// with errors have not been looked at, so that it can only tell when there are
// none.
func (m *modeler) checkConditions(files []*ast.File) {
	if len(m.errs) > 0 {
		return
	}
	for _, file := range files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			when := conditionsAbove(f)
			if len(when) == 0 || !known["when"].fits(f) {
				continue
			}
			if _, found := m.conditions[f]; !found {
				m.errorf(when[0].pos, "%s has a condition, but it is no entry method: no chare has it", f.Name.Name)
			}
		}
	}
}

// fileScope returns the scope with the imports of the file of a declaration.
func (m *modeler) fileScope(decl *ast.FuncDecl) *types.Scope {
	all := m.src.Types.Scope()
	s := all.Innermost(decl.Pos())
	for s.Parent() != all {
		s = s.Parent()
	}
	return s
}

// declare puts the receiver and the parameters of the method in scope. It
// returns the one that is the task, if the method may wait.
func (c *Condition) declare(f *types.Func, scope *types.Scope) (task types.Object) {
	put := func(v *types.Var) types.Object {
		v = types.NewParam(token.NoPos, f.Pkg(), v.Name(), v.Type())
		if v.Name() != "" && v.Name() != "_" {
			scope.Insert(v)
		}
		return v
	}
	signature := f.Signature()
	c.receiver = put(signature.Recv())
	for v := range signature.Params().Variables() {
		p := put(v)
		if task == nil && len(c.params) == 0 && isTask(v.Type()) {
			task = p
			continue
		}
		c.params[p] = len(c.params)
	}
	return task
}

// split looks for an equality by which messages can be looked up.
func (c *Condition) split() {
	all := conjuncts(c.all)
	for i, x := range all {
		equal, ok := ast.Unparen(x).(*ast.BinaryExpr)
		if !ok || equal.Op != token.EQL {
			continue
		}
		for _, sides := range [][2]ast.Expr{{equal.X, equal.Y}, {equal.Y, equal.X}} {
			if c.isKey(sides[0], sides[1], i == 0) {
				c.OfChare, c.OfMessage = ast.Unparen(sides[0]), ast.Unparen(sides[1])
				c.Key = c.info.TypeOf(sides[1])
				c.Rest = append(all[:i:i], all[i+1:]...)
				return
			}
		}
	}
	c.Rest = all
	c.State = !c.mentionsParams(c.all)
}

// conjuncts returns what is joined by &&.
func conjuncts(x ast.Expr) []ast.Expr {
	if and, ok := ast.Unparen(x).(*ast.BinaryExpr); ok && and.Op == token.LAND {
		return append(conjuncts(and.X), conjuncts(and.Y)...)
	}
	return []ast.Expr{x}
}

// isKey reports whether ofChare == ofMessage is good for looking up: of the
// message it takes a value that stays the same, of the chare one that can be had
// before what else the condition says, unless the equality is first anyway.
func (c *Condition) isKey(ofChare, ofMessage ast.Expr, first bool) bool {
	_, isParam := c.params[c.root(ofMessage)]
	t := c.info.TypeOf(ofMessage)
	return isParam && isKeyType(t) && types.Identical(t, c.info.TypeOf(ofChare)) &&
		!c.mentionsParams(ofChare) && (first || c.root(ofChare) == c.receiver)
}

// root returns the variable that x is, or is a field of: nil if it is something
// else, or if a pointer must be followed, other than the receiver itself. So x
// cannot panic, and is part of what the variable holds.
func (c *Condition) root(x ast.Expr) types.Object {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return c.info.Uses[x]
	case *ast.SelectorExpr:
		field := c.info.Selections[x]
		if field == nil || field.Kind() != types.FieldVal {
			return nil
		}
		root := c.root(x.X)
		t := field.Recv()
		if _, ok := ast.Unparen(x.X).(*ast.Ident); ok && root == c.receiver {
			t = deref(t)
		}
		for _, i := range field.Index() {
			s, ok := t.Underlying().(*types.Struct)
			if !ok { // a pointer
				return nil
			}
			t = s.Field(i).Type()
		}
		return root
	}
	return nil
}

// mentionsParams reports whether x depends on the message.
func (c *Condition) mentionsParams(x ast.Expr) (found bool) {
	eachName(x, func(ident *ast.Ident) {
		_, isParam := c.params[c.info.Uses[ident]]
		found = found || isParam
	})
	return found
}

func isBoolean(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsBoolean != 0
}

// isKeyType reports whether the values of a type can be the keys of a map. Those
// of interfaces can only as long as they hold nothing that cannot.
func isKeyType(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic, *types.Pointer, *types.Chan:
		return true
	case *types.Array:
		return isKeyType(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if !isKeyType(f.Type()) {
				return false
			}
		}
		return true
	}
	return false
}
