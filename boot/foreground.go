package boot

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// inBackground reports whether to read from r would stop this process, since r is
// a terminal that has another in its foreground.
func inBackground(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	group, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err == nil && group != unix.Getpgrp()
}
