package boot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/charm4go/charm/internal/remote"
)

// A Host is a host of a job, and how its agent is started.
type Host struct {
	Name string // as the user calls it
	CPUs int    // what it counts for when PEs are dealt out

	// Reach starts an agent on the host.
	Reach func(ctx context.Context, by remote.Caller) (Link, error)
}

// A Link carries bytes from and to an agent. Reading ends when the agent, or
// what joins it to here, has ended.
type Link interface {
	io.ReadWriter
	Kill()       // ends it, at once; Read returns
	End() string // says how it has ended, after Read has returned an error
}

// away is a host that is not the launcher's, by its agent.
type away struct {
	l     *launcher
	index int
	host  Host

	ctx    context.Context // of Reach
	cancel context.CancelFunc
	over   chan struct{} // closed when nothing comes from the agent any more

	// These belong to the launcher's goroutine, and are nil until the agent runs.
	box      *outbox
	link     Link
	assigned bool // it has been told what to run
}

func newAway(l *launcher, index int, h Host) *away {
	a := &away{l: l, index: index, host: h, over: make(chan struct{})}
	a.ctx, a.cancel = context.WithCancel(context.Background())
	return a
}

// start starts the agent and follows it to its end.
func (a *away) start() {
	defer close(a.over)
	doing := func(what string) {
		a.l.verbose("%s: %s", a.host.Name, what)
		a.l.post(func() { a.l.course.hosts[a.index].doing = what })
	}
	link, err := a.host.Reach(a.ctx, remote.Caller{
		Start: a.l.startRemoteShell,
		Doing: doing,
		Sent:  func(sent, total int) { a.l.post(func() { a.l.sent(a.index, sending{sent, total}) }) },
		Wrote: func(line string) { a.l.err.say("%s: %s", a.host.Name, line) },
	})
	if err != nil {
		a.l.post(func() { a.l.course.loseHost(a.index, err.Error()) })
		return
	}
	why := a.follow(link)
	link.Kill()
	link.End()
	a.l.post(func() { a.l.course.loseHost(a.index, why) })
}

// follow posts what the agent tells, until nothing comes any more, and returns
// why.
func (a *away) follow(link Link) (why string) {
	box := newOutbox(link)
	defer box.close()
	outputs := [2]*queue{a.carry(a.l.out, box, frameOutGot), a.carry(a.l.err, box, frameErrGot)}
	defer func() {
		for _, q := range outputs {
			q.close()
			<-q.done
		}
	}()
	a.l.post(func() {
		if a.box, a.link = &box, link; a.ctx.Err() != nil {
			link.Kill() // stopped meanwhile
		}
	})

	silent := make(chan struct{})
	v := newVigil(func() { close(silent); link.Kill() })
	defer v.end()
	over := make(chan struct{})
	defer close(over)
	go box.beat(over)
	for {
		f, err := readFrame(link)
		if err == nil {
			v.heard()
			switch f.kind {
			case frameOut, frameErr:
				outputs[f.kind-frameOut].put(f.body)
				continue
			case frameDone:
				return "" // in order
			}
			err = a.heard(f)
		}
		select {
		case <-silent:
			return fmt.Sprintf("nothing has come from there for %v: the network is cut, or the host stands still", silence)
		default:
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return "its agent is gone: " + link.End()
		} else if err != nil {
			return err.Error()
		}
	}
}

// carry returns a queue whose pieces are written to an output, after which the
// agent may send more.
func (a *away) carry(to *sink, box outbox, got frameKind) *queue {
	q := newQueue()
	go q.run(func(b []byte) error {
		to.write(q, "", b)
		box.sendCount(got, len(b))
		return nil
	})
	return q
}

// heard posts what a frame means.
func (a *away) heard(f frame) error {
	post := reporter{a.l}
	switch f.kind {
	case frameBeat:
	case frameHello:
		var g greeting
		if err := f.decode(&g); err != nil {
			return err
		}
		a.l.post(func() { a.l.greeted(a.index, g) })
	case frameListening:
		var at listening
		if err := f.decode(&at); err != nil {
			return err
		}
		a.l.post(func() { a.l.listening(a.index, at.Address) })
	case frameLinked:
		a.l.post(func() { a.l.course.arrive(a.index, linked) })
	case frameReady:
		a.l.post(func() { a.l.course.arrive(a.index, complete) })
	case frameTaken:
		a.l.post(func() { a.l.taken() })
	case frameFailed, frameNote, frameRemark:
		var t text
		if err := f.decode(&t); err != nil {
			return err
		}
		switch f.kind {
		case frameFailed:
			a.l.post(func() { a.l.hostFailed(a.index, t.Text) })
		case frameNote:
			post.note(a.host.Name + ": " + t.Text)
		case frameRemark:
			post.remark(a.host.Name + ": " + t.Text)
		}
	default:
		return a.heardOfPE(f, post)
	}
	return nil
}

// heardOfPE posts what a frame tells of a PE, which must be one of the host.
func (a *away) heardOfPE(f frame, post reporter) error {
	switch f.kind {
	case frameStarted:
		var s peStarted
		if err := f.decode(&s); err != nil {
			return err
		}
		return a.ours(s.PE, func() { a.l.started(s.PE, s.PID) })
	case frameReport:
		var r peReport
		if err := f.decode(&r); err != nil {
			return err
		}
		var garbled error
		if r.Garbled != "" {
			garbled = errors.New(r.Garbled)
		} else if err := r.Report.check(); err != nil {
			return err
		}
		return a.ours(r.PE, func() { a.l.reported(r.PE, r.Report, garbled) })
	case frameDied:
		var d peDied
		if err := f.decode(&d); err != nil {
			return err
		}
		if d.CannotStart != "" {
			return a.ours(d.PE, func() { a.l.course.startFailed(d.PE, errors.New(d.CannotStart)) })
		}
		return a.ours(d.PE, func() {
			a.l.died(d.PE, death{code: d.Code, signal: syscall.Signal(d.Signal), core: d.Core, oom: d.OOM})
		})
	}
	return fmt.Errorf("a frame of kind %q, which is not for the launcher", f.kind)
}

// ours posts f, which is about a PE of this host.
func (a *away) ours(pe int, f func()) error {
	a.l.post(func() {
		if pes := a.l.course.pes; pe < 0 || pe >= len(pes) || pes[pe].host != a.index {
			a.l.hostFailed(a.index, fmt.Sprintf("its agent tells of PE %d, which is not there", pe))
			return
		}
		f()
	})
	return nil
}

func (a *away) stop(reason string) {
	if !a.assigned { // it has nothing to end
		a.cancel()
		if a.link != nil {
			a.link.Kill()
		}
		return
	}
	a.box.send(frameStop, text{reason})
}

func (a *away) ask(pe int) {
	if a.box != nil && a.l.course.pes[pe].host == a.index {
		a.box.send(frameAsk, peNumber{pe})
	}
}

func (a *away) kill() {
	a.cancel()
	if a.box != nil {
		a.box.send(frameKill, nil)
	}
}

func (a *away) finish() {
	a.cancel()
	if a.box != nil {
		a.box.send(frameEnd, nil)
	}
	<-a.over
}
