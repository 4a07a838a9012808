//go:build !linux

package boot

import "syscall"

// dieWithParent does nothing here: PEs see the end of the control pipe only.
func dieWithParent() *syscall.SysProcAttr { return new(syscall.SysProcAttr) }
