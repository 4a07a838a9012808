package shmem

import (
	"errors"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// A Doorbell is a pipe by which one PE of a segment is woken, instead of by the
// word that the others sleep on.
//
// It is for a process that has sockets, too. Go waits for pipe and sockets in one
// place, with one thread, and lets the other goroutines of the process run; a
// goroutine that sleeps on a word keeps its thread, and for a while the
// processor that the others wait for.
type Doorbell struct {
	PE    int
	Read  *os.File // of the PE itself
	Write uintptr  // descriptor of the other end, for the others
}

// doorbell returns that of a PE, or nil.
func (c carrier) doorbell(pe int) *Doorbell {
	for i := range c.doorbells {
		if c.doorbells[i].PE == pe {
			return &c.doorbells[i]
		}
	}
	return nil
}

// wait waits until somebody has rung, as happens once for each time that the PE
// has said that it is asleep.
func (d *Doorbell) wait(bell *uint32, asleep uint32, timeout time.Duration) {
	if timeout >= 0 {
		_ = d.Read.SetReadDeadline(time.Now().Add(timeout))
		defer d.Read.SetReadDeadline(time.Time{})
		if atomic.LoadUint32(bell) != asleep {
			return // ring may have set a deadline before
		}
	}
	var rings [64]byte
	if _, err := d.Read.Read(rings[:]); errors.Is(err, os.ErrDeadlineExceeded) {
		_ = d.Read.SetReadDeadline(time.Time{})
	}
}

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0)

func (d *Doorbell) ring() {
	// Those of the PE's own process need no system call, and not that anybody waits
	// for pipes at the moment: Go does not, while goroutines of one that is woken
	// keep it busy.
	if d.Read != nil && d.Read.SetReadDeadline(longAgo) == nil {
		return
	}
	_, _ = syscall.Write(int(d.Write), []byte{1}) // a PE that is no more does not mind
}
