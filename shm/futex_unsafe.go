//go:build linux

package shm

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// futex makes the system call. The pointers are turned into uintptr in the call
// itself, which keeps what they point to alive and in its place. Its error is
// not wanted: that the word has another value, a signal or the timeout all mean
// the same to a sleeper, which is to look again.
func futex(word *uint32, operation int, value uint32, timeout *unix.Timespec) {
	unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), uintptr(operation), uintptr(value),
		uintptr(unsafe.Pointer(timeout)), 0, 0)
}
