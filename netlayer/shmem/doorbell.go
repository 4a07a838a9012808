package shmem

import (
	"os"
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
func (d *Doorbell) wait(timeout time.Duration) {
	if timeout >= 0 {
		_ = d.Read.SetReadDeadline(time.Now().Add(timeout))
		defer d.Read.SetReadDeadline(time.Time{})
	}
	var rings [64]byte
	_, _ = d.Read.Read(rings[:]) // the caller looks for itself why
}

func (d *Doorbell) ring() {
	_, _ = syscall.Write(int(d.Write), []byte{1}) // a PE that is no more does not mind
}
