package boot

import (
	"testing"
	"testing/fstest"
)

// files makes a file system of paths and contents.
func files(pairs ...string) cgroup {
	fs := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fs[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return cgroup{fs}
}

func TestUsableCPUsAreTheFewestAllowed(t *testing.T) {
	none := files()
	v2 := func(quota string) cgroup {
		return files("proc/self/cgroup", "0::/a/b\n", "sys/fs/cgroup/a/cpu.max", quota)
	}
	v1 := func(quota string) cgroup {
		return files("proc/self/cgroup", "7:cpu,cpuacct:/docker/123\n0::/x\n",
			"sys/fs/cgroup/cpu/cpu.cfs_quota_us", quota, "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n")
	}
	for _, test := range []struct {
		name  string
		mask  int
		group cgroup
		env   map[string]string
		want  int
	}{
		{"mask", 8, none, nil, 8},
		{"mask unknown", 0, none, nil, 1},
		{"no quota", 8, v2("max 100000\n"), nil, 8},
		{"quota of a group above, rounded up", 8, v2("250000 100000\n"), nil, 3},
		{"quota below one", 8, v2("5000 100000\n"), nil, 1},
		{"quota above the mask", 2, v2("800000 100000\n"), nil, 2},
		{"garbage", 8, v2("many few\n"), nil, 8},
		{"version 1 in a container", 8, v1("150000\n"), nil, 2},
		{"version 1 without quota", 8, v1("-1\n"), nil, 8},
		{"Slurm", 8, none, map[string]string{"SLURM_CPUS_ON_NODE": "4"}, 4},
		{"Slurm batch script", 8, none, map[string]string{"SLURM_CPUS_ON_NODE": "4", "SLURM_CPUS_PER_TASK": "1"}, 4},
		{"Slurm task", 8, none, map[string]string{"SLURM_CPUS_ON_NODE": "4", "SLURM_CPUS_PER_TASK": "2", "SLURM_STEP_ID": "0"}, 2},
	} {
		got := usable(test.mask, test.group, func(name string) string { return test.env[name] })
		if got != test.want {
			t.Errorf("%s: %d usable CPUs, want %d", test.name, got, test.want)
		}
	}
}

func TestOOMWatchTellsOnlyOfNewKills(t *testing.T) {
	v2 := func(kills string) cgroup {
		return files("proc/self/cgroup", "0::/a\n", "sys/fs/cgroup/a/memory.events", "low 0\noom 7\noom_kill "+kills+"\n")
	}
	v1 := func(kills string) cgroup {
		return files("proc/self/cgroup", "4:memory:/a\n",
			"sys/fs/cgroup/memory/a/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill "+kills+"\n",
			"sys/fs/cgroup/memory/memory.oom_control", "oom_kill 0\n")
	}
	for _, test := range []struct {
		before, after cgroup
		want          string
	}{
		{v2("2"), v2("2"), ""},
		{v2("0"), v2("1"), "the kernel's out-of-memory killer struck: memory.events oom_kill rose from 0 to 1"},
		{v1("3"), v1("3"), ""},
		{v1("3"), v1("4"), "the kernel's out-of-memory killer struck: memory.oom_control oom_kill rose from 3 to 4"},
		{files(), files(), ""},
	} {
		watch := watchOOM(test.before)
		watch.group = test.after
		if got := watch.verdict(); got != test.want {
			t.Errorf("verdict %q, want %q", got, test.want)
		}
	}
}

func TestLimitsAreCheckedWithNumbers(t *testing.T) {
	for _, test := range []struct {
		pes  int
		l    limits
		want string
	}{
		{1000, limits{}, ""},
		{10, limits{files: 1024, processes: 1024, pids: 1024, pidsNow: 100}, ""},
		{1000, limits{files: 1024}, "1000 PEs need about 6032 open files in the launcher, but the limit is 1024 (ulimit -n); raise it or use fewer PEs"},
		{100, limits{processes: 512}, "100 PEs need about 600 threads, but this user may have 512 (ulimit -u); raise it or use fewer PEs"},
		{100, limits{pids: 640, pidsNow: 50}, "100 PEs need about 600 threads, but the cgroup has 50 and may have 640 (pids.max); raise it or use fewer PEs"},
	} {
		got := ""
		if err := test.l.check(test.pes); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%d PEs, %+v: %q, want %q", test.pes, test.l, got, test.want)
		}
	}
}

func TestGatewaysGetWhatPEsLeave(t *testing.T) {
	for _, test := range []struct{ usable, pes, want int }{{1, 1, 1}, {2, 1, 1}, {2, 8, 1}, {8, 2, 6}, {64, 64, 8}} {
		if watches := gatewayWatch(test.usable, test.pes) > 0; watches != (test.usable > test.pes) {
			t.Errorf("%d PEs on %d CPUs: the gateway looks for messages: %v", test.pes, test.usable, watches)
		}
		if got := gatewayProcs(test.usable, test.pes); got != test.want {
			t.Errorf("%d CPUs and %d PEs: %d, want %d", test.usable, test.pes, got, test.want)
		}
	}
}
