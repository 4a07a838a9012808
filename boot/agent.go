package boot

import (
	"errors"
	"fmt"
	"github.com/charm4go/charm/internal/remote"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// agentName is the environment variable that makes a process an agent. It names
// the descriptors from which the agent reads frames and to which it writes
// them, "3,4": neither is stdin or stdout, which libraries may use before main.
const agentName = remote.AgentVariable

// ServeAgent makes this process the agent of a host, if its environment says
// so: it does not return then. An agent starts the PEs of its host, carries
// their output, and holds the gateway to the other hosts, as the launcher says,
// and ends with the launcher.
func ServeAgent(registry uint64) error {
	text, ok := os.LookupEnv(agentName)
	if !ok {
		return nil
	}
	os.Unsetenv(agentName)
	first, second, _ := strings.Cut(text, ",")
	in, err1 := strconv.Atoi(first)
	out, err2 := strconv.Atoi(second)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("boot: %s=%q: %w", agentName, text, err)
	}
	for _, fd := range []int{in, out} {
		syscall.CloseOnExec(fd)
	}
	newAgent(os.NewFile(uintptr(out), "frames out"), registry).serve(os.NewFile(uintptr(in), "frames in"))
	panic("unreachable")
}

// An agent is the host's part of a launcher.
type agent struct {
	box      outbox
	registry uint64     // of the program
	credits  [2]*credit // of stdout and stderr
	peers    chan peers
	input    *queue // of stdin, to PE 0; nil if it is not here

	mu      sync.Mutex
	crew    *crew
	gateway *gateway
	stopped bool // before there was a crew

	ending bool // the launcher has said so, and may close the connection
}

func newAgent(out io.Writer, registry uint64) *agent {
	return &agent{
		box:      newOutbox(out),
		registry: registry,
		credits:  [2]*credit{newCredit(), newCredit()},
		peers:    make(chan peers, 1),
	}
}

// serve does what the launcher says.
func (a *agent) serve(in io.Reader) {
	a.box.send(frameHello, greeting{
		Protocol: protocol, Registry: a.registry, System: runtime.GOOS + "/" + runtime.GOARCH,
		Supply: supplyHere(), PID: os.Getpid(),
	})
	go a.box.beat(nil)
	v := newVigil(a.abandon)
	for {
		f, err := readFrame(in)
		if err == nil {
			v.heard()
			err = a.obey(f)
		}
		if err != nil && a.ending {
			select {} // until end has ended; the vigil sees to it that it does
		}
		if err != nil {
			a.abandon()
		}
	}
}

// abandon ends the host's part of the job, since the launcher is gone. Whoever
// is not killed here, the kernel kills when this process ends.
func (a *agent) abandon() {
	if c := a.stop(); c != nil {
		c.kill()
	}
	os.Exit(1)
}

// stop has no PE started any more, and returns the crew if there is one.
func (a *agent) stop() *crew {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped = true; a.crew == nil && a.gateway != nil {
		a.gateway.close() // it need not find its peers
	}
	return a.crew
}

