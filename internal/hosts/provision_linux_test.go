package hosts

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestPEsByWhatEachHostHas: the hosts differ in their CPUs, or in their sockets.
func TestPEsByWhatEachHostHas(t *testing.T) {
	l := newLab(t)
	cpus := usableCPUs(t)
	last := cpus[len(cpus)-1]
	l.write("unlike", fmt.Sprintf("host n1 ++setup taskset -pc %d $$ >/dev/null\nhost n2\n", last))
	// Hosts have mounts of their own, so each may have its own description.
	one := l.describe("one", cpus, func(int) int { return 0 })
	several := l.describe("several", cpus, func(cpu int) int { return cpu })
	l.write("sockets", fmt.Sprintf("host n1 ++setup mount --bind %s /sys/devices/system/cpu\nhost n2 ++setup mount --bind %s /sys/devices/system/cpu\n", one, several))

	var each []string // PEs of the second host
	for i, cpu := range cpus {
		each = append(each, fmt.Sprintf("charmrun: n2: PE %d runs on CPU %d", i+1, cpu))
	}
	for _, c := range []struct{ list, option, first string }{ // what is told first begins so
		{"unlike", "++processPerPU", fmt.Sprintf("charmrun: n1: PE 0 runs on CPU %d", last)},
		{"sockets", "++processPerSocket", "charmrun: n1: PE 0 runs on CPU"},
	} {
		j := l.start(c.list, c.option, "1", "+setcpuaffinity", "+showcpuaffinity", "./examples/hello")
		code := j.code(patience)
		told := strings.Split(strings.TrimSpace(j.stderr.String()), "\n")
		slices.Sort(told) // the hosts tell at once
		slices.Sort(each)
		if code != 0 || !strings.HasPrefix(told[0], c.first) || !slices.Equal(told[1:], each) {
			t.Errorf("%s %s: exit code %d, stderr %q, want %q and %q", c.list, c.option, code, told, c.first, each)
		}
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

// usableCPUs returns the CPUs that this process may use.
func usableCPUs(t *testing.T) (cpus []int) {
	var mask unix.CPUSet
	check(t, unix.SchedGetaffinity(0, &mask))
	for cpu := 0; len(cpus) < mask.Count(); cpu++ {
		if mask.IsSet(cpu) {
			cpus = append(cpus, cpu)
		}
	}
	return cpus
}

// describe makes a folder that tells of CPUs as the kernel does.
func (l *lab) describe(name string, cpus []int, socket func(cpu int) int) (folder string) {
	folder = filepath.Join(l.dir, name)
	for _, cpu := range cpus {
		topology := filepath.Join(folder, fmt.Sprintf("cpu%d/topology", cpu))
		check(l.t, os.MkdirAll(topology, 0o755))
		check(l.t, os.WriteFile(filepath.Join(topology, "physical_package_id"), fmt.Append(nil, socket(cpu)), 0o644))
	}
	return folder
}
