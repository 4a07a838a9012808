package boot

import "runtime"

// A thread runs functions on one OS thread, which lasts until close.
//
// Children are started on it because the parent-death signal belongs to a
// thread, not to the process: the kernel would kill the PEs when the thread
// that started them ends, and Go ends threads as it likes. A goroutine locked
// to its thread keeps it.
type thread chan func()

func newThread() thread {
	t := make(thread)
	go func() {
		runtime.LockOSThread()
		for f := range t {
			f()
		}
		// Still locked: the thread ends with the goroutine, and with it
		// whatever was set on it.
	}()
	return t
}

// do runs f on the thread and returns when it has.
func (t thread) do(f func()) {
	done := make(chan struct{})
	t <- func() { f(); close(done) }
	<-done
}

func (t thread) close() { close(t) }
