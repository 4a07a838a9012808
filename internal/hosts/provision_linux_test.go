package hosts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestPEsByWhatEachHostHas: the agent of one host may use one CPU, that of the
// other all of this machine.
func TestPEsByWhatEachHostHas(t *testing.T) {
	l := newLab(t)
	var mask unix.CPUSet
	check(t, unix.SchedGetaffinity(0, &mask))
	var cpus []int
	for cpu := 0; len(cpus) < mask.Count(); cpu++ {
		if mask.IsSet(cpu) {
			cpus = append(cpus, cpu)
		}
	}
	last := cpus[len(cpus)-1]
	l.write("unlike", fmt.Sprintf("host n1 ++setup taskset -pc %d $$ >/dev/null\nhost n2\n", last))

	want := []string{fmt.Sprintf("charmrun: n1: PE 0 runs on CPU %d", last)}
	for i, cpu := range cpus {
		want = append(want, fmt.Sprintf("charmrun: n2: PE %d runs on CPU %d", i+1, cpu))
	}
	j := l.start("unlike", "++processPerPU", "1", "+setcpuaffinity", "+showcpuaffinity", "./examples/hello")
	code := j.code(patience)
	got := strings.Split(strings.TrimSpace(j.stderr.String()), "\n")
	slices.Sort(got)
	slices.Sort(want)
	if code != 0 || !slices.Equal(got, want) {
		t.Errorf("exit code %d, stderr %q, want %q", code, got, want)
	}

	for args, want := range map[string]string{
		"+p9 ++processPerHost 2": "charmrun: +p 9: ++processPerHost 2 makes 4 PEs on 2 hosts; leave one of the two out",
		"+p2 +pemap 60000":       "charmrun: host n1: +pemap has CPU 60000, and the job may use CPU",
	} {
		j := l.start("unlike", append(strings.Fields(args), "./examples/hello")...)
		if code := j.code(patience); code != 2 || !strings.HasPrefix(j.stderr.String(), want) {
			t.Errorf("%s: exit code %d, stderr %q, want %q", args, code, &j.stderr, want)
		}
	}
	l.wantGone()
}
