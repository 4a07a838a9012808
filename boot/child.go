package boot

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// A child is a PE's process as its launcher sees it.
type child struct {
	pe      int
	cmd     *exec.Cmd
	control *os.File // write end
	status  *os.File // read end
	streams []*stream
	carried sync.WaitGroup // streams that are still carried
}

// newChild makes the pipes of a PE and prepares its start. The first descriptor
// that a child has beside the standard ones is 3; env is completed with those
// it gets.
func newChild(j Job, env Env, segment *os.File, out, err *sink) (*child, error) {
	const first = 3
	env.Segment, env.Control, env.Status = first, first+1, first+2

	pipes, e := newPipes(4)
	if e != nil {
		return nil, e
	}
	control, status, stdout, stderr := pipes[0], pipes[1], pipes[2], pipes[3]

	cmd := exec.Command(j.Path)
	cmd.Args = j.Args
	cmd.Env = append(withoutEnv(os.Environ()), envName+"="+env.String())
	cmd.Stdout, cmd.Stderr = stdout.w, stderr.w
	if env.PE == 0 && j.Stdin != nil {
		cmd.Stdin = j.Stdin
	}
	cmd.ExtraFiles = []*os.File{segment, control.r, status.w}
	cmd.SysProcAttr = dieWithParent()

	c := &child{pe: env.PE, cmd: cmd, control: control.w, status: status.r}
	prefix := ""
	if j.Settings.Prefix {
		prefix = fmt.Sprintf("[%d] ", env.PE)
	}
	c.streams = []*stream{
		{from: stdout.r, to: out, prefix: prefix, prompt: env.PE == 0},
		{from: stderr.r, to: err, prefix: prefix, prompt: env.PE == 0},
	}
	return c, nil
}

// withoutEnv leaves out what would make the launcher itself a PE.
func withoutEnv(environ []string) []string {
	var kept []string
	for _, e := range environ {
		if len(e) <= len(envName) || e[:len(envName)+1] != envName+"=" {
			kept = append(kept, e)
		}
	}
	return kept
}

type pipe struct{ r, w *os.File }

// newPipes makes n pipes or none.
func newPipes(n int) ([]pipe, error) {
	var pipes []pipe
	for range n {
		r, w, err := os.Pipe()
		if err != nil {
			for _, p := range pipes {
				p.r.Close()
				p.w.Close()
			}
			return nil, err
		}
		pipes = append(pipes, pipe{r, w})
	}
	return pipes, nil
}

// start starts the process, on the calling thread, and closes the launcher's
// copies of the ends that are the child's. If that fails, nothing is left open.
func (c *child) start() error {
	err := c.cmd.Start()
	for _, f := range []any{c.cmd.Stdout, c.cmd.Stderr, c.cmd.ExtraFiles[1], c.cmd.ExtraFiles[2]} {
		f.(*os.File).Close()
	}
	if err != nil {
		c.control.Close()
		c.status.Close()
		for _, s := range c.streams {
			s.from.Close()
		}
		return err
	}
	return nil
}

// follow carries the output of a child that has started, hands each report to
// reported, and at last, when the process has ended and all its reports are
// handed over, calls died. It returns at once.
func (c *child) follow(reported func(report, error), died func(death)) {
	for _, s := range c.streams {
		c.carried.Go(s.carry)
	}
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		defer c.status.Close()
		for {
			r, err := readReport(c.status)
			if errors.Is(err, io.EOF) || errors.Is(err, os.ErrDeadlineExceeded) {
				return
			}
			reported(r, err)
			if err != nil {
				return // what follows cannot be told apart
			}
		}
	}()
	go func() {
		c.cmd.Wait() // its error is in ProcessState
		for _, s := range c.streams {
			s.end()
		}
		// The PE may have left a process behind that holds the pipe.
		c.status.SetReadDeadline(time.Now().Add(drainSilence))
		<-heard
		died(deathOf(c.cmd.ProcessState))
	}()
}

func deathOf(state *os.ProcessState) death {
	status, ok := state.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return death{signal: status.Signal(), core: status.CoreDump()}
	}
	return death{code: state.ExitCode()}
}

// stop orders the PE to end. A PE that has ended does not hear it.
func (c *child) stop(reason string) { _ = sendStop(c.control, reason) }

// kill ends the process, if it has not ended.
func (c *child) kill() { _ = c.cmd.Process.Kill() }

// drained returns when all output has been carried.
func (c *child) drained() { c.carried.Wait() }

// close ends the control pipe. The others are closed by those who read them.
func (c *child) close() { c.control.Close() }
