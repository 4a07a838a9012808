package charm_test

import (
	"flag"
	"fmt"
	"go/doc"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "bring the README's table of packages up to date")

// readme returns the README's text.
func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The table of packages stands between the line of its heads and the next empty
// line.
const tableHead = "| package | what it does | lines |\n|---|---|---:|\n"

// table returns the README's table of packages as it should be: the first
// sentence of each package comment, up to a colon, and how many lines the
// package has without tests and generated files. A number that is not far off
// stays, so that not every change of code is one of the README.
func table(list []pkg, old map[string]int) string {
	var b strings.Builder
	b.WriteString(tableHead)
	for _, p := range list {
		if path.Dir(p.dir) == tutorialFolder {
			continue // these have a page of their own
		}
		lines := 0
		for _, f := range p.files {
			if !f.test && !f.generated {
				lines += f.lines()
			}
		}
		if was := old[p.dir]; lines >= was-was/5-20 && lines <= was+was/5+20 {
			lines = was
		}
		what, _, _ := strings.Cut(new(doc.Package).Synopsis(p.doc()), ": ")
		for _, name := range []string{"Package " + p.name(), strings.ToUpper(path.Base(p.dir)[:1]) + path.Base(p.dir)[1:]} {
			what = strings.TrimPrefix(what, name+" ")
		}
		fmt.Fprintf(&b, "| [%s](%s) | %s | %d |\n", p.dir, p.dir, strings.TrimSuffix(what, "."), (lines+5)/10*10)
	}
	return b.String()
}

var tableRow = regexp.MustCompile(`(?m)^\| \[(.+?)\]\(.+ (\d+) \|$`)

func TestReadmeHasThePackages(t *testing.T) {
	text := readme(t)
	before, rest, found := strings.Cut(text, tableHead)
	rows, after, _ := strings.Cut(rest, "\n\n")
	if !found {
		t.Fatalf("README.md has no table of packages; want the lines\n%s", tableHead)
	}
	old := map[string]int{}
	for _, row := range tableRow.FindAllStringSubmatch(rows, -1) {
		old[row[1]], _ = strconv.Atoi(row[2])
	}
	want := table(packages(t), old)
	if tableHead+rows+"\n" == want {
		return
	}
	if !*rewrite {
		t.Fatalf("README.md: the table of packages is not the first sentence of each package comment and about the number of lines; run \"go test . -rewrite\", which makes it\n%s", want)
	}
	if err := os.WriteFile("README.md", []byte(before+want+"\n"+after), 0o666); err != nil {
		t.Fatal(err)
	}
}

// fenced returns the contents of the blocks of code of a language.
func fenced(text, language string) (blocks []string) {
	for {
		_, rest, found := strings.Cut(text, "\n```"+language+"\n")
		if !found {
			return blocks
		}
		block, after, _ := strings.Cut(rest, "\n```\n")
		blocks = append(blocks, block+"\n")
		text = "\n" + after
	}
}

func TestReadmeShowsHelloAsItIs(t *testing.T) {
	src, err := os.ReadFile("examples/hello/hello.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := fenced(readme(t), "go")
	if len(blocks) == 0 || blocks[0] != string(src) {
		t.Error("README.md: the first block of Go is not examples/hello/hello.go: copy it, so that what readers see is what is tested")
	}
}

// readmeCommand is the README's first command, and how its answer begins.
const (
	readmeCommand = "go run ./cmd/charmrun +p4 ./examples/jacobi2d 128 32"
	readmeAnswer  = "converged after 90 iterations\n"
)

func TestReadmesFirstCommandWorks(t *testing.T) {
	if !strings.Contains(readme(t), "\n"+readmeCommand+"\n") {
		t.Errorf("README.md does not show the command %q, which this test runs", readmeCommand)
	}
	if testing.Short() {
		t.Skip("it builds and runs a program")
	}
	words := strings.Fields(readmeCommand)
	cmd := exec.Command(words[0], words[1:]...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || !strings.HasPrefix(string(out), readmeAnswer) {
		t.Errorf("%s\ngot  %q\nwant %q first\nerror %v\n%s", readmeCommand, out, readmeAnswer, err, stderr.String())
	}
}

// pages returns the texts of all Markdown files, by path.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch base := filepath.Base(name); {
		case err != nil:
			return err
		case entry.IsDir() && (base == "testdata" || base == ".git"):
			return filepath.SkipDir
		case strings.HasSuffix(base, ".md"):
			text, err := os.ReadFile(name)
			found[filepath.ToSlash(name)] = string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestMessagesAreQuotedRight looks up the messages that docs/troubleshooting.md
// explains: what stands in the first column, in backquotes, is somewhere in the
// code, but for ellipses, numbers, and single letters, which stand for others.
func TestMessagesAreQuotedRight(t *testing.T) {
	var code strings.Builder
	for _, p := range packages(t) {
		for _, f := range p.files {
			if !f.test {
				code.WriteString(f.src)
			}
		}
	}
	const page = "docs/troubleshooting.md"
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?) \\| ").FindAllStringSubmatch(pages(t)[page], -1) {
		for _, message := range codeSpan.FindAllString(row[1], -1) {
			for _, part := range placeholder.Split(strings.Trim(message, "`"), -1) {
				if !strings.Contains(code.String(), strings.TrimSpace(part)) {
					t.Errorf("%s explains the message %s, but %q is nowhere in the code: quote what is printed, or drop the row", page, message, part)
				}
			}
		}
	}
}

var placeholder = regexp.MustCompile(`…|\b[A-Za-z]\b|\b\d+\b`)

var (
	codeBlock = regexp.MustCompile("(?ms)^```.*?^```$")
	codeSpan  = regexp.MustCompile("`[^`\n]+`")
	link      = regexp.MustCompile(`\[[^\]\n]*\]\(([^)\s]+)\)`)
	heading   = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	dropped   = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors returns the fragments that a page's headings have.
func anchors(text string) map[string]bool {
	found := map[string]bool{"": true}
	for _, h := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(text, ""), -1) {
		found[strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-")] = true
	}
	return found
}

func TestLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for _, page := range sorted(all) {
		text := codeSpan.ReplaceAllString(codeBlock.ReplaceAllString(all[page], ""), "")
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			to, fragment, _ := strings.Cut(m[1], "#")
			target := path.Join(path.Dir(page), to)
			if to == "" {
				target = page
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: the link %s leads nowhere: correct it, or write the page", page, m[1])
			} else if text, isPage := all[target]; isPage && !anchors(text)[fragment] {
				t.Errorf("%s: %s has no heading for the link %s", page, target, m[1])
			}
		}
	}
}

func TestIndexHasEveryPage(t *testing.T) {
	all := pages(t)
	for _, page := range sorted(all) {
		if dir, name := path.Split(page); dir == "docs/" && name != "README.md" && !strings.Contains(all["docs/README.md"], "]("+name+")") {
			t.Errorf("docs/README.md does not mention %s: a page that is not in the index is not found", page)
		}
	}
}
