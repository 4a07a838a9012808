package boot

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charm4go/charm/trace"
)

// This file brings what the PEs have traced to one file: the launcher's, or that
// of the only PE. A PE hands its part in when it ends, by reports of a block each.
// The launcher writes each as it comes, and waits for PEs for as long as blocks
// come.

// createTrace creates the file of the trace of a run that began at some time, if
// there is to be one.
func createTrace(s trace.Settings, program string, began time.Time, p trace.Provenance) (*trace.File, error) {
	if !s.On() {
		return nil, nil
	}
	if len(p.Hosts) == 0 {
		name, _ := os.Hostname()
		p.Hosts = []string{name}
	}
	p.Command, p.Began = os.Args, began.Format(time.RFC3339Nano)
	f, err := trace.Create(s.Path(program), began.UnixNano(), p)
	if err != nil {
		return nil, fmt.Errorf("+trace: %w", err)
	}
	return f, nil
}

// openTrace creates the file, unless it is there already.
func (l *launcher) openTrace(s trace.Settings) (err error) {
	if l.trace != nil {
		return nil
	}
	var p trace.Provenance
	for _, h := range l.course.hosts {
		if h.name == "" {
			break // it is this one
		}
		p.Hosts = append(p.Hosts, h.name)
	}
	l.trace, err = createTrace(s, l.job.Args[0], l.began, p)
	return err
}

// traced takes what a PE has done, or where the program wants that to go.
func (l *launcher) traced(pe int, r report) {
	var err error
	switch {
	case r.Text != "":
		if err := l.openTrace(trace.Settings{File: r.Text}); err != nil {
			l.course.failf(misuse, "%v", err)
		}
		return
	case l.trace != nil:
		err = l.trace.Add(r.Block)
	}
	if err != nil {
		l.course.garbled(pe, err)
		return
	}
	if l.acted != running && l.giveUp == nil {
		l.wait() // whoever is at it is not late
	}
}

// closeTrace completes the file, and tells where it is.
func (l *launcher) closeTrace() {
	if l.trace == nil {
		return
	}
	for _, line := range endOf(l.trace, len(l.course.pes), l.job.Settings.Quiet) {
		l.err.say("%s", line)
	}
}

// TraceTo says where the program itself wants the trace of the job to go.
func (p *Process) TraceTo(s trace.Settings) (err error) {
	if p.status != nil {
		p.tell(report{Kind: reportTrace, Text: s.Path(p.Args[0])})
		return nil
	}
	p.trace, err = createTrace(s, p.Args[0], time.Now(), trace.Provenance{})
	if p.trace != nil {
		p.endAtSignals()
	}
	return err
}

// endAtSignals has a PE without a launcher complete its trace before a signal ends
// it.
func (p *Process) endAtSignals() {
	caught := make(chan os.Signal, 1)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(caught, s)
		}
	}
	go func() {
		sig := (<-caught).(syscall.Signal)
		signal.Stop(caught) // a second one kills
		p.mu.Lock()
		p.signal = sig
		p.mu.Unlock()
		p.stop(sig.String())
		p.sayEnd() // the PE does not come out of a method
		os.Exit(128 + int(sig))
	}()
}

// OnTrace has f called when the process ends, by Exit, Leave or Fail, on the
// goroutine that ends it. f hands in what the PE has traced, in blocks.
func (p *Process) OnTrace(f func(add func(block []byte))) { p.onTrace = f }

// handIn hands it in.
func (p *Process) handIn() {
	switch {
	case p.onTrace == nil:
	case p.status != nil:
		p.onTrace(func(block []byte) { p.tell(report{Kind: reportTrace, Block: block}) })
	default:
		p.onTrace(func(block []byte) {
			if err := p.trace.Add(block); err != nil {
				panic(err) // it is our own
			}
		})
		p.sayEnd()
	}
}

// sayEnd completes the trace of a PE without a launcher, and tells where it is.
func (p *Process) sayEnd() {
	for _, line := range endOf(p.trace, 1, p.Settings.Quiet) {
		fmt.Fprintln(os.Stderr, line)
	}
}

// endOf completes a trace, and returns what to say of it.
func endOf(f *trace.File, pes int, quiet bool) (lines []string) {
	notes, err := f.Close(pes)
	if err != nil {
		return []string{err.Error()}
	}
	if !quiet {
		lines = append(lines, fmt.Sprintf("the trace is in %s; https://ui.perfetto.dev shows it", f.Path()))
	}
	return append(lines, notes...)
}
