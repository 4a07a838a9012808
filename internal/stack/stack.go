// Package stack finds the frames of a stack that are a program's own: those
// that tell its author where the program is, among those of the Go runtime, of
// this library and of generated code.
package stack

import (
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
)

// User returns the user's frames of a stack, as debug.Stack writes it. A stack
// that has none is returned whole.
func User(stack string) string {
	var kept strings.Builder
	lines := strings.Split(stack, "\n")
	// A frame is two lines: the call, then, after a tab, the place.
	for i := 0; i+1 < len(lines); i++ {
		call, place := lines[i], lines[i+1]
		if strings.HasPrefix(call, "\t") || !strings.HasPrefix(place, "\t") {
			continue // "goroutine 1 [running]:"
		}
		if kept.Len() > 0 && strings.HasPrefix(call, scheduler) {
			break // what follows is of an item that waits below this one
		}
		file, _, _ := strings.Cut(strings.TrimSpace(place), ":")
		if isUser(call, file) {
			kept.WriteString(call + "\n" + place + "\n")
		}
		i++
	}
	if kept.Len() == 0 {
		return stack
	}
	return strings.TrimSuffix(kept.String(), "\n")
}

// Caller returns the innermost of the user's frames on the running stack, as
// "file.go:12", or nothing if there is none.
func Caller() string {
	return callerBelow("")
}

// Waiting is Caller for an item that runs on top of one that waits (pe.PE.Help):
// the innermost of the latter's frames.
func Waiting() string { return callerBelow(scheduler + "(*PE).Help") }

// callerBelow leaves out all frames down to that of a function.
func callerBelow(function string) string {
	pcs := make([]uintptr, 128)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	below := function == ""
	for {
		f, more := frames.Next()
		switch {
		case !below:
			below = f.Function == function
		case f.Function != "" && isUser(f.Function, f.File):
			return place(f)
		}
		if !more {
			return ""
		}
	}
}

// Place returns where in the program a frame is, as "file.go:12". pc is what
// runtime.Callers says of it.
func Place(pc uintptr) string {
	f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	return place(f)
}

func place(f runtime.Frame) string { return fmt.Sprintf("%s:%d", path.Base(f.File), f.Line) }

// maxGoroutines bounds the text that Goroutines asks for.
const maxGoroutines = 64 << 20

// Goroutines returns the stacks of all goroutines, each as debug.Stack writes
// its own: as many as fit in 64 MiB. The process stands still meanwhile.
func Goroutines() []string {
	buf := make([]byte, 64<<10)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) || n == maxGoroutines {
			return strings.Split(strings.TrimRight(string(buf[:n]), "\n"), "\n\n")
		}
		buf = make([]byte, min(4*len(buf), maxGoroutines))
	}
}

// scheduler begins the names of the functions that run items.
const scheduler = modulePath + "/pe."

// modulePath is the path of this library's module, which also holds programs.
const modulePath = "github.com/charm4go/charm"

// programs are the folders of the module that hold what a user might have
// written.
var programs = []string{"examples/", "bench/", "internal/conformance/"}

// plumbing are the first elements of the paths of Go's own packages that stand
// between a program and this library. Others, such as time, may be just where
// the program is.
var plumbing = []string{"runtime", "internal", "iter", "reflect", "testing"}

// isUser tells whose a frame is by the package of the called function, as in
// "example.com/a/b.(*T).Method(0x1, ...)" or "created by a.f in goroutine 1",
// and by the file.
func isUser(call, file string) bool {
	if strings.HasPrefix(call, "created by ") || strings.HasPrefix(call, "panic(") {
		return false
	}
	base := path.Base(file)
	if base == "chare_gen.go" || base == "chare_gen_test.go" {
		return false
	}
	// The last element of a path has no dots before the function's name; the
	// elements before may.
	slash := strings.LastIndexByte(before(call, '('), '/') + 1
	pkg := call[:slash] + before(call[slash:], '.')
	if folder, in := strings.CutPrefix(pkg, modulePath+"/"); in {
		return strings.HasSuffix(base, "_test.go") ||
			slices.ContainsFunc(programs, func(p string) bool { return strings.HasPrefix(folder+"/", p) })
	}
	return !slices.Contains(plumbing, before(pkg, '/'))
}

// before returns s up to the first c, or all of it.
func before(s string, c byte) string {
	if i := strings.IndexByte(s, c); i >= 0 {
		return s[:i]
	}
	return s
}
