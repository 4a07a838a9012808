package trace

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// A File is a trace that is being written to a file.
type File struct {
	*Writer
	path string
	file *os.File
	gzip *gzip.Writer // nil: not compressed
}

// Create creates a file, compressed if its name ends in .gz. What it says of the
// versions of Go and of this module is those of this process.
func Create(path string, base int64, p Provenance) (*File, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("the trace cannot be written: %w", err)
	}
	f := &File{path: path, file: file}
	var w io.Writer = file
	if strings.HasSuffix(path, ".gz") {
		f.gzip, _ = gzip.NewWriterLevel(file, gzip.BestSpeed) // the level is one that there is
		w = f.gzip
	}
	p.Go, p.Charm = runtime.Version(), version()
	f.Writer = NewWriter(w, base, p)
	return f, nil
}

// Path returns the name of the file.
func (f *File) Path() string { return f.path }

// Close completes the file, which is to be of so many PEs, and returns what it
// lacks, for the user, a line each.
func (f *File) Close(pes int) (notes []string, err error) {
	err = f.Writer.Close(pes)
	if f.gzip != nil {
		if e := f.gzip.Close(); err == nil {
			err = e
		}
	}
	if e := f.file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, fmt.Errorf("the trace is cut: %w", err)
	}
	for _, note := range f.Summary(pes).Notes() {
		notes = append(notes, "trace: "+note)
	}
	return notes, nil
}

// module is what this package is a part of.
const module = "github.com/charm4go/charm"

// version returns which version of the module this program has, as far as the
// build tells.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, m := range info.Deps {
		if m.Path == module {
			return m.Version
		}
	}
	if info.Main.Path != module {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return info.Main.Version
}
