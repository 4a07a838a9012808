package chare

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A program marks what it does in the trace. Without one, the marks cost next to
// nothing and may stay.
func ExampleTraceSpan() {
	run := func(t *Task) {
		end := TraceSpan(t, "set up")
		TraceEvent(t, "half way")
		end()
		t.Exit(0)
	}
	file := filepath.Join(os.TempDir(), fmt.Sprintf("set-up-%d.json", os.Getpid()))
	defer os.Remove(file)
	if err := RunInProcess(1, run, Options{Trace: Tracing{File: file}}); err != nil {
		fmt.Println(err)
	}
	text, err := os.ReadFile(file)
	fmt.Println(strings.Contains(string(text), `"name":"set up","cat":"user","dur":`), strings.Count(string(text), "half way"), err)
	// Output: true 1 <nil>
}
