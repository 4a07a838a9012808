//go:build !linux

package shm

import "os"

// anonymousFile makes a file of that size that has no name.
func anonymousFile(size int) (*os.File, error) { return unlinkedFile(os.TempDir(), size) }
