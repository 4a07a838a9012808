// Package topology knows which CPUs of a host are hardware threads of one core,
// and which cores are of one socket: by the files in which Linux describes
// them.
package topology

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// A Machine is CPUs of a host by their sockets, which are in the order of their
// lowest CPUs.
type Machine []Part

// A Part of a machine is some of its cores, such as those of a socket, in the
// order of their lowest CPUs. A core is the numbers of its hardware threads.
type Part [][]int

// Folder is where Linux describes its CPUs.
const Folder = "/sys/devices/system/cpu"

// Read returns a machine of the CPUs given in ascending order, as far as the
// files of a folder describe them. CPUs of which it has no socket are on one
// together, and each of which it has no core is one.
func Read(folder fs.FS, cpus []int) Machine {
	var m Machine
	sockets := map[string]int{} // indices of m
	type place struct {
		socket int
		core   string
	}
	cores := map[place]int{} // indices of a Part
	for _, cpu := range cpus {
		get := func(name string) string {
			text, _ := fs.ReadFile(folder, fmt.Sprintf("cpu%d/topology/%s", cpu, name)) // no text where there is no file
			return strings.TrimSpace(string(text))
		}
		// -1, where the firmware does not tell, is the same for all.
		id := get("physical_package_id")
		s, ok := sockets[id]
		if !ok {
			s = len(m)
			sockets[id], m = s, append(m, nil)
		}
		at := place{s, coreOf(cpu, get)}
		c, ok := cores[at]
		if !ok {
			c = len(m[s])
			cores[at], m[s] = c, append(m[s], nil)
		}
		m[s][c] = append(m[s][c], cpu)
	}
	return m
}

// coreOf returns what the CPUs of a core, and only those, have in common among
// those of a socket.
func coreOf(cpu int, get func(name string) string) string {
	// The list of the core's CPUs; Linux 5.3 has renamed it.
	for _, name := range []string{"core_cpus_list", "thread_siblings_list"} {
		if list := get(name); list != "" {
			return list
		}
	}
	// The number of a core may be one within its cluster, or its die.
	if id := get("core_id"); id != "" && id != "-1" {
		return "core " + get("die_id") + " " + get("cluster_id") + " " + id
	}
	return fmt.Sprint("CPU ", cpu)
}

// CPUs returns the numbers of all, ascending.
func (m Machine) CPUs() []int {
	cpus := slices.Concat(slices.Concat(m...)...)
	slices.Sort(cpus)
	return cpus
}

// Without returns the machine without some of its CPUs.
func (m Machine) Without(cpus []int) Machine {
	var left Machine
	for _, socket := range m {
		var cores Part
		for _, core := range socket {
			core = slices.DeleteFunc(slices.Clone(core), func(cpu int) bool { return slices.Contains(cpus, cpu) })
			if len(core) > 0 {
				cores = append(cores, core)
			}
		}
		if len(cores) > 0 {
			left = append(left, cores)
		}
	}
	return left
}
