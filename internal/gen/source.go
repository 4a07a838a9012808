package gen

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"strings"
)

// A Source is a package as the type checker sees it.
type Source struct {
	Fset  *token.FileSet
	Files []*ast.File // parsed with comments
	Types *types.Package
	Info  *types.Info // Defs are needed

	// Errors are what the type checker had to say. They matter only where an
	// entry method depends on them.
	Errors []types.Error
}

// Check type-checks the declarations of a package, without function bodies,
// as if the proxies of its chares were there already.
func Check(fset *token.FileSet, path string, files []*ast.File, importer types.Importer) *Source {
	src := check(fset, path, files, importer)
	chares := chareTypes(src.Types)
	if len(chares) == 0 {
		return src
	}
	// Only types tell which structs are chares, and only then is it known which
	// proxies there will be; hence the second pass.
	withStub := append(files[:len(files):len(files)], stub(fset, src.Types.Name(), chares))
	src = check(fset, path, withStub, importer)
	src.Files = files
	return src
}

func check(fset *token.FileSet, path string, files []*ast.File, importer types.Importer) *Source {
	src := &Source{Fset: fset, Files: files, Info: &types.Info{Defs: map[*ast.Ident]types.Object{}}}
	config := types.Config{
		Importer:         importer,
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Error: func(err error) {
			if err, ok := err.(types.Error); ok {
				src.Errors = append(src.Errors, err)
			}
		},
	}
	src.Types, _ = config.Check(path, fset, files, src.Info) // the error is the first of src.Errors
	return src
}

// stubName is the file name that positions of stub declarations have.
const stubName = "charmgen stub"

// stub declares what is generated and what signatures and conditions may mention.
func stub(fset *token.FileSet, name string, chares []*types.TypeName) *ast.File {
	var text strings.Builder
	fmt.Fprintf(&text, "package %s\n\nimport %q\n", name, charePath)
	for _, c := range chares {
		n := namesOf(c.Name())
		fmt.Fprintf(&text, "type %s struct{ chare.Ref }\n", n.Proxy)
		fmt.Fprintf(&text, "type %s struct{ chare.Many }\n", n.Proxies)
		fmt.Fprintf(&text, "func (*%s) This() (p %s) { return }\n", n.Chare, n.Proxy)
		fmt.Fprintf(&text, "func (*%s) All() (p %s) { return }\n", n.Chare, n.Proxies)
	}
	file, err := parser.ParseFile(fset, stubName, text.String(), 0)
	if err != nil {
		panic(err) // the text above is wrong
	}
	return file
}

// errorsBehind returns the type checker's errors that can be why the type at a
// position is unknown: those in the same line, else imports that failed.
func (src *Source) errorsBehind(pos token.Pos) (errs scanner.ErrorList) {
	at := src.Fset.Position(pos)
	for _, err := range src.Errors {
		if p := src.Fset.Position(err.Pos); p.Filename == at.Filename && p.Line == at.Line {
			errs.Add(p, err.Msg)
		}
	}
	if len(errs) > 0 {
		return errs
	}
	for _, err := range src.Errors {
		if strings.HasPrefix(err.Msg, "could not import ") {
			errs.Add(src.Fset.Position(err.Pos), err.Msg)
		}
	}
	return errs
}
