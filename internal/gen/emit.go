package gen

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

// The shape of what is generated is in chare.tmpl; here are the words that fill
// it in.
//
//go:embed chare.tmpl
var shape string

// Emit writes the generated file of a package.
func Emit(pkg *Package) ([]byte, error) {
	e := newEmitter(pkg)
	var all struct {
		Chares []chareText
		Tasks  []taskText
	}
	for _, c := range pkg.Chares {
		all.Chares = append(all.Chares, e.chare(c))
	}
	all.Tasks = e.tasks()
	var body, text bytes.Buffer
	if err := e.shape.ExecuteTemplate(&body, "package", all); err != nil {
		panic(err) // the template is wrong
	}
	fmt.Fprintf(&text, "%s\npackage %s\n\nimport (\n%s)\n", header, pkg.Types.Name(), e.imports.text())
	text.Write(body.Bytes())
	if err := e.checkNames(text.Bytes()); err != nil {
		return nil, err
	}
	return format.Source(text.Bytes())
}

// An emitter turns the model of one package into words.
type emitter struct {
	pkg     *Package
	imports *imports
	shape   *template.Template
}

func newEmitter(pkg *Package) *emitter {
	e := &emitter{pkg: pkg, imports: newImports(pkg.Types)}
	text := shape
	if len(pkg.Chares) == 0 {
		e.shape = template.Must(template.New("").Parse(text))
		return e
	}
	for _, p := range []string{charePath, wirePath} {
		// Package names differ from those in the template only in packages that
		// declare such a name themselves.
		used, alias := path.Base(p), e.imports.name(p, path.Base(p))
		text = regexp.MustCompile(`\b`+used+`\.([A-Z])`).ReplaceAllString(text, alias+".$1")
	}
	e.shape = template.Must(template.New("").Parse(text))
	return e
}

// typeString writes a type as the generated file needs it, and has its packages
// imported.
func (e *emitter) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == e.pkg.Types.Path() {
			return ""
		}
		return e.imports.name(p.Path(), p.Name())
	})
}

// chareText is what the template "chare" needs.
type chareText struct {
	names
	Class   string
	Init    methodText
	HasInit bool
	Entries []methodText
	Returns bool // some entry has a result
	Targets bool // some entry can be a target
	Splits  bool // some entry can tell which sections a chare is in
	Codecs  []codecText
}

// All returns Init, if the chare has one, and the entries.
func (c chareText) All() []methodText {
	if !c.HasInit {
		return c.Entries
	}
	return append([]methodText{c.Init}, c.Entries...)
}

// methodText is what the templates need of one method.
type methodText struct {
	Name      string
	Var       string // helloSayHi, and with Args, Target appended
	Signature string // of the method, without names: "(int) float64"
	Fields    []string
	Params    string // of a proxy's method: "x int, ys ...float64"
	Values    string // of these: "x, ys"
	Slices    string // Params with a slice for a variadic one, and with a comma at the end if there are any
	Self      string // the receiver of a proxy's method
	Result    string // its type, chare.Void if there is none
	Returns   bool
	Target    string // type of the value of a target; "" if it cannot be one
	Splits    bool   // its result can tell which sections a chare is in
	Waits     bool
	Views     bool
	When      *whenText // nil: no condition

	Caller, Shape, Index, Opts string // parameters of a constructor, out of the way of Params

	// The statements of what the runtime calls. Size is empty if the size is
	// never known.
	Call, Size, Encode, Decode []string
}

func (e *emitter) chare(c *Chare) chareText {
	n := namesOf(c.Type.Name())
	text := chareText{names: n, Class: e.pkg.Types.Path() + "." + n.Chare, HasInit: c.Init != nil}
	codecs := &codecs{emitter: e, prefix: n.Lower + "Wire"}
	init := c.Init
	if init == nil {
		init = &Method{Name: "Init"}
	}
	text.Init = e.method(n, init, codecs)
	if c.Init == nil {
		text.Init.Call = []string{"return " + e.void() + "{}, nil"}
	}
	for _, f := range c.Entries {
		entry := e.method(n, f, codecs)
		text.Entries = append(text.Entries, entry)
		text.Returns = text.Returns || entry.Returns
		text.Targets = text.Targets || entry.Target != ""
		text.Splits = text.Splits || entry.Splits
	}
	text.Codecs = codecs.list
	return text
}

// number is the type of the number of a section.
var number = types.Typ[types.Int]

