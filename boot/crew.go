package boot

import (
	"fmt"
	"os"
	"sync"
	"syscall"

	"github.com/charm4go/charm/shm"
)

// A roster says which PEs a host has and how they are run.
type roster struct {
	Path   string   // the program
	Args   []string // its command line
	Script string   `json:",omitzero"` // what starts it, given the program and its arguments; empty: nothing
	Dir    string   `json:",omitzero"` // where it runs; empty: where this process does

	Host   int   // this one
	Counts []int // PEs of each host; they are numbered host by host

	RingSize  int
	Placement placement
	Prefix    bool
	Words     []string // options that PEs read
}

// first returns the number of the host's first PE.
func (r roster) first() (pe int) {
	for _, n := range r.Counts[:r.Host] {
		pe += n
	}
	return pe
}

func (r roster) numPEs() (n int) {
	for _, count := range r.Counts {
		n += count
	}
	return n
}

// here returns the number of PEs of the host.
func (r roster) here() int { return r.Counts[r.Host] }

// An observer hears what becomes of the PEs of a crew. Its methods are called
// from several goroutines.
type observer interface {
	started(pe, pid int)
	startFailed(pe int, err error)
	reported(pe int, r report, err error)
	died(pe int, d death)
	note(text string)
	remark(text string) // a note for ++verbose
}

// A crew is the PEs of this host: their processes, the memory that they share,
// and what carries their output.
type crew struct {
	roster  roster
	thread  thread
	oom     oomWatch
	funnels []*funnel // of stdout and stderr

	mu       sync.Mutex
	children []*child
	stopped  bool // none is started any more
}

func newCrew(r roster) *crew {
	return &crew{roster: r, thread: newThread(), oom: watchOOM(cgroup{os.DirFS("/")})}
}

// The memory of a host's PEs, which they inherit.
type memory struct {
	segment  *shm.Segment
	doorbell *os.File // of the gateway to other hosts; nil if there are none
}

// start starts the PEs on their memory. Stdin goes to PE 0.
// A PE that cannot be started is told to the observer, and ends the starting;
// those before it have to be ended.
func (c *crew) start(m memory, stdin *os.File, out, err *sink, o observer) error {
	if err := currentLimits().check(c.roster.here()); err != nil {
		return err
	}
	var cpus [][]int
	if c.roster.Placement.Bind {
		var err error
		if cpus, err = c.roster.Placement.cpus(supplyHere().Machine); err != nil {
			return err
		}
	}
	for _, to := range []*sink{out, err} {
		f, err := newFunnel(to)
		if err != nil {
			return err
		}
		c.funnels = append(c.funnels, f)
	}
	// Once all writers are known.
	defer func() {
		for _, f := range c.funnels {
			go f.carry()
		}
	}()
	usable := UsableCPUs()
	if n := c.roster.here(); n > usable {
		o.remark(fmt.Sprintf("%d PEs share %d usable CPUs: a PE that waits sleeps at once", n, usable))
	}
	for rank := range c.roster.here() {
		pe := c.roster.first() + rank
		env := Env{PE: pe, NumPEs: c.roster.numPEs(), Usable: usable, Counts: c.roster.Counts, Words: c.roster.Words}
		child, err := newChild(c.roster, env, stdin, m, c.funnels[0].w, c.funnels[1].w)
		if err == nil {
			c.thread.do(func() {
				if len(cpus) > 0 {
					if err := bindThread(cpus[rank%len(cpus)]...); err != nil {
						o.note(fmt.Sprintf("PE %d: %v", pe, err))
					}
				}
				if c.roster.Placement.Show {
					o.note(fmt.Sprintf("PE %d runs on %s", pe, cpuNames(affinity())))
				}
				err = c.startChild(child)
			})
		}
		if err != nil {
			o.startFailed(pe, err)
			return nil
		}
		if child.cmd.Process == nil {
			return nil // stopped meanwhile
		}
		c.addStreams(child)
		o.started(pe, child.cmd.Process.Pid)
		child.follow(
			func(r report, err error) { o.reported(pe, r, err) },
			func(d death) {
				if d.signal == syscall.SIGKILL {
					d.oom = c.oom.verdict()
				}
				o.died(pe, d)
			},
		)
	}
	return nil
}

// startChild starts a PE, unless the crew has been stopped.
func (c *crew) startChild(child *child) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		child.discard()
		return nil
	}
	if err := child.start(); err != nil {
		return err
	}
	c.children = append(c.children, child)
	return nil
}

// addStreams makes a PE that has started known to the funnels.
func (c *crew) addStreams(child *child) {
	prefix := ""
	if c.roster.Prefix {
		prefix = fmt.Sprintf("[%d] ", child.pe)
	}
	for _, f := range c.funnels {
		f.add(child.cmd.Process.Pid, &stream{to: f.to, prefix: prefix, prompt: child.pe == 0})
	}
}

// stop orders the PEs to end.
func (c *crew) stop(reason string) {
	for _, child := range c.stopStarting() {
		child.stop(reason)
	}
}

// kill ends the processes that have not ended.
func (c *crew) kill() {
	for _, child := range c.stopStarting() {
		child.kill()
	}
}

func (c *crew) stopStarting() []*child {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	return c.children
}

// ask orders a PE to report what it is doing.
func (c *crew) ask(pe int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if rank := pe - c.roster.first(); rank >= 0 && rank < len(c.children) {
		c.children[rank].ask()
	}
}

// finish waits for the output to be carried, once all processes are gone.
func (c *crew) finish() {
	for _, child := range c.children {
		child.close()
	}
	for _, f := range c.funnels {
		f.finish()
	}
	c.thread.close()
}
