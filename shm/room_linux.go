package shm

import (
	"bufio"
	"io/fs"
	"math"
	"os"
	"path"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

func (r *Room) lookAtSystem() {
	root := os.DirFS("/")
	r.lookAtMachine(root)
	r.lookAtCgroups(root)
	r.lookAtLimits(root)
}

// lookAtMachine heeds the memory that is free or can be freed.
func (r *Room) lookAtMachine(root fs.FS) {
	if kib, ok := field(root, "proc/meminfo", "MemAvailable:"); ok {
		r.limit(kib*1024, "the machine has %s available", bytesText(kib*1024))
	}
}

// lookAtLimits heeds the limits of this process (ulimit -v and -f).
func (r *Room) lookAtLimits(root fs.FS) {
	var l unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_AS, &l) == nil && uint64(l.Cur) != math.MaxUint64 {
		used := uint64(0)
		if kib, ok := field(root, "proc/self/status", "VmSize:"); ok {
			used = kib * 1024
		}
		r.limit(less(uint64(l.Cur), used), "the address space is limited to %s (ulimit -v), %s of them are used",
			bytesText(uint64(l.Cur)), bytesText(used))
	}
	if unix.Getrlimit(unix.RLIMIT_FSIZE, &l) == nil && uint64(l.Cur) != math.MaxUint64 {
		r.limit(uint64(l.Cur), "files are limited to %s (ulimit -f)", bytesText(uint64(l.Cur)))
	}
}

// A hierarchy is one of the two forms in which the kernel shows cgroups.
type hierarchy struct {
	mount, limit, usage string
	idle                string // line of memory.stat: cached files that are given up first
}

var (
	cgroupV1 = hierarchy{"sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"}
	cgroupV2 = hierarchy{"sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"}
)

// lookAtCgroups heeds the memory limits of the cgroup and all those around it.
func (r *Room) lookAtCgroups(root fs.FS) {
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(text)) {
		// number:controllers:path
		part := strings.SplitN(strings.TrimSpace(line), ":", 3)
		switch {
		case len(part) < 3:
		case part[1] == "": // version 2
			r.lookAtCgroup(root, cgroupV2, part[2])
		case strings.Contains(","+part[1]+",", ",memory,"):
			r.lookAtCgroup(root, cgroupV1, part[2])
		}
	}
}

func (r *Room) lookAtCgroup(root fs.FS, h hierarchy, group string) {
	// In a container the path may be that outside of it, and what is mounted
	// the container's own group: then the levels that do not exist are passed
	// by and the last one, the mount itself, is the one.
	for {
		dir := path.Join(h.mount, group)
		limit, limited := number(root, path.Join(dir, h.limit))
		used, known := number(root, path.Join(dir, h.usage))
		if limited && known {
			idle, _ := field(root, path.Join(dir, "memory.stat"), h.idle)
			used = less(used, idle)
			r.limit(less(limit, used), "cgroup %s is limited to %s, %s of them are used",
				group, bytesText(limit), bytesText(used))
		}
		if group == "/" || group == "." || group == "" {
			return
		}
		group = path.Dir(group)
	}
}

// less returns a - b, at least 0.
func less(a, b uint64) uint64 { return a - min(a, b) }

// number reads a file that holds one number; "max" is none.
func number(root fs.FS, name string) (uint64, bool) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	return n, err == nil
}

// field reads the number behind a name at the start of a line.
func field(root fs.FS, name, key string) (uint64, bool) {
	file, err := root.Open(name)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		part := strings.Fields(lines.Text())
		if len(part) >= 2 && part[0] == key {
			n, err := strconv.ParseUint(part[1], 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
