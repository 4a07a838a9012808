package boot

import (
	"fmt"
	"strings"
)

// This file is the part of a course that is about hosts.

// A hostStage is how far a host has come.
type hostStage uint8

const (
	reaching hostStage = iota // no agent yet
	greeted                   // the agent runs
	listens                   // and its gateway
	linked                    // which has connections to all others
	complete                  // its PEs have been started
	hostGone                  // the agent is no more
)

func (s hostStage) String() string {
	return [...]string{
		"not reached yet", "agent started, gateway not open", "gateway not connected with those of all others",
		"connected, PEs not started", "PEs started", "gone",
	}[s]
}

// hostProgress is what is known of one host.
type hostProgress struct {
	name     string // empty if the host is the launcher's
	stage    hostStage
	doing    string // what is being done to reach it
	greeting greeting
	address  string // of its gateway
}

// newCourseOf returns the course of a job on several hosts. How many PEs each has
// may be known later.
func newCourseOf(names []string, verbose bool) *course {
	c := &course{verbose: verbose}
	for _, name := range names {
		c.hosts = append(c.hosts, hostProgress{name: name})
	}
	return c
}

// deal says how many PEs each host has.
func (c *course) deal(counts []int) {
	c.pes = nil
	for h, n := range counts {
		for range n {
			c.pes = append(c.pes, progress{host: h})
		}
	}
}

// greet: a host's agent runs. It must be what the others are.
func (c *course) greet(h int, g greeting) {
	p := &c.hosts[h]
	p.stage, p.greeting = greeted, g
	if g.Protocol != protocol {
		c.failf(1, "host %s: the program was built with another version of charm4go (protocol %d, here %d); build it again",
			p.name, g.Protocol, protocol)
	}
	for i, q := range c.hosts {
		if q.stage >= greeted && q.stage != hostGone && q.greeting.Registry != g.Registry {
			c.failf(1, "hosts %s and %s do not run the same program: the hashes of their chare classes are %016x and %016x; build both from the same source",
				c.hosts[i].name, p.name, q.greeting.Registry, g.Registry)
		}
	}
}

// arrive: a host has come to a stage. It reports whether it is the last of all
// to do so.
func (c *course) arrive(h int, s hostStage) (all bool) {
	c.hosts[h].stage = max(c.hosts[h].stage, s)
	for _, p := range c.hosts {
		if p.stage < s || p.stage == hostGone {
			return false
		}
	}
	return true
}

// loseHost: a host takes no part any more. Why is the cause of the end, if
// nothing else was before.
func (c *course) loseHost(h int, why string) {
	if c.hosts[h].stage == hostGone {
		return
	}
	c.hosts[h].stage = hostGone
	c.failf(1, "host %s: %s", c.hosts[h].name, why)
	for pe := range c.pes {
		if c.pes[pe].host == h {
			c.pes[pe].gone = true
		}
	}
}

// missingHosts tells for which hosts the others wait, and how far those have
// come.
func (c *course) missingHosts() string {
	for _, s := range []hostStage{greeted, listens, linked} {
		var parts []string
		for _, p := range c.hosts {
			if p.name == "" || p.stage >= s {
				continue
			}
			state := p.stage.String()
			if p.stage == reaching && p.doing != "" {
				state = p.doing
			}
			parts = append(parts, p.name+": "+state)
		}
		if len(parts) > 0 {
			return fmt.Sprintf("%d of %d hosts missing: %s", len(parts), len(c.hosts), strings.Join(parts, "; "))
		}
	}
	return ""
}
