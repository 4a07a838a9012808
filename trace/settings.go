package trace

import (
	"os"
	"path/filepath"
	"strings"
)

// Settings say what is to be traced. The zero value is nothing.
type Settings struct {
	// File is where the trace goes: Trace Event JSON, compressed if the name ends
	// in .gz. In a folder, or with a slash at its end, the file is named after the
	// program, with .json.gz. The word +trace sets it.
	File string

	// Events is how many events each PE keeps, 64 bytes each: DefaultEvents if
	// zero. The newest are kept. The word +trace-events sets it.
	Events int

	// Off lets tracing begin switched off, until the program switches it on. The
	// word +traceoff sets it.
	Off bool

	// Gzip compresses the file, and adds .gz to its name, whatever that is. The
	// word +gz-trace sets it.
	Gzip bool
}

// On reports whether there is to be a trace.
func (s Settings) On() bool { return s.File != "" }

// Over returns these settings where they say something, and else the others.
func (s Settings) Over(o Settings) Settings {
	if s.File != "" {
		o.File = s.File
	}
	if s.Events != 0 {
		o.Events = s.Events
	}
	o.Off = o.Off || s.Off
	o.Gzip = o.Gzip || s.Gzip
	return o
}

// Path returns the name of the file for a run of a program.
func (s Settings) Path(program string) string {
	path := s.File
	if info, err := os.Stat(path); strings.HasSuffix(path, "/") || err == nil && info.IsDir() {
		path = filepath.Join(path, filepath.Base(program)+".json.gz")
	}
	if s.Gzip && !strings.HasSuffix(path, ".gz") {
		path += ".gz"
	}
	return path
}
