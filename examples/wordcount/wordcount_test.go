package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// texts are files with words at all kinds of places.
var texts = map[string]string{
	"empty":        "",
	"space":        " \n\t ",
	"one word":     "word",
	"no newline":   "a b a",
	"short":        "a b\nc  a\n",
	"long words":   strings.Repeat(strings.Repeat("x", 500)+" "+strings.Repeat("y", 3), 20),
	"not ASCII":    "Straße ☃ Straße \xff\xfe ☃☃\v\f\r☃",
	"many of each": strings.Repeat("the quick brown fox jumps over the lazy dog\n", 300),
}

// uniq counts with the tools of the system.
func uniq(t *testing.T, name string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", `tr -s '[:space:]' '\n' <"$1" | grep -av '^$' | sort | uniq -c`, "sh", name)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.Output()
	if _, err := exec.LookPath("uniq"); err != nil {
		t.Skip("no uniq here to compare with")
	}
	if err != nil && len(out) > 0 {
		t.Fatal(err)
	}
	return string(out)
}

func text(counts Counts) string {
	var b bytes.Buffer
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "%7d %s\n", counts[word], word)
	}
	return b.String()
}

func TestCountsEqualThoseOfUniq(t *testing.T) {
	for what, s := range texts {
		name := filepath.Join(t.TempDir(), "text")
		if err := os.WriteFile(name, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		want := uniq(t, name)
		for _, pes := range []int{1, 2, 3, 4} {
			charetest.Run(t, pes, func(task *chare.Task) {
				counts, err := words(task, name)
				if err != nil {
					t.Fatal(err)
				}
				if got := text(counts); got != want {
					t.Errorf("%s, %d PEs: got\n%swant\n%s", what, pes, got, want)
				}
				task.Exit(0)
			})
		}
	}
}

func TestUnderSeeds(t *testing.T) {
	charetest.Simulate(t, 3, 200, func(task *chare.Task) {
		counts, err := words(task, "wordcount.go")
		if err != nil {
			t.Fatal(err)
		}
		if counts["chare"] == 0 && counts["package"] == 0 {
			t.Errorf("no words counted: %v", counts)
		}
		task.Exit(0)
	})
}

func TestAMissingFileIsAnError(t *testing.T) {
	charetest.Run(t, 2, func(task *chare.Task) {
		if _, err := words(task, "no such file"); err == nil || !strings.Contains(err.Error(), "no such file") {
			t.Errorf("got %v, want an error that names the file", err)
		}
		task.Exit(0)
	})
}
