//go:build !linux

package shm

// lookAtSystem knows only of Linux where to look.
func (r *Room) lookAtSystem() {}