func (a *agent) obey(f frame) error {
	switch f.kind {
	case frameBeat:
	case frameAssign:
		var as assignment
		if err := f.decode(&as); err != nil {
			return err
		}
		if as.Input {
			a.input = newQueue()
		}
		go a.take(as)
	case framePeers:
		var p peers
		if err := f.decode(&p); err != nil {
			return err
		}
		a.peers <- p
	case frameIn:
		if a.input == nil {
			return errors.New("input for no PE")
		}
		a.input.put(f.body)
	case frameOutGot, frameErrGot:
		n, err := f.count()
		if err != nil {
			return err
		}
		a.credits[f.kind-frameOutGot].give(n)
	case frameStop:
		var t text
		if err := f.decode(&t); err != nil {
			return err
		}
		if c := a.stop(); c != nil {
			c.stop(t.Text)
		}
	case frameKill:
		if c := a.stop(); c != nil {
			c.kill()
		}
	case frameAsk:
		var p peNumber
		if err := f.decode(&p); err != nil {
			return err
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.crew != nil {
			a.crew.ask(p.PE)
		}
	case frameEnd:
		a.ending = true
		go a.end()
	default:
		return fmt.Errorf("a frame of kind %q", f.kind)
	}
	return nil
}

// take takes the host's part of a job: it makes the memory, finds the other
// hosts, and starts the PEs.
func (a *agent) take(as assignment) {
	if err := a.begin(as); err != nil {
		a.box.send(frameFailed, text{err.Error()})
	}
}

func (a *agent) begin(as assignment) error {
	path, err := os.Executable()
	if err != nil {
		return fmt.Errorf("the program's own file: %w", err)
	}
	as.Roster.Path = path
	m, err := a.connect(as)
	if err != nil {
		return err
	}
	defer m.segment.Close() // the PEs have it
	c := newCrew(as.Roster)
	a.mu.Lock()
	if a.stopped {
		c.stop("")
	}
	a.crew = c
	a.mu.Unlock()

	stdin, err := a.openInput()
	if err != nil {
		return err
	}
	if stdin != nil {
		defer stdin.Close()
	}
	out := &sink{w: &frameWriter{a.box, frameOut, a.credits[0]}, terminal: as.Terminal[0]}
	err2 := &sink{w: &frameWriter{a.box, frameErr, a.credits[1]}, terminal: as.Terminal[1]}
	if err := c.start(m, stdin, out, err2, a); err != nil {
		return err
	}
	a.box.send(frameReady, nil)
	return nil
}

// connect returns the memory that the PEs share among them and, if there are
// other hosts, with the gateway to them, once that has found them.
func (a *agent) connect(as assignment) (memory, error) {
	if len(as.Names) == 1 {
		segment, err := createSegment(as.Roster)
		return memory{segment: segment}, err
	}
	g, m, err := openGateway(as, a.registry, a)
	if err != nil {
		return m, err
	}
	a.mu.Lock()
	a.gateway = g
	stopped := a.stopped
	a.mu.Unlock()
	if stopped {
		g.close()
	}
	a.box.send(frameListening, listening{g.address})
	select {
	case p := <-a.peers:
		err = g.join(p.Addresses)
	case <-g.ctx.Done():
		err = g.ctx.Err()
	}
	if err != nil {
		m.segment.Close()
		return m, err
	}
	a.box.send(frameLinked, nil)
	go func() {
		if err := g.carry(); err != nil {
			a.box.send(frameFailed, text{err.Error()})
		}
	}()
	return m, nil
}

// openInput returns what PE 0 reads if it is here, which is what comes in
// frames.
func (a *agent) openInput() (*os.File, error) {
	if a.input == nil {
		return nil, nil
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	go a.input.run(func(b []byte) error {
		if len(b) == 0 {
			return write.Close()
		}
		_, err := write.Write(b)
		a.box.send(frameTaken, nil)
		return err // the PE does not read it
	})
	return read, nil
}

// end ends the agent, when no PE of the job is left.
func (a *agent) end() {
	a.mu.Lock()
	c, g := a.crew, a.gateway
	a.mu.Unlock()
	if g != nil {
		g.close()
	}
	if c != nil {
		c.finish()
	}
	a.box.send(frameDone, nil)
	a.box.close()
	<-a.box.done
	os.Exit(0)
}

// An agent tells the launcher what it observes.

func (a *agent) started(pe, pid int) { a.box.send(frameStarted, peStarted{pe, pid}) }

func (a *agent) startFailed(pe int, err error) {
	a.box.send(frameDied, peDied{PE: pe, CannotStart: err.Error()})
}

func (a *agent) reported(pe int, r report, err error) {
	if err != nil {
		a.box.send(frameReport, peReport{PE: pe, Garbled: err.Error()})
		return
	}
	a.box.send(frameReport, peReport{PE: pe, Report: r})
}

func (a *agent) died(pe int, d death) {
	a.box.send(frameDied, peDied{PE: pe, Code: d.code, Signal: int(d.signal), Core: d.core, OOM: d.oom})
}

func (a *agent) note(s string)   { a.box.send(frameNote, text{s}) }
func (a *agent) remark(s string) { a.box.send(frameRemark, text{s}) }
