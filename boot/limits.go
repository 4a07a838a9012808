package boot

import (
	"fmt"
	"os"
)

// What a job needs of the kernel's limits for each PE. A Go process has five
// threads or so as soon as it does anything, and more when it blocks.
const (
	threadsPerPE = 6
	filesPerPE   = 6 // in the launcher: four pipes, a handle on the process, one while starting
	filesOfOwn   = 32
)

// limits are those that stand against starting many processes; 0 stands for no
// limit.
type limits struct {
	files     uint64 // descriptors of one process (ulimit -n)
	processes uint64 // processes and threads of this user (ulimit -u)
	pids      uint64 // processes and threads of the cgroup (pids.max)
	pidsNow   uint64
}

// check says what is too small for pes PEs, with the numbers.
func (l limits) check(pes int) error {
	need := uint64(pes)*filesPerPE + filesOfOwn
	if l.files != 0 && need > l.files {
		return fmt.Errorf("%d PEs need about %d open files in the launcher, but the limit is %d (ulimit -n); raise it or use fewer PEs",
			pes, need, l.files)
	}
	threads := uint64(pes) * threadsPerPE
	if l.processes != 0 && threads > l.processes {
		return fmt.Errorf("%d PEs need about %d threads, but this user may have %d (ulimit -u); raise it or use fewer PEs",
			pes, threads, l.processes)
	}
	if l.pids != 0 && l.pidsNow+threads > l.pids {
		return fmt.Errorf("%d PEs need about %d threads, but the cgroup has %d and may have %d (pids.max); raise it or use fewer PEs",
			pes, threads, l.pidsNow, l.pids)
	}
	return nil
}

// currentLimits reads the limits of this process.
func currentLimits() limits {
	l := resourceLimits()
	c := cgroup{os.DirFS("/")}
	if most, ok := c.least("pids", "pids.max", "pids.max"); ok {
		l.pids = uint64(most)
		if now, ok := c.least("pids", "pids.current", "pids.current"); ok {
			l.pidsNow = uint64(now)
		}
	}
	return l
}
