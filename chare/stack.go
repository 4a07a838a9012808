package chare

import "strings"

// userStack takes the frames of this module's runtime and of Go's out of a
// stack, as debug.Stack prints it, so that the user's remain. If none would, it
// is left whole.
func userStack(stack []byte) string {
	lines := strings.Split(strings.TrimRight(string(stack), "\n"), "\n")
	var kept []string
	for i := 1; i+1 < len(lines); i += 2 { // a line of the function, a line of the place
		if !isRuntimeFrame(lines[i]) {
			kept = append(kept, lines[i], lines[i+1])
		}
	}
	if len(kept) == 0 {
		return string(stack)
	}
	return strings.Join(kept, "\n")
}

// isRuntimeFrame reports whether a frame is of no use to a program's author.
func isRuntimeFrame(function string) bool {
	const module = "github.com/charm4go/charm/"
	for _, prefix := range []string{
		"runtime.", "runtime/debug.", "panic(", "iter.", "created by ", "testing.",
		module + "chare.", module + "pe.", module + "coro.", module + "boot.",
	} {
		if strings.HasPrefix(function, prefix) {
			return true
		}
	}
	return false
}
