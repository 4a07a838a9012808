package remote

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A Conn is a connection with a program on another host: its input and output.
type Conn struct {
	name   string // of the remote shell
	cmd    *exec.Cmd
	in     io.Writer
	out    *bufio.Reader
	stderr *tail
	ended  chan struct{} // closed when the remote shell has ended
}

// open starts a remote shell.
func open(words []string, start func(*exec.Cmd) error) (*Conn, error) {
	if len(words) == 0 {
		return nil, fmt.Errorf("the remote shell has no name")
	}
	cmd := exec.Command(words[0], words[1:]...)
	if filepath.Base(words[0]) == "srun" {
		cmd.Env = withoutTask(os.Environ())
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c := &Conn{
		name: filepath.Base(words[0]), cmd: cmd, in: in, out: bufio.NewReader(out),
		stderr: new(tail), ended: make(chan struct{}),
	}
	cmd.Stderr = c.stderr
	cmd.WaitDelay = lingering
	if err := start(cmd); err != nil {
		return nil, fmt.Errorf("the remote shell: %w", err)
	}
	return c, nil
}

// withoutTask leaves out what srun would take for options: the shape of the tasks
// of the job that it is started in.
func withoutTask(environ []string) []string {
	return slices.DeleteFunc(environ, func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		for _, prefix := range []string{"SLURM_CPUS_PER_TASK", "SLURM_NTASKS", "SLURM_NPROCS", "SLURM_TRES_PER_TASK",
			"SLURM_CPU_BIND", "SLURM_DISTRIBUTION", "SLURM_STEP", "SLURM_ARBITRARY_NODELIST", "SLURM_EXACT"} {
			if strings.HasPrefix(name, prefix) {
				return true
			}
		}
		return false
	})
}

// lingering is how long what has inherited stderr of a remote shell that has
// ended may keep it open.
const lingering = 500 * time.Millisecond

func (c *Conn) Read(p []byte) (int, error)  { return c.out.Read(p) }
func (c *Conn) Write(p []byte) (int, error) { return c.in.Write(p) }

// Kill ends the remote shell, and what it has started here.
func (c *Conn) Kill() {
	_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL) // it leads a group of its own
}

// End waits for the end of the remote shell, after Read has returned an error,
// and says how it has ended, with its last words.
func (c *Conn) End() string {
	c.wait()
	end := fmt.Sprintf("%s ended with %v", c.name, c.cmd.ProcessState)
	if words := c.stderr.last(); words != "" {
		end += ": " + words
	}
	return end
}

// discard ends the remote shell because of an error, which it returns.
func (c *Conn) discard(err error) error {
	c.Kill()
	c.wait()
	return err
}

func (c *Conn) code() int {
	c.wait()
	return c.cmd.ProcessState.ExitCode()
}

func (c *Conn) wait() {
	select {
	case <-c.ended:
	default:
		_ = c.cmd.Wait() // its error is in ProcessState
		close(c.ended)
	}
}

// A tail keeps the end of what is written to it, and passes lines on once it is
// told to.
type tail struct {
	mu   sync.Mutex
	kept []byte
	line []byte // unfinished
	to   func(string)
}

const (
	tailBytes    = 8 << 10
	maxLineBytes = 64 << 10
)

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - tailBytes; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	if t.to == nil {
		return len(p), nil
	}
	t.line = append(t.line, p...)
	for {
		line, rest, whole := bytes.Cut(t.line, []byte("\n"))
		if !whole && len(line) < maxLineBytes {
			return len(p), nil
		}
		t.to(string(line))
		t.line = append([]byte(nil), rest...)
	}
}

// pass has lines passed on from now on.
func (t *tail) pass(to func(string)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to = to
}

// last returns the last words that were not passed on.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.to != nil {
		return strings.TrimSpace(string(t.line))
	}
	return strings.TrimSpace(string(t.kept))
}
