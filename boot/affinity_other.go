//go:build !linux

package boot

import (
	"errors"
	"runtime"
)

// affinity returns the CPUs that this thread may run on: all there are, as far
// as can be told here.
func affinity() []int {
	cpus := make([]int, runtime.NumCPU())
	for i := range cpus {
		cpus[i] = i
	}
	return cpus
}

func bindThread(...int) error {
	return errors.New("binding to CPUs is not possible on this operating system")
}

// allowAllCPUs does nothing here.
func allowAllCPUs() {}
