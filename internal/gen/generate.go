package gen

import (
	"errors"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"maps"
	"slices"
)

// Generate writes the generated files of the packages in some directories and
// returns those that it had to change. If something is wrong with a package, it
// changes nothing; what is wrong where is then a [scanner.ErrorList], if it
// has a place.
func Generate(dirs ...string) (changed []*File, err error) {
	files, err := Files(dirs...)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if !f.Stale() {
			continue
		}
		if err := f.Write(); err != nil {
			return changed, err
		}
		changed = append(changed, f)
	}
	return changed, nil
}

// Files returns the generated files of the packages in some directories, as they
// should be: stale or not.
func Files(dirs ...string) (files []*File, err error) {
	fset := token.NewFileSet()
	modules := make(map[string][]*directory) // with chares perhaps, by the root of the module
	for _, dir := range dirs {
		d, err := openDirectory(dir)
		if err != nil {
			return nil, err
		}
		if !d.mayHaveChares() {
			files = append(files, d.generated(nil, nil)...)
			continue
		}
		if err := d.parse(fset); err != nil {
			return nil, err
		}
		modules[d.root] = append(modules[d.root], d)
	}
	var errs scanner.ErrorList
	for _, root := range slices.Sorted(maps.Keys(modules)) {
		found, err := moduleFiles(fset, root, modules[root])
		if err := collect(&errs, err); err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	if len(errs) > 0 {
		errs.Sort()
		// One thing wrong in a struct is wrong in each chare that embeds it.
		return nil, slices.CompactFunc(errs, func(a, b *scanner.Error) bool { return *a == *b })
	}
	for _, f := range files {
		if err := f.readOld(); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(files, func(f *File) bool { return f.Text == nil && f.old == nil }), nil
}

// collect adds an error to the list if it is a list too. It returns those that
// are not, which end the work at once.
func collect(errs *scanner.ErrorList, err error) error {
	list, ok := errors.AsType[scanner.ErrorList](err)
	if !ok {
		return err
	}
	*errs = append(*errs, list...)
	return nil
}

// moduleFiles returns the generated files of directories of one module.
func moduleFiles(fset *token.FileSet, root string, dirs []*directory) (files []*File, err error) {
	imported := make(map[string]bool)
	for _, d := range dirs {
		for _, path := range d.imports() {
			switch path {
			case "C", "unsafe":
			case d.path: // by tests outside; to have it compiled would only take time
			default:
				imported[path] = true
			}
		}
	}
	l := newLoader(fset)
	if err := l.list(root, slices.Sorted(maps.Keys(imported))); err != nil {
		return nil, err
	}
	if _, err := l.Import(charePath); err != nil {
		return nil, fmt.Errorf("%s: cannot import %s: %w", root, charePath, err)
	}
	var errs scanner.ErrorList
	for _, d := range dirs {
		found, err := l.directoryFiles(d)
		if err := collect(&errs, err); err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, errs.Err()
}

// directoryFiles returns the generated files of one directory.
func (l *loader) directoryFiles(d *directory) ([]*File, error) {
	main := Check(l.fset, d.path, d.files, l)
	text, err := generate(main, d.files)
	if err != nil {
		return nil, err
	}
	inside := main
	if len(d.tests) > 0 {
		inside = Check(l.fset, d.path, slices.Concat(d.files, d.tests), l)
	}
	testText, err := generate(inside, d.tests)
	if err != nil {
		return nil, err
	}
	if len(d.xtests) > 0 {
		l.source[d.path] = inside.Types // what the tests import, export_test.go included
		outside := Check(l.fset, d.path+"_test", d.xtests, l)
		delete(l.source, d.path)
		xtestText, err := generate(outside, d.xtests)
		if err != nil {
			return nil, err
		}
		if testText != nil && xtestText != nil {
			return nil, fmt.Errorf("%s: chares are declared both in package %s and in package %s of its test files; there is one generated file for tests, so move them into one of both",
				d.dir, inside.Types.Name(), outside.Types.Name())
		}
		if testText == nil {
			testText = xtestText
		}
	}
	return d.generated(text, testText), nil
}

// generate returns the generated text for the chares and tasks in some files of a
// package, nil if there are none.
func generate(src *Source, files []*ast.File) ([]byte, error) {
	pkg, err := Model(src, files)
	if err != nil || len(pkg.Chares)+len(pkg.Tasks) == 0 {
		return nil, err
	}
	return Emit(pkg)
}
