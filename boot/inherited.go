package boot

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// pipes returns the inherited ends of the control and status pipes. From now on
// programs that this PE starts do not inherit them, nor the segment: the
// launcher takes the end of file for the end of the PE.
func (e Env) pipes() (control, status *os.File, err error) {
	for _, fd := range []int{e.Segment, e.Control, e.Status} {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_SETFD, unix.FD_CLOEXEC); err != nil {
			return nil, nil, fmt.Errorf("boot: %s names descriptor %d, which has not been inherited: %w", envName, fd, err)
		}
	}
	// Not blocking: a goroutine that waits for the launcher then costs no
	// thread.
	if err := unix.SetNonblock(e.Control, true); err != nil {
		return nil, nil, fmt.Errorf("boot: control pipe: %w", err)
	}
	return os.NewFile(uintptr(e.Control), "control"), os.NewFile(uintptr(e.Status), "status"), nil
}
