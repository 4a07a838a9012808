//go:build !linux

package boot

// resourceLimits knows none here; a start that fails then says so itself.
func resourceLimits() limits { return limits{} }
