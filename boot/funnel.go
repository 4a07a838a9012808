package boot

import (
	"errors"
	"net"
	"os"
	"time"
)

// A funnel carries one output, stdout or stderr, of all PEs. They write into
// one socket, so that lines come out in the order in which they were written:
// when a PE prints, calls another PE, and that one prints, nobody sees the
// answer before the question. The kernel tells for every piece which process
// wrote it, and never joins the pieces of two, so that the lines of each PE can
// be put together.
//
// With a pipe for each PE, which this was at first, the order of the lines of
// two PEs was up to chance: half of all runs of a program that prints on one PE
// after the other showed it wrong.
type funnel struct {
	conn *net.UnixConn // read end
	w    *os.File      // write end, which the PEs inherit
	to   *sink

	streams map[int]*stream // by process
	others  *stream         // of processes that are no PEs: their children

	drained chan struct{}
}

// newFunnel makes a funnel into a sink.
func newFunnel(to *sink) (*funnel, error) {
	r, w, err := newOutputSocket()
	if err != nil {
		return nil, err
	}
	defer r.Close() // conn has its own
	conn, err := net.FileConn(r)
	if err != nil {
		w.Close()
		return nil, err
	}
	return &funnel{
		conn:    conn.(*net.UnixConn),
		w:       w,
		to:      to,
		streams: map[int]*stream{},
		others:  &stream{to: to},
		drained: make(chan struct{}),
	}, nil
}

// add makes a process known, before carry is called.
func (f *funnel) add(pid int, s *stream) { f.streams[pid] = s }

// carry carries until finish has been called and all that was written before it
// has been carried.
func (f *funnel) carry() {
	defer close(f.drained)
	defer f.conn.Close()
	buf, control := make([]byte, 64<<10), make([]byte, 256)
	for {
		if f.prompting() {
			f.conn.SetReadDeadline(time.Now().Add(promptPause))
		}
		n, c, _, _, err := f.conn.ReadMsgUnix(buf, control)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			f.conn.SetReadDeadline(time.Time{})
			f.showPrompts()
			continue
		case err != nil || n == 0:
			f.flush()
			return
		}
		pid := writerOf(control[:c])
		if pid == os.Getpid() { // finish
			f.flush()
			return
		}
		s := f.streams[pid]
		if s == nil {
			s = f.others
		}
		s.feed(buf[:n])
	}
}

// finish ends carry once it has carried what is in the socket by now. A process
// that a PE has left behind may hold the socket open for ever, so its end of
// file is not waited for where the launcher can be told from others.
func (f *funnel) finish() {
	f.w.Write([]byte{0})
	f.w.Close()
	<-f.drained
}

func (f *funnel) prompting() bool {
	for _, s := range f.streams {
		if s.prompting() {
			return true
		}
	}
	return false
}

func (f *funnel) showPrompts() {
	for _, s := range f.streams {
		if s.prompting() {
			s.flush()
		}
	}
}

func (f *funnel) flush() {
	for _, s := range f.streams {
		s.flush()
	}
	f.others.flush()
}
