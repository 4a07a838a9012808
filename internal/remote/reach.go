package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/charm4go/charm/internal/nodelist"
)

// A Fleet is what all hosts of a job are reached with.
type Fleet struct {
	Shell    string                       // the remote shell, unless a host has its own
	Dir      string                       // where the program is to run; if a host does not have it, in the home directory
	Patience time.Duration                // of one attempt to connect; 0: the remote shell's
	Binary   func(System) (string, error) // returns the program's file for a system

	gate chan struct{} // has room for those that are being reached at once
	hold hold
}

// NewFleet returns a Fleet that reaches so many hosts at once: sshd refuses more
// than a few that have not logged in yet.
func NewFleet(atOnce int) *Fleet { return &Fleet{gate: make(chan struct{}, atOnce)} }

// pauses are how long Reach waits before it tries again what may have failed
// because a host was busy.
var pauses = []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}

// A Caller is what Reach needs of whoever calls it.
type Caller struct {
	Start func(*exec.Cmd) error // starts a process, and has it end with this one, leading a group of its own
	Doing func(string)          // is told now and then what is being done
	Sent  func(sent, total int) // is told how much of the program has been sent
	Wrote func(string)          // is told each line that the host writes to stderr once the program runs
}

// Reach starts the program on a host.
func (f *Fleet) Reach(ctx context.Context, h nodelist.Host, by Caller) (*Conn, error) {
	by.Doing("waiting until fewer hosts are being reached")
	select {
	case f.gate <- struct{}{}:
		defer func() { <-f.gate }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for attempt := 0; ; attempt++ {
		conn, err := f.attempt(ctx, h, by)
		var busy *busyError
		if !errors.As(err, &busy) || attempt == len(pauses) {
			return conn, err
		}
		by.Doing(fmt.Sprintf("%v; trying again", err))
		select {
		case <-time.After(pauses[attempt]):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// A busyError may be gone the next time.
type busyError struct{ err error }

func (e *busyError) Error() string { return e.err.Error() }

// permanent are words of ssh that mean that trying again is of no use.
var permanent = []string{
	"Permission denied", "Host key verification failed", "Could not resolve", "Name or service not known",
	"Connection refused", "No route to host", "Network is unreachable", "Bad configuration option",
	"REMOTE HOST IDENTIFICATION HAS CHANGED", "Too many authentication failures",
}

func (f *Fleet) attempt(ctx context.Context, h nodelist.Host, by Caller) (*Conn, error) {
	shell := h.Shell
	if shell == "" {
		shell = f.Shell
	}
	c, err := open(words(shell, h, f.Patience), by.Start)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, c.Kill)
	defer stop()
	by.Doing(c.name + " is connecting")
	told, err := c.greeting()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, c.discard(err)
	}
	if err != nil {
		end := errors.New(c.End())
		if c.code() == 255 && !containsAny(end.Error(), permanent) && ctx.Err() == nil {
			return nil, &busyError{end}
		}
		return nil, end
	}
	switch err := f.load(c, h, told, by); {
	case errors.Is(err, io.EOF) || errors.Is(err, syscall.EPIPE):
		return nil, errors.New(c.End())
	case err != nil:
		return nil, c.discard(err)
	case !stop():
		return nil, c.discard(ctx.Err())
	}
	by.Doing("starting the program")
	c.stderr.pass(by.Wrote)
	return c, nil
}

func containsAny(s string, list []string) bool {
	for _, part := range list {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// load has the script run the program, and gives it to the script if the host
// does not have it.
func (f *Fleet) load(c *Conn, h nodelist.Host, told []string, by Caller) error {
	system, err := systemOf(told[0], told[1])
	if err != nil {
		return err
	}
	by.Doing(fmt.Sprintf("building or loading the program for %v", system))
	cargo, err := f.hold.cargo(system, f.Binary)
	if err != nil {
		return err
	}
	dir := f.Dir
	if rest, ok := strings.CutPrefix(dir, h.PathFrom); ok && h.PathFrom != "" {
		dir = h.PathTo + rest
	}
	if _, err := fmt.Fprintf(c, "%s\n%s\n%s\n", oneLine(h.Setup), oneLine(dir), cargo.hash); err != nil {
		return err
	}
	switch answer, err := c.line(); {
	case err != nil:
		return err
	case answer == "have":
		return nil
	case answer != "want":
		return fmt.Errorf("its shell says %q instead of whether it has the program", answer)
	}
	bytes := cargo.program
	if told[2] == "gzip" {
		bytes = cargo.squeeze()
	}
	if err := send(c, bytes, func(sent int) {
		by.Sent(sent, len(bytes))
		by.Doing(fmt.Sprintf("sending the program for %v, %.1f MB: %d %%", system, float64(len(bytes))/1e6, sent*100/len(bytes)))
	}); err != nil {
		return err
	}
	if answer, err := c.line(); err != nil || answer != "done" {
		return io.EOF // why, it has written to stderr
	}
	return nil
}

// oneLine makes sure that a text is a line to the script.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// pieceBytes is how much is sent between two looks at the progress.
const pieceBytes = 64 << 10

// send sends a file after its length, and tells at each tenth how much of it.
func send(w io.Writer, b []byte, progress func(sent int)) error {
	if _, err := fmt.Fprintf(w, "%d\n", len(b)); err != nil {
		return err
	}
	progress(0)
	for sent, told := 0, 0; sent < len(b); {
		piece := b[sent:min(sent+pieceBytes, len(b))]
		if _, err := w.Write(piece); err != nil {
			return err
		}
		if sent += len(piece); sent-told > len(b)/10 || sent == len(b) {
			progress(sent)
			told = sent
		}
	}
	return nil
}

// maxNoise bounds what a login shell may print before the script.
const maxNoise = 1 << 20

// greeting reads the script's first line, and returns what it tells: the system,
// the machine, and what can decompress.
func (c *Conn) greeting() ([]string, error) {
	for noise := 0; noise < maxNoise; {
		line, err := c.line()
		if err != nil {
			return nil, err
		}
		if rest, ok := strings.CutPrefix(line, greeting+" "); ok {
			if f := strings.Fields(rest); len(f) == 3 {
				return f, nil
			}
		}
		noise += len(line)
	}
	return nil, errors.New("its login shell prints without end")
}

// line reads a line.
func (c *Conn) line() (string, error) {
	line, err := c.out.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errors.New("a line of more than 4096 bytes where its shell should answer")
	}
	return strings.TrimRight(string(line), "\r\n"), err
}
