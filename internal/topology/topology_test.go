package topology

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

var rewrite = flag.Bool("rewrite", false, "write what comes out into testdata")

// TestMachines plays the stories of testdata/machines.txt: files of a machine,
// and questions about those of its CPUs that may be used.
func TestMachines(t *testing.T) {
	const file = "testdata/machines.txt"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for story := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		head, want, ok := strings.Cut(story, "\n----")
		if !ok {
			t.Fatalf("no dashes in %q", story)
		}
		got := play(t, head)
		if want = strings.TrimSpace(want); got != want && !*rewrite {
			t.Errorf("%s\ngot\n%s\nwant\n%s", head, got, want)
		}
		all = append(all, head+"\n----\n"+got+"\n")
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(strings.Join(all, "\n")), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func play(t *testing.T, story string) string {
	folder := fstest.MapFS{}
	var m Machine
	var out strings.Builder
	for line := range strings.Lines(story) {
		words := strings.Fields(line)
		switch kind := words[0]; {
		case kind == "#":
		case strings.HasPrefix(kind, "cpu"):
			for _, file := range words[1:] {
				name, text, _ := strings.Cut(file, "=")
				folder[kind+"/topology/"+name] = &fstest.MapFile{Data: []byte(text + "\n")}
			}
		case kind == "use":
			m = Read(folder, numbers(t, words[1]))
			fmt.Fprintf(&out, "use %s: %s\n", words[1], parts(m.Units(Socket)))
		case kind == "without":
			m = m.Without(numbers(t, words[1]))
			fmt.Fprintf(&out, "without %s: %s\n", words[1], parts(m.Units(Socket)))
		case kind == "deal":
			n := numbers(t, words[1])[0]
			var shares []string
			for _, part := range m.Units(unitOf(t, words[2])) {
				for _, share := range part.Deal(n) {
					shares = append(shares, list(share))
				}
			}
			fmt.Fprintf(&out, "%d per %s: %s\n", n, words[2], strings.Join(shares, " "))
		default:
			t.Fatalf("what is %q?", line)
		}
	}
	return strings.TrimSpace(out.String())
}

// parts writes each part in brackets, and in them its cores.
func parts(all []Part) string {
	var texts []string
	for _, part := range all {
		var cores []string
		for _, core := range part {
			cores = append(cores, list(core))
		}
		texts = append(texts, "["+strings.Join(cores, " ")+"]")
	}
	return strings.Join(texts, " ")
}

// list writes numbers with commas.
func list(ns []int) string { return strings.ReplaceAll(strings.Trim(fmt.Sprint(ns), "[]"), " ", ",") }

// numbers reads a list such as 0-3,8.
func numbers(t *testing.T, text string) (ns []int) {
	for span := range strings.SplitSeq(text, ",") {
		first, last, ok := strings.Cut(span, "-")
		if !ok {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil {
			t.Fatalf("%q is no list of numbers", text)
		}
		for n := from; n <= to; n++ {
			ns = append(ns, n)
		}
	}
	return ns
}

func unitOf(t *testing.T, name string) Unit {
	for u := Host; u <= PU; u++ {
		if u.String() == name {
			return u
		}
	}
	t.Fatalf("what is a %s?", name)
	return 0
}

func TestMachineWithoutCPUs(t *testing.T) {
	for _, m := range []Machine{Read(fstest.MapFS{}, nil), Read(fstest.MapFS{}, []int{0, 1}).Without([]int{0, 1})} {
		for u := Host; u <= PU; u++ {
			for _, part := range m.Units(u) {
				if shares := part.Deal(2); shares != nil {
					t.Errorf("%ss of no CPUs: shares %v", u, shares)
				}
			}
		}
		if cpus := m.CPUs(); len(cpus) != 0 {
			t.Errorf("CPUs %v", cpus)
		}
	}
}
