package boot

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A child is a PE's process as its launcher sees it.
type child struct {
	pe      int
	cmd     *exec.Cmd
	control *os.File // write end
	status  *os.File // read end
}

// newChild makes the pipes of a PE and prepares its start; it writes to stdout
// and stderr, and if it is PE 0, reads stdin. The first descriptor that a child
// has beside the standard ones is 3; env is completed with those it gets.
func newChild(r roster, env Env, stdin *os.File, m memory, stdout, stderr *os.File) (*child, error) {
	const first = 3
	env.Control, env.Status, env.Segment = first, first+1, first+2

	pipes, err := newPipes(2)
	if err != nil {
		return nil, err
	}
	control, status := pipes[0], pipes[1]

	cmd := exec.Command(r.Path)
	cmd.Args = r.Args
	if r.Script != "" {
		cmd = exec.Command(r.Script, append([]string{r.Path}, r.Args[1:]...)...)
	}
	cmd.Dir = r.Dir
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if env.PE == 0 && stdin != nil {
		cmd.Stdin = stdin
	}
	cmd.ExtraFiles = []*os.File{control.r, status.w, m.segment.File()}
	if m.doorbell != nil {
		env.Doorbell = first + len(cmd.ExtraFiles)
		cmd.ExtraFiles = append(cmd.ExtraFiles, m.doorbell)
	}
	cmd.Env = append(withoutEnv(os.Environ()), envName+"="+env.String())
	cmd.SysProcAttr = dieWithParent()

	return &child{pe: env.PE, cmd: cmd, control: control.w, status: status.r}, nil
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
	if err != nil {
		c.discard()
		return err
	}
	c.closeTheirs()
	return nil
}

func (c *child) closeTheirs() {
	for _, f := range c.cmd.ExtraFiles[:2] {
		f.Close()
	}
}

// discard closes all pipes of a child that is not started after all.
func (c *child) discard() {
	c.closeTheirs()
	c.control.Close()
	c.status.Close()
}

// statusSilence ends the reading of a PE's reports after the PE's end: what the
// PE itself has written can be read at once, but a process that it left behind
// may hold the pipe open for ever.
const statusSilence = time.Second

// follow hands each report of a child that has started to reported, and at
// last, when the process has ended and all its reports are handed over, calls
// died. It returns at once.
func (c *child) follow(reported func(report, error), died func(death)) {
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
		c.status.SetReadDeadline(time.Now().Add(statusSilence))
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

// ask orders the PE to report what it is doing.
func (c *child) ask() { _ = sendReport(c.control) }

// kill ends the process, if it has not ended.
func (c *child) kill() { _ = c.cmd.Process.Kill() }

// close ends the control pipe. The others are closed by those who read them.
func (c *child) close() { c.control.Close() }
