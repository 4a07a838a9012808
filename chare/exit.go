package chare

import (
	"errors"
)

// exit ends the job as asked for on this PE.
func (k *kernel) exit(code int) {
	k.tellAll()
	k.env.exit(code)
	k.pe.Stop()
	panic(unwinding{})
}

// abort ends the job with a message.
func (k *kernel) abort(message string) {
	a := k.current()
	k.end(&Error{Chare: a.chare(), Entry: a.method(), PE: k.me, Err: errors.New(message)}, true)
	panic(unwinding{})
}

// fatal ends the job because of an error that nobody waits for.
func (k *kernel) fatal(err *Error) { k.end(err, false) }

// end ends the job because of an error.
func (k *kernel) end(err *Error, aborted bool) {
	if k.exiting {
		return
	}
	k.tellAll()
	k.env.fail(err, aborted)
	k.pe.Stop()
}

// tellAll tells all other PEs that the job ends.
func (k *kernel) tellAll() {
	k.windUp()
	h := header{kind: kindExit}
	m := h.append(nil)
	for dst := range k.n {
		if dst != k.me {
			copy(k.port.Reserve(dst, len(m)), m)
			k.port.Commit(len(m))
		}
	}
}

// windUp ends what this PE does beside running chares.
func (k *kernel) windUp() {
	k.exiting = true
	k.guard.dismiss()
	k.balancer.root.close()
}

// leave ends this PE, since another has asked for the end.
func (k *kernel) leave() {
	k.windUp()
	k.env.leave()
	k.pe.Stop()
}
