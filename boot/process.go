package boot

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/trace"
)

// A Process is this process as a PE of a job.
type Process struct {
	Port netlayer.Port

	// Args are the program's name and those of its arguments that are not
	// options of the run.
	Args     []string
	Settings Settings

	// Hosts is the host of each PE, from 0 without gaps; nil if there is but
	// one.
	Hosts []int

	// Oversubscribed tells that the job has more PEs than it may use CPUs.
	Oversubscribed bool

	pe      int
	status  *os.File // to the launcher; nil if there is none
	telling sync.Mutex
	end     sync.Mutex

	mu       sync.Mutex
	onStop   func(reason string)
	onReport func() string
	onEnd    func() string
	onTrace  func(add func(block []byte))
	trace    *trace.File    // of a PE without a launcher
	signal   syscall.Signal // that ends such a PE; 0: none does
}

// stopPatience is how long a PE may take to end after its OnStop function was
// called.
const stopPatience = time.Second

// OnStop has f called, on a goroutine of its own, when the launcher orders the
// end or is gone. The process then has a second to end; without OnStop it ends
// at once.
func (p *Process) OnStop(f func(reason string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.onStop = f
}

// OnReport has f called, on a goroutine of its own, when somebody wants to know
// what this PE is doing: by SIGQUIT to the launcher, or to any PE. What f returns
// is printed, after that of the PEs before this one.
func (p *Process) OnReport(f func() string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.onReport = f
}

// OnEnd has f called, by Exit or Leave, and what it returns printed on stderr when
// the job has ended, after that of the PEs before this one. f may be given once,
// by the goroutine that ends the process.
func (p *Process) OnEnd(f func() string) { p.onEnd = f }

// watch ends the process when the launcher says so or is gone.
func (p *Process) watch(control *os.File) {
	reason := obey(control, func() { go p.tell(report{Kind: reportState, Text: p.state()}) })
	p.stop(reason)
	os.Exit(1) // the launcher knows why and does not look at this code
}

// stop gives the PE the chance to end by itself, if it wants that.
func (p *Process) stop(reason string) {
	p.mu.Lock()
	f := p.onStop
	p.mu.Unlock()
	if f != nil {
		go f(reason)
		time.Sleep(stopPatience)
		p.end.Lock() // the PE may be handing in its part of a trace
	}
}

// state is what the PE says that it is doing.
func (p *Process) state() string {
	p.mu.Lock()
	f := p.onReport
	p.mu.Unlock()
	if f == nil {
		return fmt.Sprintf("PE %d runs", p.pe)
	}
	return cut(f())
}

// reportAtSIGQUIT has the job report what it is doing at each SIGQUIT to this
// process, instead of ending it.
func (p *Process) reportAtSIGQUIT() {
	quit := catchSIGQUIT()
	go func() {
		for range quit {
			if p.status != nil {
				p.tell(report{Kind: reportAsked})
			} else {
				fmt.Fprintln(os.Stderr, strings.TrimRight(p.state(), "\n"))
			}
		}
	}()
}

// tell sends a report to the launcher, if there is one.
func (p *Process) tell(r report) {
	if p.status == nil {
		return
	}
	p.telling.Lock()
	defer p.telling.Unlock()
	if err := writeReport(p.status, r); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// Exit ends the job in an orderly way: it tells the launcher the exit code and
// ends this process. The first code told is the job's. The caller has told the
// other PEs; those that do not leave by themselves soon are ended. It does not
// return.
func (p *Process) Exit(code int) {
	p.leave(report{Kind: reportExit, Code: code, Text: p.lastWords()}, code)
}

// Leave ends this process quietly, since another PE has asked for the end of
// the job. It does not return.
func (p *Process) Leave() {
	p.leave(report{Kind: reportLeave, Text: p.lastWords()}, 0)
}

// lastWords is what the launcher is to print at the end. Without one, it is
// printed now.
func (p *Process) lastWords() string {
	if p.onEnd == nil {
		return ""
	}
	text := cut(p.onEnd())
	if p.status == nil {
		fmt.Fprint(os.Stderr, text)
	}
	return text
}

// Fail ends the job, and this process with exit code 1: the launcher ends the
// other PEs and prints the failure last. It does not return.
func (p *Process) Fail(f Failure) {
	if f.Host == "" {
		f.Host, _ = os.Hostname()
	}
	f = f.bounded()
	if p.status == nil {
		fmt.Fprintln(os.Stderr, f.Format(p.Settings.Verbose))
	}
	p.leave(report{Kind: reportFailure, Failure: &f}, 1)
}

// leave tells the launcher, if there is one, and ends the process. Whoever
// comes second waits for the end.
func (p *Process) leave(r report, code int) {
	p.end.Lock()
	p.handIn()
	p.tell(r)
	p.mu.Lock()
	if p.signal != 0 {
		code = 128 + int(p.signal)
	}
	os.Exit(exitCode(code))
}
