package boot

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charm4go/charm/internal/topology"
)

func TestParsePEMap(t *testing.T) {
	for text, want := range map[string]string{
		"3":            "[3]",
		"0-3":          "[0 1 2 3]",
		"0-8:2,16,2-3": "[0 2 4 6 8 16 2 3]",
		"0-15:4.3":     "[0 1 2 4 5 6 8 9 10 12 13 14]",
		"0-11:6.5+12":  "[0 12 1 13 2 14 3 15 4 16 6 18 7 19 8 20 9 21 10 22]",
		"L0-1+2+4":     "[0 2 4 1 3 5]",
		"0-4:4.2":      "[0 1 4]",
	} {
		if got, err := parsePEMap(text); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: got %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "x", "3-1", "-1", "0-", "0:2", "0-3:0", "0-3:2.3", "0-3.2", "0+0", "0-99999999", "0,,1", "1 2"} {
		if got, err := parsePEMap(text); err == nil || !strings.Contains(err.Error(), "want a CPU") {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
}

func TestPlacements(t *testing.T) {
	usable := topology.Read(fstest.MapFS{}, []int{0, 1, 2, 5})
	for _, c := range []struct {
		p    placement
		want string
	}{
		{placement{}, "[] <nil>"},
		{placement{Bind: true}, "[[0] [1] [2] [5]] <nil>"},
		{placement{Bind: true, CPUs: []int{5, 1}}, "[[5] [1]] <nil>"},
		{placement{Bind: true, Exclude: []int{0, 7}}, "[[1] [2] [5]] <nil>"},
		{placement{Bind: true, CPUs: []int{5, 1}, Provision: provision{Each: 1, Per: topology.PU}}, "[[5] [1]] <nil>"},
		{placement{Bind: true, Exclude: []int{1}, Provision: provision{Each: 2, Per: topology.Socket}}, "[[0] [2 5]] <nil>"},
		{placement{Bind: true, CPUs: []int{5, 3}}, "[] +pemap has CPU 3, and the job may use CPUs 0-2, 5 here"},
		{placement{Bind: true, Exclude: usable.CPUs()}, "[] +excludecore leaves none of CPUs 0-2, 5"},
	} {
		cpus, err := c.p.cpus(usable)
		if got := fmt.Sprint(cpus, " ", err); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.p, got, c.want)
		}
	}
}

func TestPEsAreBoundByTheirMap(t *testing.T) {
	cpus := affinity()
	last := cpus[len(cpus)-1]
	j := startJob(t, "where", "+p1", "+pemap", fmt.Sprint(last), "+showcpuaffinity")
	j.want(0)
	if got, want := strings.TrimSpace(j.stdout.String()), fmt.Sprint([]int{last}); got != want {
		t.Errorf("the PE may run on %s, want %s", got, want)
	}
	if want := fmt.Sprintf("PE 0 runs on CPU %d", last); !strings.Contains(j.stderr.String(), want) {
		t.Errorf("stderr %q does not say %q", &j.stderr, want)
	}
	j = startJob(t, "where", "+p1", "+pemap", "60000")
	j.want(2, "+pemap has CPU 60000")
	startJob(t, "hosts", "+p2", "+pemap", "60000", "where", "a,b").want(2, "charmrun: host a: +pemap has CPU 60000")
}
