package boot

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"syscall"
)

// A course is how a job goes, as its launcher sees it: how far each PE has
// come, whether the job ends and why. It is told what happens and does nothing
// itself; the launcher asks for the phase after each event and acts on it.
//
//	running            -- leave -->                    leaving
//	running or leaving -- exit -->                     ending
//	running or leaving -- death, failure, signal -->   failing
//
// The job is over when no process is left.
type course struct {
	verbose bool       // tell stacks whole
	pes     []progress // in the order of the hosts
	phase   phase
	cause   cause // of failing
	code    int   // of ending
	hosts   []hostProgress
	ordered bool // the PEs have been ordered to stop, or killed: no death is a cause any more
}

type phase uint8

const (
	running phase = iota
	leaving       // a PE has left, since another has asked for the end, which has not told us the exit code yet
	ending        // an orderly end with a known exit code
	failing       // something went wrong; the launcher ends all
)

// A stage is how far a PE has come.
type stage uint8

const (
	waiting   stage = iota // not started yet
	started                // the process exists
	connected              // Begin has found the launcher
	joined                 // and the shared memory: the PE runs
)

func (s stage) String() string {
	return [...]string{"not started", "started, chare.Main not called", "connected, shared memory not joined", "running"}[s]
}

// progress is what is known of one PE.
type progress struct {
	host     int
	pid      int
	stage    stage
	gone     bool // its process has ended
	announce bool // it has said that it ends: by exit, leave or failure
	registry uint64

	lastWords string // to be printed at the end
}

// A cause is why a job fails: what to say, and the exit code.
type cause struct {
	text   string
	code   int
	signal syscall.Signal // that killed the PE, or reached the launcher; 0 if none did
	oom    string         // that it was for want of memory
	asked  bool           // the signal has reached the launcher
}

// A death is how a process ended.
type death struct {
	code   int
	signal syscall.Signal // 0: it ended by itself
	core   bool
	oom    string // that the kernel has killed for want of memory
}

func newCourse(pes int, verbose bool) *course {
	return &course{verbose: verbose, pes: make([]progress, pes), hosts: make([]hostProgress, 1)}
}

// stopped: the launcher has ordered the PEs to stop, or has begun to kill them.
func (c *course) stopped() { c.ordered = true }

// fail makes cause the one that the job fails for, unless it ends already.
func (c *course) fail(cause cause) {
	if c.ongoing() {
		c.phase, c.cause = failing, cause
	}
}

func (c *course) failf(code int, format string, args ...any) {
	c.fail(cause{text: fmt.Sprintf(format, args...), code: code})
}

// started: the process of a PE exists.
func (c *course) started(pe, pid int) {
	c.pes[pe].pid, c.pes[pe].stage = pid, started
}

// reported: a PE has told something.
func (c *course) reported(pe int, r report) {
	p := &c.pes[pe]
	switch r.Kind {
	case reportConnected:
		p.stage, p.registry = connected, r.Registry
		if r.PID > 0 {
			p.pid = r.PID
		}
		for i, q := range c.pes {
			if q.stage >= connected && q.registry != r.Registry {
				c.failf(1, "PE %d and PE %d are not the same program: their chare classes differ", i, pe)
			}
		}
		c.checkStrays()
	case reportRunning:
		p.stage = joined
	case reportExit:
		p.announce, p.lastWords = true, r.Text
		if c.ongoing() {
			c.phase, c.code = ending, exitCode(r.Code)
		}
	case reportLeave:
		p.announce, p.lastWords = true, r.Text
		if c.phase == running {
			c.phase = leaving
		}
	case reportFailure:
		p.announce = true
		r.Failure.PE = pe // never trusted to say who it is
		if name := c.hosts[p.host].name; name != "" {
			r.Failure.Host = name
		}
		c.failf(1, "%s", r.Failure.Format(c.verbose))
	}
}

// garbled: what a PE has told is not understood.
func (c *course) garbled(pe int, err error) {
	c.failf(1, "%s told the launcher what it does not understand: %v", c.name(pe), err)
}

// ongoing reports whether the exit code is still open: what happens now may
// decide it.
func (c *course) ongoing() bool { return c.phase < ending }

