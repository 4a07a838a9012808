package shm

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
)

// files makes a file system from lines of "name: text", where | in text stands
// for a new line.
func files(lines ...string) fstest.MapFS {
	fs := fstest.MapFS{}
	for _, line := range lines {
		name, text, _ := strings.Cut(line, ": ")
		fs[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, "|", "\n") + "\n")}
	}
	return fs
}

func TestRoomInCgroups(t *testing.T) {
	for _, test := range []struct {
		name  string
		files fstest.MapFS
		bytes uint64
		why   string
	}{
		{"none", files(), math.MaxUint64, ""},
		{"v2", files(
			"proc/self/cgroup: 0::/a/b",
			"sys/fs/cgroup/a/b/memory.max: 1000",
			"sys/fs/cgroup/a/b/memory.current: 300",
			"sys/fs/cgroup/a/b/memory.stat: anon 7|inactive_file 100",
		), 800, "cgroup /a/b is limited to 1000 bytes, 200 bytes of them are used"},
		{"v2, a group around it is narrower", files(
			"proc/self/cgroup: 0::/a/b",
			"sys/fs/cgroup/a/b/memory.max: max",
			"sys/fs/cgroup/a/b/memory.current: 300",
			"sys/fs/cgroup/a/memory.max: 600",
			"sys/fs/cgroup/a/memory.current: 500",
		), 100, "cgroup /a is limited"},
		{"v2, in a container", files(
			"proc/self/cgroup: 0::/",
			"sys/fs/cgroup/memory.max: 1000",
			"sys/fs/cgroup/memory.current: 300",
		), 700, "cgroup / is limited"},
		{"v1, in a container that sees the path from outside", files(
			"proc/self/cgroup: 5:cpu,cpuacct:/x|4:memory:/docker/1234|0::/",
			"sys/fs/cgroup/memory/memory.limit_in_bytes: 1000",
			"sys/fs/cgroup/memory/memory.usage_in_bytes: 400",
			"sys/fs/cgroup/memory/memory.stat: inactive_file 1|total_inactive_file 50",
		), 650, "cgroup / is limited"},
		{"more used than allowed", files(
			"proc/self/cgroup: 0::/",
			"sys/fs/cgroup/memory.max: 100",
			"sys/fs/cgroup/memory.current: 300",
		), 0, "cgroup / is limited"},
		{"nonsense", files(
			"proc/self/cgroup: what|1:2",
			"sys/fs/cgroup/memory.max: 100",
		), math.MaxUint64, ""},
	} {
		r := Room{Bytes: math.MaxUint64}
		r.lookAtCgroups(test.files)
		if r.Bytes != test.bytes || !strings.Contains(r.Why, test.why) {
			t.Errorf("%s: got %d bytes, since %q; want %d, since %q", test.name, r.Bytes, r.Why, test.bytes, test.why)
		}
	}
}

func TestRoomInTheMachine(t *testing.T) {
	r := Room{Bytes: math.MaxUint64}
	r.lookAtMachine(files("proc/meminfo: MemTotal: 900 kB|MemAvailable: 100 kB|SwapFree: 8 kB"))
	if want := "the machine has 100.0 KiB available"; r.Bytes != 100<<10 || r.Why != want {
		t.Errorf("got %d bytes, since %q; want %d, since %q", r.Bytes, r.Why, 100<<10, want)
	}
	err := r.Check(1 << 20)
	if err == nil {
		t.Fatal("1 MiB has room in 100 KiB")
	}
	for _, want := range []string{"1.0 MiB", "100.0 KiB", "the machine has", "fewer PEs"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if err := r.Check(100 << 10); err != nil {
		t.Errorf("100 KiB have no room in 100 KiB: %v", err)
	}
}