func (e *emitter) void() string { return e.imports.name(charePath, "chare") + ".Void" }

func (e *emitter) method(n names, f *Method, codecs *codecs) methodText {
	isParam := func(name string) bool {
		return slices.ContainsFunc(f.Params, func(p Param) bool { return p.Name == name })
	}
	text := methodText{
		Name:    f.Name,
		Var:     n.Lower + f.Name,
		Result:  e.void(),
		Returns: f.Result != nil,
		Waits:   f.Waits,
		Views:   f.hasView(),
		Self:    fresh("p", isParam),
		Caller:  fresh("c", isParam),
		Shape:   fresh("shape", isParam),
		Index:   fresh("index", isParam),
		Opts:    fresh("opts", isParam),
	}
	if f.Result != nil {
		text.Result = e.typeString(f.Result)
		text.Splits = types.Identical(f.Result, number) || types.Identical(f.Result, types.NewSlice(number))
	}

	var given, stored, values, args []string // given is stored but for a variadic one
	for i, p := range f.Params {
		t := e.typeString(p.Type)
		arg := "a." + p.Name
		values = append(values, p.Name)
		stored = append(stored, t)
		text.Fields = append(text.Fields, p.Name+" "+t)
		if f.Variadic && i == len(f.Params)-1 {
			t = "..." + strings.TrimPrefix(t, "[]")
			arg += "..."
		}
		given = append(given, t)
		args = append(args, arg)
	}
	text.Values = strings.Join(values, ", ")
	text.Params = paramList(values, given)
	if len(stored) > 0 {
		text.Slices = paramList(values, stored) + ", "
	}
	if f.Waits {
		given = append([]string{"*" + e.imports.name(charePath, "chare") + ".Task"}, given...)
		args = append([]string{"t"}, args...)
	}
	text.Signature = "(" + strings.Join(given, ", ") + ")"

	call := fmt.Sprintf("c.(*%s).%s(%s)", n.Chare, f.Name, strings.Join(args, ", "))
	switch {
	case f.Result != nil && f.Fails:
		text.Signature += " (" + text.Result + ", error)"
		text.Call = []string{"return " + call}
	case f.Result != nil:
		text.Signature += " " + text.Result
		text.Call = []string{"return " + call + ", nil"}
	case f.Fails:
		text.Signature += " error"
		text.Call = []string{"return " + e.void() + "{}, " + call}
	default:
		text.Call = []string{call, "return " + e.void() + "{}, nil"}
	}

	switch len(f.Params) {
	case 0:
		text.Target = e.void()
	case 1:
		text.Target = e.typeString(f.Params[0].Type)
	}
	text.Size, text.Encode, text.Decode = codecs.statements(f.Params)
	text.When = e.when(n, f)
	return text
}

// paramList writes names with their types; neighbours of one type share it.
func paramList(names, types []string) string {
	var list strings.Builder
	for i, name := range names {
		list.WriteString(name)
		last := i == len(names)-1
		if last || types[i] != types[i+1] {
			list.WriteString(" " + types[i])
		}
		if !last {
			list.WriteString(", ")
		}
	}
	return list.String()
}

// checkNames finds names that the generated file declares and that are taken, by
// the package or because two chares want the same.
func (e *emitter) checkNames(text []byte) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, fileName, text, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("%w in generated text:\n%s", err, text) // the template is wrong
	}
	var errs scanner.ErrorList
	declared := make(map[string]bool)
	for _, decl := range file.Decls {
		for _, name := range declaredBy(decl) {
			if name == "_" || name == "init" {
				continue
			}
			old := e.pkg.Types.Scope().Lookup(name)
			switch {
			case old != nil && e.pkg.Fset.Position(old.Pos()).Filename != stubName:
				errs.Add(e.pkg.Fset.Position(old.Pos()), fmt.Sprintf("charmgen declares %s for a chare of this package: rename this one", name))
			case declared[name]:
				errs.Add(e.pkg.Fset.Position(e.pkg.Chares[0].Type.Pos()), fmt.Sprintf("charmgen would have to declare %s twice for the chares of this package: rename a chare or an entry method", name))
			}
			declared[name] = true
		}
	}
	errs.Sort()
	return errs.Err()
}

// declaredBy returns the package-level names of a declaration.
func declaredBy(decl ast.Decl) (names []string) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil {
			names = append(names, decl.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}
