package gen

import (
	"fmt"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"
)

// imports are the imports of a generated file, found as types are written.
type imports struct {
	scope *types.Scope      // of the package: its names cannot be those of imports
	names map[string]string // by import path
}

func newImports(pkg *types.Package) *imports {
	return &imports{scope: pkg.Scope(), names: make(map[string]string)}
}

// name returns what the package is called in the generated file: its own name,
// if that is free.
func (im *imports) name(importPath, own string) string {
	name, ok := im.names[importPath]
	if !ok {
		used := slices.Collect(maps.Values(im.names))
		name = fresh(own, func(s string) bool { return im.scope.Lookup(s) != nil || slices.Contains(used, s) })
		im.names[importPath] = name
	}
	return name
}

// text returns the lines of an import declaration: the standard library's first.
func (im *imports) text() string {
	var std, others strings.Builder
	for _, p := range slices.Sorted(maps.Keys(im.names)) {
		to := &std
		if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") {
			to = &others
		}
		if im.names[p] == path.Base(p) {
			fmt.Fprintf(to, "\t%q\n", p)
		} else {
			fmt.Fprintf(to, "\t%s %q\n", im.names[p], p)
		}
	}
	if std.Len() > 0 {
		std.WriteString("\n")
	}
	return std.String() + others.String()
}
