package chare

import (
	"fmt"
	"os"
	"time"

	"github.com/charm4go/charm/boot"
	"github.com/charm4go/charm/lb"
)

// Options are settings of a run that a program makes itself. The zero value is
// what most programs want. The command line can set the same.
type Options struct {
	// LocalCopy gives calls that stay on a PE their own copies of arguments,
	// as calls to other PEs have. Without it they go by reference. The word
	// +local-copy sets it.
	LocalCopy bool

	// Profile measures where the time of each PE goes; see Task.PrintStats. The
	// word +profile sets it.
	Profile bool

	// Trace writes what the PEs do as a timeline; see TraceEvent. The words
	// +trace, +trace-events and +traceoff set it, and what they set they set instead of
	// this.
	Trace Tracing

	// Watch is how long an entry method may keep its PE, neither ending nor
	// waiting, until that is reported on stderr with its stack, once for each
	// entry method: 10 s if zero, and never if negative. The word +watch sets
	// it.
	Watch time.Duration

	// Balance says how chares of arrays are moved so that all PEs are equally
	// busy; see AtSync. The words +balancer and +LB… set the same, and what they
	// set they set instead of this.
	Balance Balancing
}

// Balancing says how chares of arrays are moved between PEs.
type Balancing = lb.Settings

// Main runs a program: run is called on PE 0, as a task, and the other PEs
// serve the chares that it makes. It is called once, from the main function of
// package main, and does not return: the program ends with Exit.
//
// The number of PEs and the rest comes from the command line (program +p4),
// or from charmrun.
func Main(run func(*Task), options ...Options) {
	var o Options
	if len(options) > 0 {
		o = options[0]
	}
	p, err := boot.Begin(boot.Config{Args: os.Args, Registry: registryHash()})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	o.LocalCopy = o.LocalCopy || p.Settings.LocalCopy
	o.Profile = o.Profile || p.Settings.Profile
	if p.Settings.Watch != 0 {
		o.Watch = p.Settings.Watch
	}
	o.Balance = p.Settings.Balance.Over(o.Balance)
	if err := o.Balance.Check(); err != nil {
		p.Fail(boot.Failure{PE: p.Port.PE(), Text: err.Error(), Abort: true})
	}
	o.Trace = p.Settings.Trace.Over(o.Trace)
	if o.Trace.On() && !p.Settings.Trace.On() {
		if err := p.TraceTo(o.Trace); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	k := newKernel(p.Port, process{p, time.Now()}, o)
	k.wholeStacks = p.Settings.Verbose
	k.watchOver()
	p.OnReport(k.state)
	if k.profile != nil {
		p.OnEnd(func() string { return k.stats().String() })
	}
	if k.trace != nil {
		p.OnTrace(k.trace.handIn)
		p.OnStop(func(string) { k.pe.Interrupt(k.leave) }) // to hand it in, if it can
	}
	if k.me == 0 {
		k.start(run)
	}
	k.pe.Run()
}

// process is the environment of a PE that is a process.
type process struct {
	*boot.Process
	start time.Time
}

func (p process) exit(code int)  { p.Exit(code) }
func (p process) leave()         { p.Leave() }
func (p process) hosts() []int   { return p.Hosts }
func (p process) args() []string { return p.Args[1:] }

// busy is the time that the process has run if PEs wait for CPUs. There are few
// other threads in it that run for long, and they run for the PE.
func (p process) busy() int64 {
	if p.Oversubscribed {
		return p.CPUTime()
	}
	return p.now()
}

func (p process) now() int64 { return int64(time.Since(p.start)) }

func (p process) began() time.Time { return p.start }

func (p process) every(interval time.Duration, f func()) { every(interval, f, nil) }

func (p process) warn(text string) { fmt.Fprint(os.Stderr, text) }

func (p process) fail(err *Error, aborted bool) {
	entry := err.Entry
	if err.PE != p.Port.PE() {
		entry += fmt.Sprintf(" on PE %d", err.PE) // it has come here from there
	}
	p.Fail(boot.Failure{
		PE: p.Port.PE(), Chare: err.Chare, Entry: entry,
		Text: err.Err.Error(), Stack: err.Stack, Abort: aborted,
	})
}
