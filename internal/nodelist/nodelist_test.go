package nodelist

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write what comes out into testdata")

// stories plays a file of stories: a title, an input, and below the dashes what
// comes out of it.
func stories(t *testing.T, file string, play func(input string) string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for story := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		head, want, ok := strings.Cut(story, "\n----")
		title, input, _ := strings.Cut(head, "\n")
		if !ok {
			t.Fatalf("no dashes in %q", story)
		}
		got := play(input)
		if want = strings.TrimSpace(want); got != want && !*rewrite {
			t.Errorf("%s\ngot\n%s\nwant\n%s", title, got, want)
		}
		all = append(all, head+"\n----\n"+got+"\n")
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(strings.Join(all, "\n")), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// shown writes hosts, or the error, a line each.
func shown(hosts []Host, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	var b strings.Builder
	for _, h := range hosts {
		fmt.Fprintf(&b, "%s", h.Name)
		v := reflect.ValueOf(h)
		for i := 1; i < v.NumField(); i++ {
			if !v.Field(i).IsZero() {
				fmt.Fprintf(&b, " %s=%v", v.Type().Field(i).Name, v.Field(i))
			}
		}
		b.WriteString("\n")
	}
	return strings.TrimSpace(b.String())
}

func TestFiles(t *testing.T) {
	stories(t, "testdata/files.txt", func(input string) string {
		group := MainGroup
		if first, rest, _ := strings.Cut(input, "\n"); strings.HasPrefix(first, "++nodegroup ") {
			group, input = strings.TrimPrefix(first, "++nodegroup "), rest
		}
		return shown(Parse("nodes", []byte(input), group))
	})
}

func TestBatchSystems(t *testing.T) {
	stories(t, "testdata/batch.txt", func(input string) string {
		env := map[string]string{}
		for line := range strings.Lines(input) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			env[name] = value
		}
		getenv := func(name string) string { return env[name] }
		b, ok, err := InBatch(getenv, func(name string) ([]byte, error) {
			if name != "/slots" {
				return nil, errors.New("no such file")
			}
			return []byte("n1\nn1\nn2\nn1\n"), nil
		})
		text := shown(b.Hosts, err)
		if !ok {
			text = "no batch system"
		}
		r, ok, err := RankOf(getenv)
		if err != nil {
			text += "\nrank: error: " + err.Error()
		} else if ok {
			text += fmt.Sprintf("\nrank %d of %d by %s", r.Rank, r.Size, r.By)
		}
		return text
	})
}

func TestDealing(t *testing.T) {
	for _, c := range []struct {
		pes  int
		cpus []int
		want []int
	}{
		{6, []int{0, 0, 0, 0}, []int{2, 2, 1, 1}},
		{1, []int{0, 0}, []int{1, 0}},
		{0, []int{0}, []int{0}},
		{5, []int{4, 1}, []int{4, 1}},
		{10, []int{4, 1}, []int{8, 2}},
		{2, []int{4, 1}, []int{1, 1}},
		{7, []int{1, 2, 4}, []int{1, 2, 4}},
	} {
		hosts := make([]Host, len(c.cpus))
		for i, n := range c.cpus {
			hosts[i].CPUs = n
		}
		if got := Deal(c.pes, hosts); !slices.Equal(got, c.want) {
			t.Errorf("%d PEs on hosts of %v CPUs: %v, want %v", c.pes, c.cpus, got, c.want)
		}
	}
}

func TestLocalhostDoesNotMix(t *testing.T) {
	for names, want := range map[string]string{
		"localhost":           "here",
		"localhost 127.0.0.1": "here",
		"n1 n2":               "elsewhere",
		"n1 localhost":        "error",
		"::1 n1":              "error",
	} {
		var hosts []Host
		for name := range strings.FieldsSeq(names) {
			hosts = append(hosts, Host{Name: name})
		}
		got := "elsewhere"
		if here, err := Here(hosts); err != nil {
			got = "error"
		} else if here {
			got = "here"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", names, got, want)
		}
	}
}

// FuzzParse: whatever a file holds, the hosts found have names, once each, or
// the error says where.
func FuzzParse(f *testing.F) {
	f.Add([]byte("group main ++shell ssh\nhost a ++cpus 2\nlogin x\nhost b ++port 22 ++pathfix /a /b\n"), "main")
	f.Fuzz(func(t *testing.T, text []byte, group string) {
		hosts, err := Parse("nodes", text, group)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "nodes:") {
				t.Fatalf("%q does not say where", err)
			}
			return
		}
		seen := map[Host]bool{}
		for _, h := range hosts {
			key := Host{Name: h.Name, Port: h.Port, Login: h.Login}
			if h.Name == "" || strings.HasPrefix(h.Name, "-") || strings.HasPrefix(h.Login, "-") || seen[key] {
				t.Fatalf("host %+v of %q", h, text)
			}
			seen[key] = true
		}
	})
}

// FuzzSlurm: a list is written out to names without brackets, within bounds.
func FuzzSlurm(f *testing.F) {
	f.Add("node[1-3,07],login,rack[1-2]n[01-10]", "2(x3),1")
	f.Add("n[1-99999999]", "")
	f.Fuzz(func(t *testing.T, list, tasks string) {
		hosts, err := Slurm(list, tasks)
		if err == nil && (len(hosts) == 0 || len(hosts) > maxHosts) {
			t.Fatalf("%d hosts of %q", len(hosts), list)
		}
		for _, h := range hosts {
			if h.Name == "" || strings.ContainsAny(h.Name, "[]") {
				t.Fatalf("host %q of %q", h.Name, list)
			}
		}
	})
}
