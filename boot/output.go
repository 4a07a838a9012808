package boot

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

const (
	// maxLine is the longest line that is kept together whatever the others
	// write. A longer one is passed on in pieces, because the launcher would
	// else need memory without bound.
	maxLine = 1 << 20

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
func newSinks(stdout, stderr io.Writer) (out, err *sink) {
	out = &sink{w: stdout, terminal: isTerminal(stdout)}
	if sameFile(stdout, stderr) {
		return out, out
	}
	return out, &sink{w: stderr, terminal: isTerminal(stderr)}
}

// sameFile reports whether what is written to a and b goes to one place.
func sameFile(a, b io.Writer) bool {
	af, ok1 := a.(*os.File)
	bf, ok2 := b.(*os.File)
	if !ok1 || !ok2 {
		return sameValue(a, b)
	}
	ai, err1 := af.Stat()
	bi, err2 := bf.Stat()
	return err1 == nil && err2 == nil && os.SameFile(ai, bi)
}

// sameValue reports whether a and b are equal; values that cannot be compared
// are not.
func sameValue(a, b io.Writer) (same bool) {
	defer func() { _ = recover() }()
	return a == b
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
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

// A stream puts together the lines of one output of one PE.
type stream struct {
	to         *sink
	prefix     string
	prompt     bool   // unfinished lines are shown on a terminal
	unfinished []byte // line
}

// feed takes what the PE has written, and passes on whole lines.
func (s *stream) feed(text []byte) {
	s.unfinished = append(s.unfinished, text...)
	lines := bytes.LastIndexByte(s.unfinished, '\n') + 1
	if len(s.unfinished)-lines >= maxLine {
		lines = len(s.unfinished)
	}
	s.pass(lines)
}

// flush passes on the unfinished line as well.
func (s *stream) flush() { s.pass(len(s.unfinished)) }

func (s *stream) pass(n int) {
	s.to.write(s, s.prefix, s.unfinished[:n])
	s.unfinished = s.unfinished[:copy(s.unfinished, s.unfinished[n:])]
}

// prompting reports whether the unfinished line may be a question to someone at
// a terminal.
func (s *stream) prompting() bool { return s.prompt && s.to.terminal && len(s.unfinished) > 0 }
