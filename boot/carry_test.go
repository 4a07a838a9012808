package boot

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// launchProgram is charmrun for any command.
func launchProgram() {
	s, rest, err := Parse(os.Args[1:])
	if err != nil {
		panic(err)
	}
	path, err := exec.LookPath(rest[0])
	if err != nil {
		panic(err)
	}
	os.Unsetenv(programEnv)
	os.Exit(Launch(Job{path, rest, max(s.PEs, 1), nil, s, os.Stdin, os.Stdout, os.Stderr}))
}

// outputProgram prints as its argument says, from every PE at once.
func outputProgram() {
	p := begin()
	pe := p.Port.PE()
	switch p.Args[1] {
	case "lines": // in as many writes as it can
		for i := range 50 {
			for _, word := range []string{"PE", fmt.Sprint(pe), "says", fmt.Sprint(i)} {
				os.Stdout.WriteString(word + " ")
				os.Stderr.WriteString(word + "! ")
			}
			os.Stdout.WriteString("end\n")
			os.Stderr.WriteString("end\n")
		}
	case "much":
		line := bytes.Repeat([]byte{'a' + byte(pe)}, 1<<10-1)
		line = append(line, '\n')
		os.Stdout.Write(bytes.Repeat(line, 10<<10))
	case "long":
		os.Stdout.WriteString(strings.Repeat(fmt.Sprint(pe), 200_000) + "\n")
	case "unfinished":
		os.Stdout.WriteString("last words")
	}
	switch p.Args[2] {
	case "leave":
		finish(p)
	case "die":
		os.Exit(5)
	}
}

func TestLinesOfManyPEsAreWhole(t *testing.T) {
	j := startJob(t, "output", "+p16", "+prefix", "lines", "leave")
	j.want(0)
	next := [2][16]int{}
	for i, text := range []string{j.stdout.String(), j.stderr.String()} {
		mark := strings.Repeat("!", i)
		for line := range strings.Lines(text) {
			var pe, pe2, n int
			format := fmt.Sprintf("[%%d] PE%[1]s %%d%[1]s says%[1]s %%d%[1]s end\n", mark)
			if k, err := fmt.Sscanf(line, format, &pe, &pe2, &n); k != 3 || pe != pe2 || n != next[i][pe] {
				t.Fatalf("line %q: %v, want number %d", line, err, next[i][pe])
			}
			next[i][pe]++
		}
		for pe, n := range next[i] {
			if n != 50 {
				t.Errorf("PE %d: %d lines, want 50", pe, n)
			}
		}
	}
}

func TestNoOutputIsLost(t *testing.T) {
	for _, end := range []string{"leave", "die"} {
		j := startJob(t, "output", "+p2", "much", end)
		j.code()
		got := [2]int{}
		cut := 0
		for line := range bytes.Lines(j.stdout.Bytes()) {
			if len(line) == 1<<10 {
				got[line[0]-'a']++
			} else if cut++; cut > 1 || end == "leave" {
				t.Fatalf("%s: a line of %d bytes", end, len(line))
			}
		}
		// With "die" the first PE's death may cut the other one short, in the
		// middle of a line even, but never the first.
		if full := 10 << 10; got[0] != full && got[1] != full || end == "leave" && got[0] != got[1] {
			t.Errorf("%s: %v lines, want %d of each", end, got, full)
		}
	}
}

func TestLongLinesAreKeptWhole(t *testing.T) {
	j := startJob(t, "output", "+p4", "long", "leave")
	j.want(0)
	n := 0
	for line := range strings.Lines(j.stdout.String()) {
		if line != strings.Repeat(line[:1], 200_000)+"\n" {
			t.Errorf("a line of %d bytes begins with %.10q", len(line), line)
		}
		n++
	}
	if n != 4 {
		t.Errorf("%d lines, want 4", n)
	}
}

func TestUnfinishedLinesAreNeitherLostNorGlued(t *testing.T) {
	j := startJob(t, "output", "+p2", "unfinished", "leave")
	j.want(0)
	if got := j.stdout.String(); got != "last words\nlast words" {
		t.Errorf("stdout %q", got)
	}
}

func TestStdoutAndStderrMayBeOneFile(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command(os.Args[0], "+p4", "lines", "leave")
	cmd.Stdout, cmd.Stderr = w, w
	j := startCommand(t, "output", cmd)
	w.Close()
	text, _ := io.ReadAll(r)
	j.want(0)
	for line := range strings.Lines(string(text)) {
		if strings.Count(line, "PE") != 1 || strings.Count(line, "end") != 1 {
			t.Fatalf("line %q", line)
		}
	}
}

// stdinProgram prints what it can read.
func stdinProgram() {
	p := begin()
	text, _ := io.ReadAll(os.Stdin)
	fmt.Printf("PE %d read %q\n", p.Port.PE(), text)
	finish(p)
}

func TestStdinGoesToPE0(t *testing.T) {
	cmd := exec.Command(os.Args[0], "+p3")
	cmd.Stdin = strings.NewReader("question")
	j := startCommand(t, "stdin", cmd)
	j.want(0)
	for _, want := range []string{`PE 0 read "question"`, `PE 1 read ""`, `PE 2 read ""`} {
		if !strings.Contains(j.stdout.String(), want) {
			t.Errorf("stdout %q, want %q", &j.stdout, want)
		}
	}
}

func TestCommandsThatAreNoCharePrograms(t *testing.T) {
	j := startJob(t, "launch", "+p4", "echo", "hi")
	j.want(0)
	if got := j.stdout.String(); got != "hi\nhi\nhi\nhi\n" || j.stderr.Len() > 0 {
		t.Errorf("stdout %q, stderr %q", got, &j.stderr)
	}
	startJob(t, "launch", "sh", "-c", "exit 4").want(4, "charmrun: PE 0 (pid ", "ended with exit code 4")
	startJob(t, "launch", "+p3", "sh", "-c", "kill -6 $$").want(134, "was killed by signal 6 (aborted")
	startJob(t, "launch", "+p1", "++verbose", "true").want(0, ": gone with exit code 0")

	noProgram := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(noProgram, []byte("\x01"), 0o755); err != nil {
		t.Fatal(err)
	}
	startJob(t, "launch", "+p2", noProgram).want(1, "cannot start PE 0 of 2: ")
}
