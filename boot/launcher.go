package boot

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/charm4go/charm/trace"
)

// A Job is a program to be run as several PEs.
type Job struct {
	Path     string   // the program, a path to it
	Args     []string // its command line; Args[0] is its name
	PEs      int      // on several hosts, 0 stands for as many as the hosts' CPUs
	Hosts    []Host   // none: this host alone
	Settings Settings
	Stdin    io.Reader // goes to PE 0; nil: nothing. The other PEs read end of file
	Stdout   io.Writer
	Stderr   io.Writer // of the PEs and the launcher
}

// roster returns who is run if this is the only host.
func (j Job) roster() roster {
	return roster{
		Path: j.Path, Args: j.Args, Counts: []int{j.PEs},
		RingSize: j.Settings.RingSize, Placement: j.Settings.Placement,
		Prefix: j.Settings.Prefix, Words: j.Settings.forPEs, Script: j.Settings.RunScript,
	}
}

// How patient the launcher is. A job that fails is gone within 2 s.
const (
	// noteEvery is the time between notes that PEs are missing.
	noteEvery = 5 * time.Second

	// askerPatience is how long the PE that has asked for the end may take to
	// tell the launcher, after others have heard of it.
	askerPatience = 5 * time.Second

	// leavePatience is how long PEs may take to hear from each other that the
	// job ends, before they are ordered to stop.
	leavePatience = 500 * time.Millisecond

	// orderPatience is how long PEs may take to obey that order before they are
	// killed; failPatience is the same after a failure.
	orderPatience = 1500 * time.Millisecond
	failPatience  = 500 * time.Millisecond

	// killedPatience is how long the kernel may take to end what is killed.
	killedPatience = 2 * time.Second
)

// A launcher runs one job. Its fields belong to the goroutine that called run;
// others post it functions to run.
type launcher struct {
	job      Job
	out, err *sink
	course   *course
	hosts    []host
	agents   []*away // the hosts again, if they are not this one
	input    *pump   // to PE 0, if that is not on this one
	events   chan func()
	over     chan struct{} // closed when nobody takes events any more
	thread   thread        // that remote shells are started on
	bar      bar           // while the program is sent
	signals  <-chan os.Signal

	acted    phase // the phase that has been acted on
	order    <-chan time.Time
	kill     <-chan time.Time
	giveUp   <-chan time.Time
	hopeless bool // processes do not even end when killed

	began time.Time
	trace *trace.File // nil: not wanted

	survey    *survey // the last one
	surveyEnd <-chan time.Time
}

// A host is where PEs run, as the launcher sees it. What becomes of the PEs it
// posts to the launcher. Its methods do not wait, but finish.
type host interface {
	start()
	stop(reason string) // orders all PEs to end
	ask(pe int)         // orders a PE to report what it is doing
	kill()              // ends all processes
	finish()            // waits for the output to be carried, once no process is left
}

// Launch runs a job to its end and returns its exit code: the one that a PE has
// asked for; 1 if a PE has failed; 128+n if a PE or the launcher was ended by
// signal n; the PE's own if it ended by itself. When it returns, no process of
// the job is left. It prints the cause of a failure, last and once.
//
// While it runs, the process takes its signals from Launch.
func Launch(j Job) (code int) {
	signals, stop := catchSignals()
	defer stop()
	l := newLauncher(j, signals)
	if err := l.openTrace(j.Settings.Trace); err != nil {
		l.err.say("%v", err)
		return misuse
	}
	l.run()
	if sig := l.drain(); sig != 0 {
		return 128 + int(sig)
	}
	code, text := l.conclude()
	for _, line := range text {
		l.err.say("%s", line)
	}
	return code
}

// Run is Launch for a process that does more than run the job: it leaves the
// signals to their owner, returns the cause of a failure instead of printing it,
// and ends the job when ctx ends.
func Run(ctx context.Context, j Job) (code int, cause string) {
	l := newLauncher(j, nil)
	if err := l.openTrace(j.Settings.Trace); err != nil {
		return misuse, err.Error()
	}
	defer context.AfterFunc(ctx, func() {
		l.post(func() { l.course.failf(1, "ended: %v", context.Cause(ctx)) })
	})()
	l.run()
	l.drain()
	code, text := l.conclude()
	return code, strings.Join(text, "\n")
}

func newLauncher(j Job, signals <-chan os.Signal) *launcher {
	l := &launcher{
		job:     j,
		began:   time.Now(),
		course:  newCourse(j.PEs, j.Settings.Verbose),
		events:  make(chan func()),
		over:    make(chan struct{}),
		signals: signals,
	}
	l.out, l.err = newSinks(j.Stdout, j.Stderr)
	if len(j.Hosts) == 0 {
		l.hosts = []host{&here{l: l, crew: newCrew(j.roster())}}
		return l
	}
	var names []string
	for i, h := range j.Hosts {
		a := newAway(l, i, h)
		l.hosts, l.agents = append(l.hosts, a), append(l.agents, a)
		names = append(names, h.Name)
	}
	l.course = newCourseOf(names, j.Settings.Verbose)
	l.thread = newThread()
	l.bar.to = l.err
	return l
}

// post has the launcher run f, unless the job is over.
func (l *launcher) post(f func()) {
	select {
	case l.events <- f:
	case <-l.over:
	}
}

