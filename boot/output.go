package boot

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxLine is the longest line that is kept together whatever the others
	// write. A longer one is passed on in pieces, because the launcher would
	// else need memory without bound.
	maxLine = 1 << 20

	// drainSilence ends the reading of a PE's output after the PE's end: what
	// the PE itself has written can be read at once, but a process that it left
	// behind may hold the pipe open for ever.
	drainSilence = time.Second

	// drainMost ends it too: it is more than a pipe can hold.
	drainMost = 2 << 20

	// promptPause is how long PE 0 may hold back the end of a line before it is
	// shown on a terminal all the same, since it may be a question.
	promptPause = 50 * time.Millisecond
)

// A sink is where output goes: the launcher's stdout or stderr, or both if they
// are the same file. Streams write whole lines to it.
type sink struct {
	terminal bool

	mu   sync.Mutex
	w    io.Writer
	open any   // whoever wrote the unfinished line that the output ends in; nil if it ends in whole lines
	err  error // of the first write that failed; nothing is written after it
}

// newSinks returns the sinks for a job's two outputs.
func newSinks(stdout, stderr *os.File) (out, err *sink) {
	out = &sink{w: stdout, terminal: isTerminal(stdout)}
	if sameFile(stdout, stderr) {
		return out, out
	}
	return out, &sink{w: stderr, terminal: isTerminal(stderr)}
}

func sameFile(a, b *os.File) bool {
	ai, err1 := a.Stat()
	bi, err2 := b.Stat()
	return err1 == nil && err2 == nil && os.SameFile(ai, bi)
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && !isNull(info)
}

func isNull(info os.FileInfo) bool {
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(info, null)
}

// write writes text, which begins a line unless from wrote the unfinished line
// at the end. An unfinished line of another is ended first, so that lines are
// never glued together.
func (s *sink) write(from any, prefix string, text []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(text) == 0 || s.err != nil {
		return
	}
	begins := s.open != from
	whole := text
	if prefix != "" || s.open != nil && begins {
		whole = nil
		if s.open != nil && begins {
			whole = append(whole, '\n')
		}
		for line := range bytes.Lines(text) {
			if begins {
				whole = append(whole, prefix...)
			}
			whole = append(whole, line...)
			begins = true
		}
	}
	_, s.err = s.w.Write(whole)
	s.open = from
	if text[len(text)-1] == '\n' {
		s.open = nil
	}
}

// say writes a line of the launcher's own.
func (s *sink) say(format string, args ...any) {
	s.write(nil, "", fmt.Appendf(nil, "charmrun: "+format+"\n", args...))
}

// failed returns the error of the first write that failed.
func (s *sink) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// A stream carries one output of one PE to a sink.
type stream struct {
	from   *os.File // a pipe's read end
	to     *sink
	prefix string
	prompt bool // show unfinished lines on a terminal

	ended atomic.Bool // the PE's process has ended
}

// carry carries until the end of the file or of the PE, then closes the pipe.
func (s *stream) carry() {
	defer s.from.Close()
	buf := make([]byte, 0, 4096)
	drained := 0
	for {
		if len(buf) == cap(buf) {
			buf = append(make([]byte, 0, 2*cap(buf)), buf...)
		}
		last := s.ended.Load() // before the deadline is set, which must not cut short what a PE just ended has written
		s.setDeadline(last, len(buf) > 0)
		if !last && s.ended.Load() {
			continue // the deadline that end has set may be gone
		}
		n, err := s.from.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]

		lines := bytes.LastIndexByte(buf, '\n') + 1
		if len(buf)-lines >= maxLine {
			lines = len(buf)
		}
		s.to.write(s, s.prefix, buf[:lines])
		buf = buf[:copy(buf, buf[lines:])]

		if last {
			drained += n
		}
		late := errors.Is(err, os.ErrDeadlineExceeded) && !last
		if late && s.prompting() {
			s.to.write(s, s.prefix, buf)
			buf = buf[:0]
		}
		if err != nil && !late || drained > drainMost {
			s.to.write(s, s.prefix, buf)
			return
		}
	}
}

func (s *stream) prompting() bool { return s.prompt && s.to.terminal }

// setDeadline limits the next Read if there is something to do when nothing
// comes.
func (s *stream) setDeadline(last, unfinished bool) {
	switch {
	case last:
		s.from.SetReadDeadline(time.Now().Add(drainSilence))
	case s.prompting() && unfinished:
		s.from.SetReadDeadline(time.Now().Add(promptPause))
	case s.prompting():
		s.from.SetReadDeadline(time.Time{})
	}
}

// end tells that the PE's process has ended, so that only what is in the pipe
// remains to be carried.
func (s *stream) end() {
	s.ended.Store(true)
	s.from.SetReadDeadline(time.Now()) // wakes carry, which then sets another
}
