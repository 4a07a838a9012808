package boot

import (
	"os"

	"golang.org/x/sys/unix"
)

// newOutputSocket makes a socket whose reader is told who wrote.
func newOutputSocket() (r, w *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	r, w = os.NewFile(uintptr(fds[0]), "output"), os.NewFile(uintptr(fds[1]), "output")
	if err := unix.SetsockoptInt(fds[0], unix.SOL_SOCKET, unix.SO_PASSCRED, 1); err != nil {
		r.Close()
		w.Close()
		return nil, nil, os.NewSyscallError("setsockopt SO_PASSCRED", err)
	}
	return r, w, nil
}

// writerOf returns the process that wrote a piece, from what came along with
// it; 0 if it is not told.
func writerOf(control []byte) (pid int) {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return 0
	}
	for _, m := range messages {
		if c, err := unix.ParseUnixCredentials(&m); err == nil {
			return int(c.Pid)
		}
	}
	return 0
}