func (l *launcher) started(pe, pid int) {
	l.course.started(pe, pid)
	l.verbose("%s started", l.course.name(pe))
}

func (l *launcher) reported(pe int, r report, err error) {
	if err != nil {
		l.course.garbled(pe, err)
		return
	}
	switch r.Kind {
	case reportAsked:
		l.ask()
		return
	case reportState:
		l.answered(pe, r.Text)
		return
	case reportTrace:
		l.traced(pe, r)
		return
	}
	l.course.reported(pe, r)
	l.verbose("%s: %s", l.course.name(pe), r.Kind)
}

func (l *launcher) died(pe int, d death) {
	l.course.died(pe, d)
	if d.signal != 0 {
		l.verbose("%s: gone by signal %d", l.course.name(pe), int(d.signal))
	} else {
		l.verbose("%s: gone with exit code %d", l.course.name(pe), d.code)
	}
}

// run follows the job until no process is left.
func (l *launcher) run() {
	defer close(l.over)
	for _, h := range l.hosts {
		go h.start()
	}
	notes := time.NewTicker(noteEvery)
	defer notes.Stop()
	late, tooLong := after(l.job.Settings.Timeout), after(l.job.Settings.Limit)
	for l.act(); !l.course.over() && !l.hopeless; l.act() {
		select {
		case event := <-l.events:
			event()
		case sig := <-l.signals:
			l.signalled(sig)
		case <-notes.C:
			if missing := l.course.missing(); missing != "" && l.course.phase == running {
				l.note("%s", missing)
			}
		case <-late:
			l.course.timedOut(l.job.Settings.Timeout.String())
		case <-tooLong:
			l.course.failf(1, "the job has had its %v (++timelimit)", l.job.Settings.Limit)
		case <-l.order:
			l.stop("the job ends")
		case <-l.kill:
			l.killAll()
		case <-l.giveUp:
			l.hopeless = true
		case <-l.surveyEnd:
			l.tell()
		}
	}
}

// after is time.After, but for 0, which never comes.
func after(d time.Duration) <-chan time.Time {
	if d == 0 {
		return nil
	}
	return time.After(d)
}

// act does what the course's phase asks for, once.
func (l *launcher) act() {
	if l.acted == l.course.phase {
		return
	}
	l.acted = l.course.phase
	l.wait()
	// At SIGQUIT none is a PE yet. If they are Go programs, and have it from the
	// terminal, they are printing their stacks.
	if cause := l.course.cause; l.acted == failing && !(cause.asked && cause.signal == syscall.SIGQUIT) {
		l.stop(cause.text)
	}
}

// wait gives the PEs the time that they have in the present phase.
func (l *launcher) wait() {
	switch {
	case l.acted == leaving:
		l.order = time.After(askerPatience)
		l.kill = time.After(askerPatience + orderPatience)
	case l.acted == ending:
		l.order = time.After(leavePatience)
		l.kill = time.After(leavePatience + orderPatience)
	case l.course.cause.asked:
		l.kill = time.After(orderPatience)
	default:
		l.kill = time.After(failPatience)
	}
}

// signalled ends the job, or if it ends already, kills what is left of it. Of
// SIGQUIT the job does not end, once it runs.
func (l *launcher) signalled(sig os.Signal) {
	if sig == syscall.SIGQUIT && (l.course.phase != running || l.ask()) {
		return
	}
	if l.course.phase != running {
		l.killAll()
	}
	l.course.signalled(sig.(syscall.Signal))
}

func (l *launcher) stop(reason string) {
	l.course.stopped()
	for _, h := range l.hosts {
		h.stop(reason)
	}
}

func (l *launcher) killAll() {
	l.course.stopped()
	for pe := range l.course.left() {
		l.verbose("%s: killing", l.course.name(pe))
	}
	for _, h := range l.hosts {
		h.kill()
	}
	l.kill, l.giveUp = nil, time.After(killedPatience)
}

// drain waits for the output to be carried. That takes as long as whoever reads
// it, unless a signal comes; then nothing can be said either.
func (l *launcher) drain() syscall.Signal {
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for _, h := range l.hosts {
			h.finish()
		}
	}()
	select {
	case <-drained:
		return 0
	case sig := <-l.signals:
		return sig.(syscall.Signal)
	}
}

// conclude returns the exit code, and what there is to say at the end.
func (l *launcher) conclude() (code int, say []string) {
	for _, p := range l.course.pes {
		l.err.write(nil, "", []byte(p.lastWords))
	}
	l.closeTrace()
	code, text := l.course.result()
	say = append(say, text, l.course.cause.oom)
	if l.hopeless {
		say = append(say, "killed PEs do not end; the kernel holds them")
	}
	if err := cmp.Or(l.out.failed(), l.err.failed()); err != nil {
		say = append(say, fmt.Sprintf("output is lost: %v", err))
		code = max(code, 1)
	}
	return code, slices.DeleteFunc(say, func(s string) bool { return s == "" })
}

// note prints a progress note.
func (l *launcher) note(format string, args ...any) {
	if !l.job.Settings.Quiet {
		l.err.say(format, args...)
	}
}

// verbose prints what only ++verbose shows.
func (l *launcher) verbose(format string, args ...any) {
	if l.job.Settings.Verbose {
		l.err.say("%s", fmt.Sprintf(format, args...))
	}
}
