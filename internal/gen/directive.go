package gen

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// A directive is a comment for charmgen, such as //charm:local.
type directive struct {
	name string // when
	args string // what follows, without spaces around it
	pos  token.Pos

	argsPos token.Pos // of args
}

const directivePrefix = "//charm:"

// known are the directives there are, each with what it may stand above.
var known = map[string]struct {
	place string
	fits  func(*ast.FuncDecl) bool
}{
	"local": {"a method that would be an entry method", isMethod},
	"task":  {"a function of the package", canBeTask},
	"when": {"an entry method", func(f *ast.FuncDecl) bool {
		return isMethod(f) && !hasDirective(f, "local")
	}},
}

// isMethod reports whether f could be an entry method.
func isMethod(f *ast.FuncDecl) bool {
	return f.Recv != nil && f.Name.IsExported() && f.Name.Name != "Init" && f.Name.Name != "Migrated"
}

// directivesOf returns the directives of a doc comment.
func directivesOf(doc *ast.CommentGroup) (found []directive) {
	if doc == nil {
		return nil
	}
	for _, c := range doc.List {
		text, ok := strings.CutPrefix(c.Text, directivePrefix)
		if !ok {
			continue
		}
		name, args, _ := strings.Cut(text, " ")
		args = strings.TrimSpace(args)
		argsPos := c.Pos() + token.Pos(strings.LastIndex(c.Text, args))
		found = append(found, directive{name, args, c.Pos(), argsPos})
	}
	return found
}

// hasDirective reports whether the named directive stands above f.
func hasDirective(f *ast.FuncDecl, name string) bool {
	return slices.ContainsFunc(directivesOf(f.Doc), func(d directive) bool { return d.name == name })
}

// checkDirectives finds directives that are unknown, or that stand where they
// mean nothing.
func checkDirectives(fset *token.FileSet, files []*ast.File) (errs scanner.ErrorList) {
	for _, file := range files {
		above := make(map[token.Pos]*ast.FuncDecl)
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				for _, d := range directivesOf(f.Doc) {
					above[d.pos] = f
				}
			}
		}
		for _, group := range file.Comments {
			for _, d := range directivesOf(group) {
				directive, ok := known[d.name]
				switch f := above[d.pos]; {
				case !ok:
					errs.Add(fset.Position(d.pos), "unknown directive "+directivePrefix+d.name+"; there is "+knownDirectives())
				case f == nil || !directive.fits(f):
					errs.Add(fset.Position(d.pos), directivePrefix+d.name+" has no effect here: it belongs to the comment directly above "+directive.place)
				}
			}
		}
	}
	return errs
}

func knownDirectives() string {
	names := slices.Sorted(maps.Keys(known))
	for i, n := range names {
		names[i] = directivePrefix + n
	}
	return strings.Join(names, ", ")
}
