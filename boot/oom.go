package boot

import "fmt"

// oomKills returns how many processes of this job's cgroup the kernel has
// killed for want of memory, since the group was made; ok is false where the
// kernel does not say. A job reads it at its start and after a death, since the
// death itself only shows a signal 9.
func (c cgroup) oomKills() (n int64, file string, ok bool) {
	for _, text := range c.files("", "", "memory.events") {
		if n, ok = value(text, "oom_kill"); ok {
			return n, "memory.events", true // the group's own file counts those below it too
		}
	}
	// Version 1 counts a death in the group whose limit was hit, which may be
	// one above.
	for _, text := range c.files("memory", "memory.oom_control", "") {
		if kills, has := value(text, "oom_kill"); has {
			n, ok = n+kills, true
		}
	}
	return n, "memory.oom_control", ok
}

// An oomWatch remembers the count of before.
type oomWatch struct {
	group cgroup
	kills int64
}

func watchOOM(c cgroup) oomWatch {
	n, _, _ := c.oomKills()
	return oomWatch{c, n}
}

// verdict says that the out-of-memory killer has struck since the watch began,
// or nothing.
func (w oomWatch) verdict() string {
	n, file, ok := w.group.oomKills()
	if !ok || n <= w.kills {
		return ""
	}
	return fmt.Sprintf("the kernel's out-of-memory killer struck: %s oom_kill rose from %d to %d", file, w.kills, n)
}
