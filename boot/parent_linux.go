package boot

import "syscall"

// dieWithParent has the kernel kill a child when the thread that started it
// ends. A child whose parent is gone before this is in force kills itself: the
// syscall package sees to that.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
