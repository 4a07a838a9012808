package boot

import (
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// affinity returns the CPUs that this thread may run on.
func affinity() []int {
	var set unix.CPUSet
	if unix.SchedGetaffinity(0, &set) != nil {
		return nil
	}
	var cpus []int
	for cpu := 0; len(cpus) < set.Count(); cpu++ {
		if set.IsSet(cpu) {
			cpus = append(cpus, cpu)
		}
	}
	return cpus
}

// bindThread lets the calling thread, and what it starts from now on, run on
// the given CPUs only.
func bindThread(cpus ...int) error {
	var set unix.CPUSet
	for _, cpu := range cpus {
		set.Set(cpu)
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return fmt.Errorf("binding to CPUs %v: %w", cpus, err)
	}
	return nil
}

const maxCPUs = 1024 // of a unix.CPUSet

// allowAllCPUs lets this process, and what it starts, run on all CPUs that its
// cgroup has, whatever subset it was started on.
func allowAllCPUs() {
	var all unix.CPUSet
	for cpu := range maxCPUs {
		all.Set(cpu)
	}
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range threads {
		if tid, err := strconv.Atoi(t.Name()); err == nil {
			_ = unix.SchedSetaffinity(tid, &all) // as well as it goes
		}
	}
}
