package gen

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// A File is a generated file as it should be.
type File struct {
	Path string
	Text []byte // nil: there should be no such file
	old  []byte // nil: there is none
}

// Stale reports whether the file is not what it should be.
func (f *File) Stale() bool { return !bytes.Equal(f.Text, f.old) }

// Write makes the file what it should be.
func (f *File) Write() error {
	if f.Text == nil {
		return os.Remove(f.Path)
	}
	return os.WriteFile(f.Path, f.Text, 0o666)
}

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
func Files(dirs ...string) ([]*File, error) {
	fset := token.NewFileSet()
	modules := make(map[string][]*directory) // with chares perhaps, by the root of the module
	var roots []string
	var files []*File
	for _, dir := range dirs {
		d, err := parseDirectory(fset, dir)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(importsOf(d.files, d.tests, d.xtests), charePath) {
			files = append(files, &File{Path: filepath.Join(dir, fileName)}, &File{Path: filepath.Join(dir, testFileName)})
			continue
		}
		_, root, _ := importPath(dir)
		if modules[root] == nil {
			roots = append(roots, root)
		}
		modules[root] = append(modules[root], d)
	}
	var errs scanner.ErrorList
	for _, root := range roots {
		found, err := moduleFiles(fset, root, modules[root])
		if list, ok := errors.AsType[scanner.ErrorList](err); ok {
			errs = append(errs, list...)
		} else if err != nil {
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

// readOld reads the file as it is. One that we did not make is an error if it
// is in the way.
func (f *File) readOld() error {
	old, err := os.ReadFile(f.Path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if bytes.HasPrefix(old, []byte(header)) {
		f.old = old
		return nil
	}
	if f.Text != nil {
		return fmt.Errorf("%s: was not made by charmgen; give it another name", f.Path)
	}
	return nil
}

// moduleFiles returns the generated files of directories of one module.
func moduleFiles(fset *token.FileSet, root string, dirs []*directory) (files []*File, err error) {
	imported := make(map[string]bool)
	for _, d := range dirs {
		for _, path := range importsOf(d.files, d.tests, d.xtests) {
			if path != d.path { // which tests outside import; it is here
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
		if list, ok := errors.AsType[scanner.ErrorList](err); ok {
			errs = append(errs, list...)
		} else if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, errs.Err()
}

// directoryFiles returns the generated files of one directory.
func (l *loader) directoryFiles(d *directory) ([]*File, error) {
	main := Check(l.fset, d.path, d.files, l)
	text, err := generated(main, d.files)
	if err != nil {
		return nil, err
	}
	inside := main
	if len(d.tests) > 0 {
		inside = Check(l.fset, d.path, slices.Concat(d.files, d.tests), l)
	}
	testText, err := generated(inside, d.tests)
	if err != nil {
		return nil, err
	}
	if len(d.xtests) > 0 {
		l.source[d.path] = inside.Types // what the tests import, export_test.go included
		outside := Check(l.fset, d.path+"_test", d.xtests, l)
		delete(l.source, d.path)
		xtestText, err := generated(outside, d.xtests)
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
	return []*File{
		{Path: filepath.Join(d.dir, fileName), Text: text},
		{Path: filepath.Join(d.dir, testFileName), Text: testText},
	}, nil
}

// generated returns the generated text for the chares in some files of a package,
// nil if there are none.
func generated(src *Source, files []*ast.File) ([]byte, error) {
	pkg, err := Model(src, files)
	if err != nil || len(pkg.Chares) == 0 {
		return nil, err
	}
	return Emit(pkg)
}
