package boot

import (
	"cmp"
	"fmt"
	"os"
	"syscall"
	"time"
)

// A Job is a program to be run as several PEs.
type Job struct {
	Path     string   // the program, a path to it
	Args     []string // its command line; Args[0] is its name
	PEs      int      // at least 1
	Settings Settings
	Stdin    *os.File // goes to PE 0; nil: nothing. The other PEs read end of file
	Stdout   *os.File
	Stderr   *os.File // of the PEs and the launcher
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

// A launcher runs one job. Its fields belong to the goroutine that called
// Launch; others send it functions to run.
type launcher struct {
	job      Job
	out, err *sink
	funnels  [2]*funnel // of the PEs' stdout and stderr
	course   *course
	children []*child
	events   chan func()
	signals  <-chan os.Signal
	oom      oomWatch

	acted    phase // the phase that has been acted on
	order    <-chan time.Time
	kill     <-chan time.Time
	giveUp   <-chan time.Time
	hopeless bool // processes do not even end when killed

	lastWords []string // by PE: what to print at the end

	survey    *survey // the last one
	surveyEnd <-chan time.Time
}

// Launch runs a job to its end and returns its exit code: the one that a PE has
// asked for; 1 if a PE has failed; 128+n if a PE or the launcher was ended by
// signal n; the PE's own if it ended by itself. When it returns, no process of
// the job is left. It prints the cause of a failure, last and once.
//
// While it runs, the process takes its signals from Launch.
func Launch(j Job) (code int) {
	l := &launcher{
		job:    j,
		course: newCourse(j.PEs, j.Settings.Verbose),
		events: make(chan func()),
		oom:    watchOOM(cgroup{os.DirFS("/")}),

		lastWords: make([]string, j.PEs),
	}
	l.out, l.err = newSinks(j.Stdout, j.Stderr)

	if err := currentLimits().check(j.PEs); err != nil {
		l.err.say("%v", err)
		return 1
	}
	signals, stopSignals := catchSignals()
	defer stopSignals()
	l.signals = signals

	thread := newThread()
	defer thread.close() // after all children are gone
	if err := l.start(thread); err != nil {
		l.err.say("%v", err)
		return 1
	}
	l.run()
	for _, c := range l.children {
		c.close()
	}
	if sig := l.drain(); sig != 0 {
		return 128 + int(sig)
	}
	return l.conclude()
}

// start makes the shared memory and starts the PEs. A PE that cannot be started
// is an event in the course; those before it have to be ended.
func (l *launcher) start(thread thread) error {
	usable := UsableCPUs()
	if l.job.PEs > usable {
		l.verbose("%d PEs share %d usable CPUs: a PE that waits sleeps at once", l.job.PEs, usable)
	}
	segment, err := createSegment(l.job.PEs, l.job.Settings)
	if err != nil {
		return err
	}
	defer segment.Close() // the PEs have it

	for i, to := range []*sink{l.out, l.err} {
		if l.funnels[i], err = newFunnel(to); err != nil {
			return err
		}
	}
	// Once all writers are known.
	defer func() {
		for _, f := range l.funnels {
			go f.carry()
		}
	}()
	cpus := affinity()
	for pe := range l.job.PEs {
		env := Env{PE: pe, NumPEs: l.job.PEs, Usable: usable, Words: l.job.Settings.forPEs}
		c, err := newChild(l.job, env, segment.File(), l.funnels[0].w, l.funnels[1].w)
		if err == nil {
			thread.do(func() {
				if l.job.Settings.SetCPUAffinity && len(cpus) > 0 {
					if err := bindThread(cpus[pe%len(cpus)]); err != nil {
						l.note("PE %d: %v", pe, err)
					}
				}
				err = c.start()
			})
		}
		if err != nil {
			l.course.startFailed(pe, err)
			return nil
		}
		l.children = append(l.children, c)
		l.addStreams(c)
		l.course.started(pe, c.cmd.Process.Pid)
		l.verbose("%s started", l.course.name(pe))
		c.follow(
			func(r report, err error) { l.events <- func() { l.reported(pe, r, err) } },
			func(d death) { l.events <- func() { l.died(pe, d) } },
		)
	}
	return nil
}

// addStreams makes a PE that has started known to the funnels.
func (l *launcher) addStreams(c *child) {
	prefix := ""
	if l.job.Settings.Prefix {
		prefix = fmt.Sprintf("[%d] ", c.pe)
	}
	for _, f := range l.funnels {
		f.add(c.cmd.Process.Pid, &stream{to: f.to, prefix: prefix, prompt: c.pe == 0})
	}
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
	}
	if r.Text != "" {
		l.lastWords[pe] = r.Text
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
	notes := time.NewTicker(noteEvery)
	defer notes.Stop()
	var limit <-chan time.Time
	if t := l.job.Settings.Timeout; t > 0 {
		limit = time.After(t)
	}
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
		case <-limit:
			l.course.timedOut(l.job.Settings.Timeout.String())
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

// act does what the course's phase asks for, once.
func (l *launcher) act() {
	if l.acted == l.course.phase {
		return
	}
	l.acted = l.course.phase
	cause := l.course.cause
	switch {
	case l.acted == leaving:
		l.order = time.After(askerPatience)
		l.kill = time.After(askerPatience + orderPatience)
	case l.acted == ending:
		l.order = time.After(leavePatience)
		l.kill = time.After(leavePatience + orderPatience)
	case cause.asked && cause.signal == syscall.SIGQUIT:
		// None is a PE yet. If they are Go programs, and have it from the
		// terminal, they are printing their stacks.
		l.kill = time.After(orderPatience)
	case cause.asked:
		l.stop(cause.text)
		l.kill = time.After(orderPatience)
	default:
		l.stop(cause.text)
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
	for _, c := range l.children {
		c.stop(reason)
	}
}

func (l *launcher) killAll() {
	l.course.stopped()
	for _, c := range l.children {
		if !l.course.pes[c.pe].gone {
			l.verbose("%s: killing", l.course.name(c.pe))
			c.kill()
		}
	}
	l.kill, l.giveUp = nil, time.After(killedPatience)
}

// drain waits for the output to be carried. That takes as long as whoever reads
// it, unless a signal comes; then nothing can be said either.
func (l *launcher) drain() syscall.Signal {
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for _, f := range l.funnels {
			f.finish()
		}
	}()
	select {
	case <-drained:
		return 0
	case sig := <-l.signals:
		return sig.(syscall.Signal)
	}
}

// conclude says what there is to say at the end and returns the exit code.
func (l *launcher) conclude() int {
	for _, words := range l.lastWords {
		l.err.write(nil, "", []byte(words))
	}
	code, text := l.course.result()
	if text != "" {
		l.err.say("%s", text)
	}
	if l.course.cause.signal == syscall.SIGKILL {
		if oom := l.oom.verdict(); oom != "" {
			l.err.say("%s", oom)
		}
	}
	if l.hopeless {
		l.err.say("killed PEs do not end; the kernel holds them")
	}
	if err := cmp.Or(l.out.failed(), l.err.failed()); err != nil {
		l.err.say("output is lost: %v", err)
		code = max(code, 1)
	}
	return code
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
