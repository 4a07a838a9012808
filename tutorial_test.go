package charm_test

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// tutorialPage walks through the programs of tutorialFolder.
const (
	tutorialPage   = "docs/tutorial.md"
	tutorialFolder = "examples/tutorial"
)

// linkToGo is a link to a Go file. The blocks of Go after it are of that file.
var linkToGo = regexp.MustCompile(`\[\w+\.go\]\(([^)]+\.go)\)`)

func TestTutorialShowsProgramsAsTheyAre(t *testing.T) {
	text := pages(t)[tutorialPage]
	for _, at := range codeBlock.FindAllStringIndex(text, -1) {
		snippet, isGo := strings.CutPrefix(text[at[0]:at[1]], "```go\n")
		if !isGo {
			continue
		}
		links := linkToGo.FindAllStringSubmatch(text[:at[0]], -1)
		if len(links) == 0 {
			t.Fatalf("%s: no link to a Go file stands before\n%s", tutorialPage, snippet)
		}
		file := path.Join(path.Dir(tutorialPage), links[len(links)-1][1])
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if snippet = strings.TrimSuffix(snippet, "```"); !strings.Contains(string(src), "\n"+snippet) {
			t.Errorf("%s: this is not in %s word for word: copy it from there, so that what readers see is what is tested\n%s", tutorialPage, file, snippet)
		}
	}
}

func TestTutorialHasEveryProgram(t *testing.T) {
	text := pages(t)[tutorialPage]
	for _, p := range packages(t) {
		if path.Dir(p.dir) == tutorialFolder && !strings.Contains(text, "](../"+p.dir+"/") {
			t.Errorf("%s does not link to a file of %s: write about it, or take it away", tutorialPage, p.dir)
		}
	}
}

// TestTutorialsProgramsPrintWhatItShows runs the commands in the page's blocks
// that begin with a prompt, and compares what stands below each.
func TestTutorialsProgramsPrintWhatItShows(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds and runs programs")
	}
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/charmrun", "./"+tutorialFolder+"/...").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, block := range codeBlock.FindAllString(pages(t)[tutorialPage], -1) {
		session, found := strings.CutPrefix(block, "```\n$ ")
		if !found {
			continue
		}
		for shown := range strings.SplitSeq(strings.TrimSuffix(session, "```"), "\n$ ") {
			line, want, _ := strings.Cut(shown, "\n")
			command, _, anyOrder := strings.Cut(line, "# in any order")
			got := output(t, bin, strings.Fields(command))
			if want = strings.TrimSuffix(want, "\n"); anyOrder {
				want, got = sortedLines(want), sortedLines(got)
			}
			if got != want {
				t.Errorf("%s: %s\ngot\n%s\nwant\n%s", tutorialPage, command, got, want)
			}
		}
	}
}

// output runs a command of the page and returns what it prints, without the last
// newline. Commands that are built from the repository are in bin.
func output(t *testing.T, bin string, words []string) string {
	if len(words) > 2 && words[0] == "go" && words[1] == "run" {
		words = append([]string{path.Base(words[2])}, words[3:]...)
	}
	cmd := exec.Command(filepath.Join(bin, words[0]), words[1:]...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%s: %q: %v\n%s", tutorialPage, words, err, stderr.String())
	}
	return strings.TrimSuffix(string(out), "\n")
}

func sortedLines(text string) string {
	return strings.Join(slices.Sorted(strings.SplitSeq(text, "\n")), "\n")
}
