package shm

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// anonymousFile makes a file of that size that has no name and lives in memory.
func anonymousFile(size int) (*os.File, error) {
	fd, err := unix.MemfdCreate("charm", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		// An old kernel, or a sandbox that forbids it.
		file, fallback := unlinkedFile(sharedDir(size), size)
		if fallback != nil {
			return nil, errors.Join(fmt.Errorf("memfd_create: %w", err), fallback)
		}
		return file, nil
	}
	file := os.NewFile(uintptr(fd), "memfd:charm")
	if err := file.Truncate(int64(size)); err != nil {
		file.Close()
		return nil, err
	}
	// With its size fixed, no process can make the others stumble over pages
	// that are gone. It works without, too.
	unix.FcntlInt(file.Fd(), unix.F_ADD_SEALS, unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_SEAL)
	return file, nil
}

// sharedDir returns a directory with room for size bytes, best one in memory.
// Writing to a sparse file on a full disk is a SIGBUS, so look first.
func sharedDir(size int) string {
	const inMemory = "/dev/shm"
	var fs unix.Statfs_t
	if unix.Statfs(inMemory, &fs) == nil && fs.Bavail*uint64(fs.Bsize) >= uint64(size) {
		return inMemory
	}
	return os.TempDir()
}
