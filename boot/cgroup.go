package boot

import (
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// A cgroup answers from the files by which the kernel tells a process its
// limits, of version 1 or 2.
type cgroup struct {
	root fs.FS // the file system's root, "/"
}

// files returns the contents of the named files of the groups this process is
// in: of its own group first, then of those above, as far as they can be seen.
// The controller tells which hierarchy, if they are of version 1; name1 and
// name2 are what the file is called in each version.
func (c cgroup) files(controller, name1, name2 string) []string {
	mine, err := fs.ReadFile(c.root, "proc/self/cgroup")
	if err != nil {
		return nil
	}
	var found []string
	for line := range strings.Lines(string(mine)) {
		// 4:memory:/a/b in version 1, 0::/a/b in version 2
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		dir, name := "sys/fs/cgroup", name2
		if parts[1] != "" {
			if !lists(parts[1], controller) {
				continue
			}
			dir, name = path.Join(dir, controller), name1
		}
		// In a container the path may be the host's, and what can be seen is
		// the root only.
		for group := path.Join("/", parts[2]); ; group = path.Dir(group) {
			if text, err := fs.ReadFile(c.root, path.Join(dir, group, name)); err == nil {
				found = append(found, string(text))
			}
			if group == "/" {
				break
			}
		}
	}
	return found
}

// lists reports whether name is in a list joined by commas.
func lists(list, name string) bool {
	for n := range strings.SplitSeq(list, ",") {
		if n == name {
			return true
		}
	}
	return false
}

// least returns the smallest number among the files, which each hold one number
// or a word for "no limit"; ok is false if there is none.
func (c cgroup) least(controller, name1, name2 string) (least int64, ok bool) {
	for _, text := range c.files(controller, name1, name2) {
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err == nil && n >= 0 && (!ok || n < least) {
			least, ok = n, true
		}
	}
	return least, ok
}

// value returns the number after key in lines of "key number".
func value(text, key string) (n int64, ok bool) {
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) >= 2 && strings.TrimSuffix(fields[0], ":") == key {
			n, err := strconv.ParseInt(fields[1], 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
