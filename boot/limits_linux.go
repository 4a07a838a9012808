package boot

import (
	"os"

	"golang.org/x/sys/unix"
)

func resourceLimits() limits {
	var l limits
	var r unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &r) == nil && r.Cur != unix.RLIM_INFINITY {
		l.files = r.Cur // the Go runtime has raised it to what is allowed
	}
	// The limit on processes does not bind root.
	if unix.Getrlimit(unix.RLIMIT_NPROC, &r) == nil && r.Cur != unix.RLIM_INFINITY && os.Geteuid() != 0 {
		l.processes = r.Cur
	}
	return l
}