// died: the process of a PE has ended, and all its reports have been heard.
func (c *course) died(pe int, d death) {
	p := &c.pes[pe]
	p.gone = true
	if c.ordered {
		return
	}
	switch {
	case d.signal != 0:
		text := fmt.Sprintf("%s was killed by signal %d (%v)", c.name(pe), int(d.signal), d.signal)
		if d.core {
			text += ", core dumped"
		}
		c.fail(cause{text: text + "; the job ends", code: 128 + int(d.signal), signal: d.signal, oom: d.oom})
	case p.announce:
	case p.stage == started && d.code != 0:
		c.failf(d.code, "%s ended with exit code %d", c.name(pe), d.code)
	case p.stage == started:
		c.checkStrays()
	case d.code == 2:
		c.failf(2, "%s ended by itself with exit code 2 without chare Exit: "+
			"if its last words are a panic or a fatal error of Go, it was outside of the entry methods", c.name(pe))
	default:
		c.failf(max(d.code, 1), "%s ended by itself with exit code %d without chare Exit", c.name(pe), d.code)
	}
}

// checkStrays looks for a PE that ended well without ever joining. That is how
// commands end that are no chare programs, and fine unless other PEs join: they
// would wait for this one.
func (c *course) checkStrays() {
	stray, joins := -1, false
	for pe, p := range c.pes {
		if p.gone && p.stage == started {
			stray = pe
		}
		joins = joins || p.stage >= connected
	}
	if stray >= 0 && joins {
		c.failf(1, "%s ended with exit code 0 before it joined the job", c.name(stray))
	}
}

// signalled: a signal has reached the launcher.
func (c *course) signalled(sig syscall.Signal) {
	told := cause{fmt.Sprintf("ended by signal %d (%v)", int(sig), sig), 128 + int(sig), sig, "", true}
	// The terminal sends its signals to all processes of the job; that a PE may
	// be gone before the launcher hears of it does not make the PE the cause.
	if c.phase == failing && c.cause.signal == sig {
		c.cause = told
	}
	c.fail(told)
}

// timedOut: PEs have had all the time there is to join.
func (c *course) timedOut(after string) {
	if c.missing() != "" {
		c.failf(1, "after %s (++timeout): %s", after, c.missing())
	}
}

// startFailed: the process of a PE could not be started.
func (c *course) startFailed(pe int, err error) {
	c.failf(1, "cannot start PE %d of %d%s: %v", pe, len(c.pes), c.onHost(pe), err)
}

// missing tells which PEs do not run yet and how far they have come, or nothing
// if all run.
func (c *course) missing() string {
	if hosts := c.missingHosts(); hosts != "" {
		return hosts
	}
	var at [joined][]int
	n := 0
	for pe, p := range c.pes {
		if p.stage < joined && !p.gone {
			at[p.stage] = append(at[p.stage], pe)
			n++
		}
	}
	if n == 0 {
		return ""
	}
	var parts []string
	for s, pes := range at {
		if len(pes) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", names(pes), stage(s)))
		}
	}
	return fmt.Sprintf("%d of %d PEs missing: %s", n, len(c.pes), strings.Join(parts, "; "))
}

// over reports whether no process is left.
func (c *course) over() bool {
	for range c.left() {
		return false
	}
	for _, h := range c.hosts {
		if h.stage < complete {
			return false
		}
	}
	return true
}

// left yields the PEs whose processes have started and not ended.
func (c *course) left() iter.Seq[int] {
	return func(yield func(int) bool) {
		for pe, p := range c.pes {
			if p.stage != waiting && !p.gone && !yield(pe) {
				return
			}
		}
	}
}

// result returns the exit code of a job that is over, and what to say about it,
// if anything.
func (c *course) result() (code int, text string) {
	switch {
	case c.phase == failing:
		return c.cause.code, c.cause.text
	case c.phase == leaving:
		return 1, "the job has ended, but no PE has told its exit code"
	}
	return c.code, ""
}

func (c *course) name(pe int) string {
	return fmt.Sprintf("PE %d%s (pid %d)", pe, c.onHost(pe), c.pes[pe].pid)
}

// onHost says which of several hosts a PE is on.
func (c *course) onHost(pe int) string {
	if name := c.hosts[c.pes[pe].host].name; name != "" {
		return " on host " + name
	}
	return ""
}

// exitCode makes an exit code that a parent can see of any number: failure
// stays failure.
func exitCode(n int) int {
	if n != 0 && n&0xff == 0 {
		return 1
	}
	return n & 0xff
}

// names writes ascending numbers of PEs as "PEs 0-3, 7".
func names(ns []int) string {
	if len(ns) == 1 {
		return fmt.Sprintf("PE %d", ns[0])
	}
	var parts []string
	for i := 0; i < len(ns); {
		last := i
		for last+1 < len(ns) && ns[last+1] == ns[last]+1 {
			last++
		}
		part := strconv.Itoa(ns[i])
		if last > i {
			part += "-" + strconv.Itoa(ns[last])
		}
		parts = append(parts, part)
		i = last + 1
	}
	return "PEs " + strings.Join(parts, ", ")
}
