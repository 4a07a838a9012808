package boot

import (
	"io"
	"os"
)

// here is the host of the launcher.
type here struct {
	l    *launcher
	crew *crew
}

func (h *here) start() {
	err := h.startCrew()
	h.l.post(func() {
		h.l.course.arrive(0, complete)
		if err != nil {
			h.l.course.failf(1, "%v", err)
		}
	})
}

func (h *here) startCrew() error {
	segment, err := createSegment(h.crew.roster)
	if err != nil {
		return err
	}
	defer segment.Close() // the PEs have it
	stdin, closeStdin, err := asFile(h.l.job.Stdin)
	if err != nil {
		return err
	}
	defer closeStdin()
	return h.crew.start(memory{segment: segment}, stdin, h.l.out, h.l.err, reporter{h.l})
}

func (h *here) stop(reason string) { h.crew.stop(reason) }
func (h *here) ask(pe int)         { h.crew.ask(pe) }
func (h *here) kill()              { h.crew.kill() }
func (h *here) finish()            { h.crew.finish() }

// A reporter posts to a launcher what it observes.
type reporter struct{ l *launcher }

func (r reporter) started(pe, pid int) { r.l.post(func() { r.l.started(pe, pid) }) }
func (r reporter) startFailed(pe int, err error) {
	r.l.post(func() { r.l.course.startFailed(pe, err) })
}
func (r reporter) reported(pe int, rep report, err error) {
	r.l.post(func() { r.l.reported(pe, rep, err) })
}
func (r reporter) died(pe int, d death) { r.l.post(func() { r.l.died(pe, d) }) }
func (r reporter) note(text string)     { r.l.note("%s", text) }
func (r reporter) remark(text string)   { r.l.verbose("%s", text) }

// asFile returns a file that a process can inherit and from which it reads what
// r has, nil for nil; it is to be closed once it is inherited.
func asFile(r io.Reader) (f *os.File, done func(), err error) {
	if f, ok := r.(*os.File); ok || r == nil {
		return f, func() {}, nil
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	go func() {
		defer write.Close()
		_, _ = io.Copy(write, r) // a PE need not read all
	}()
	return read, func() { read.Close() }, nil
}
