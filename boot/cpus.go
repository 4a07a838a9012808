package boot

import (
	"math"
	"os"
	"strconv"
	"strings"
)

// UsableCPUs returns how many CPUs a job started here may use, at least 1: what
// the affinity mask, the cgroup's quota and Slurm's allocation all allow. It is
// rarely the number in the box.
func UsableCPUs() int { return usableOf(affinity()) }

func usableOf(mask []int) int { return usable(len(mask), cgroup{os.DirFS("/")}, os.Getenv) }

func usable(mask int, c cgroup, getenv func(string) string) int {
	n := mask
	if q, ok := c.cpuQuota(); ok {
		n = min(n, q)
	}
	allocated := []string{"SLURM_CPUS_ON_NODE"}
	if getenv("SLURM_STEP_ID") != "" {
		// Started by srun: this is one task of several, and the node's CPUs are
		// for all of them.
		allocated = append(allocated, "SLURM_CPUS_PER_TASK")
	}
	for _, name := range allocated {
		if cpus, err := strconv.Atoi(getenv(name)); err == nil && cpus > 0 {
			n = min(n, cpus)
		}
	}
	return max(n, 1)
}

// cpuQuota returns the CPUs' worth of time that the group may use, rounded up.
func (c cgroup) cpuQuota() (cpus int, ok bool) {
	cpus = math.MaxInt
	take := func(quota, period string) {
		q, err1 := strconv.ParseFloat(quota, 64)
		p, err2 := strconv.ParseFloat(period, 64)
		if err1 == nil && err2 == nil && q > 0 && p > 0 { // "max" and -1: no limit
			cpus, ok = min(cpus, int(math.Ceil(q/p))), true
		}
	}
	for _, text := range c.files("", "", "cpu.max") {
		if f := strings.Fields(text); len(f) == 2 {
			take(f[0], f[1])
		}
	}
	quotas, periods := c.files("cpu", "cpu.cfs_quota_us", ""), c.files("cpu", "cpu.cfs_period_us", "")
	for i := range min(len(quotas), len(periods)) {
		take(strings.TrimSpace(quotas[i]), strings.TrimSpace(periods[i]))
	}
	return cpus, ok
}
