package chare

import (
	"fmt"

	"github.com/charm4go/charm/pe"
)

// Go runs f on a goroutine of its own, and waits for it while the PE goes on
// with other work: for what blocks, such as files, the network and C code. f
// may not use proxies, futures, or anything else of the runtime. A panic of f
// comes back as an error.
func Go[T any](t *Task, f func() (T, error)) (T, error) {
	k := t.k
	var v T
	var err error
	done := false
	k.blocking++
	back := make(chan struct{})
	call := func() {
		defer close(back)
		var v1 T
		var err1 error
		defer func() {
			if p := recover(); p != nil {
				err1 = fmt.Errorf("%w\n%s", panicError(p), k.stack())
			}
			k.pe.Post(func() {
				v, err, done = v1, err1, true
				k.blocking--
				t.wake()
			})
		}()
		v1, err1 = f()
	}
	// Once the task waits: until then nothing could tell f from the task, should f
	// use that.
	k.pe.PushFront(pe.Func(func() {
		go call()
		if k.synchronous {
			<-back
		}
	}))
	for !done {
		t.suspend(because("a function given to Go"))
	}
	return v, err
}
