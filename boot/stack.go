package boot

import (
	"path"
	"strings"
)

// userFrames returns the frames of a stack, as debug.Stack writes it, that are
// the program's own: without those of the Go runtime, of this library and of
// generated code. A stack with no frame of the program's is returned whole.
func userFrames(stack string) string {
	var kept strings.Builder
	lines := strings.Split(stack, "\n")
	// A frame is two lines: the call, then, after a tab, the place.
	for i := 0; i+1 < len(lines); i++ {
		call, place := lines[i], lines[i+1]
		if strings.HasPrefix(call, "\t") || !strings.HasPrefix(place, "\t") {
			continue // "goroutine 1 [running]:"
		}
		if isUser(call, place) {
			kept.WriteString(call + "\n" + place + "\n")
		}
		i++
	}
	if kept.Len() == 0 {
		return stack
	}
	return strings.TrimSuffix(kept.String(), "\n")
}

// isUser tells whose a frame is by the package of the called function, as in
// "example.com/a/b.(*T).Method(0x1, ...)" or "created by a.f in goroutine 1",
// and by the file.
func isUser(call, place string) bool {
	if strings.HasPrefix(call, "created by ") || strings.HasPrefix(call, "panic(") {
		return false
	}
	file, _, _ := strings.Cut(strings.TrimSpace(place), ":")
	if base := path.Base(file); base == "chare_gen.go" || base == "chare_gen_test.go" {
		return false
	}
	// The last element of a path has no dots before the function's name; the
	// elements before may.
	slash := strings.LastIndexByte(before(call, '('), '/') + 1
	pkg := call[:slash] + before(call[slash:], '.')

	if module, in := strings.CutPrefix(pkg, modulePath+"/"); in {
		return strings.HasPrefix(module, "examples/") || strings.HasPrefix(module, "bench/")
	}
	switch before(pkg, '/') {
	case "runtime", "internal", "iter", "reflect", "testing":
		return false
	}
	return true
}

// modulePath is the path of this library's module, which also holds programs.
const modulePath = "github.com/charm4go/charm"

// before returns s up to the first c, or all of it.
func before(s string, c byte) string {
	if i := strings.IndexByte(s, c); i >= 0 {
		return s[:i]
	}
	return s
}
