package boot

import (
	"encoding/json"
	"fmt"
	"io"
	"os/exec"

	"github.com/charm4go/charm/internal/nodelist"
	"github.com/charm4go/charm/netlayer/quic"
)

// This file brings several hosts together:
//
//	launcher                     agent of each host
//	                <- hello --  runs; is it the same program?
//	-- assign ->                 makes the memory and opens the gateway
//	                <- listening --
//	-- peers ->                  connects with all other gateways
//	                <- linked --
//	                <- started, reports, output ... --   its PEs
//	-- end ->                    once no PE of the job is left
//	                <- done --

// startRemoteShell starts a process that ends with this one, but leaves the
// signals of a terminal to this one.
func (l *launcher) startRemoteShell(cmd *exec.Cmd) (err error) {
	cmd.SysProcAttr = dieWithParent()
	cmd.SysProcAttr.Setpgid = true
	l.thread.do(func() { err = cmd.Start() })
	return err
}

// sent: a host has so much of the program.
func (l *launcher) sent(h int, s sending) {
	if l.err.terminal && !l.job.Settings.Quiet {
		l.bar.show(h, s)
	}
}

// greeted: an agent runs. When all do, they are told what to run.
func (l *launcher) greeted(h int, g greeting) {
	if l.course.hosts[h].stage != reaching {
		l.hostFailed(h, "its agent begins again")
		return
	}
	l.course.greet(h, g)
	l.verbose("%s: agent started (pid %d, %s, %s)", l.course.hosts[h].name, g.PID, g.System, g.Supply)
	if !l.course.arrive(h, greeted) || !l.course.ongoing() {
		return
	}
	counts, err := l.counts()
	if err != nil {
		l.course.failf(misuse, "%v", err)
		return
	}
	if err := l.assign(counts); err != nil {
		l.course.failf(1, "%v", err)
	}
}

// assign tells the agents what to run.
func (l *launcher) assign(counts []int) error {
	l.course.deal(counts)
	authority, err := quic.NewAuthority()
	if err != nil {
		return err
	}
	var names []string
	for _, h := range l.course.hosts {
		names = append(names, h.name)
	}
	for i, h := range l.agents {
		keys, err := authority.Keys(i)
		if err != nil {
			return err
		}
		text, err := json.Marshal(keys)
		if err != nil {
			return err
		}
		r := l.job.roster()
		r.Host, r.Counts = i, counts
		h.assigned = true
		h.box.send(frameAssign, assignment{
			Roster: r, Names: names, Keys: text, Network: l.job.Settings.UseIP,
			Input: i == 0 && l.job.Stdin != nil, Terminal: [2]bool{l.out.terminal, l.err.terminal},
		})
	}
	if l.job.Stdin != nil {
		l.input = newPump(l.job.Stdin, *l.agents[0].box)
	}
	return nil
}

// misuse is the exit code if the options do not go with the hosts.
const misuse = 2

// counts returns how many PEs each host gets. An error says that the options do
// not go with what there is on the hosts.
func (l *launcher) counts() (counts []int, err error) {
	place := l.job.Settings.Placement
	var supplies []supply
	for _, h := range l.course.hosts {
		if _, err := place.cpus(h.greeting.Supply.Machine); err != nil {
			return nil, fmt.Errorf("host %s: %w", h.name, err)
		}
		supplies = append(supplies, h.greeting.Supply)
	}
	if place.Provision.given() {
		return place.provide(supplies, l.job.PEs)
	}
	hosts := make([]nodelist.Host, len(l.job.Hosts))
	for i, h := range l.job.Hosts {
		hosts[i].CPUs = h.CPUs
		counts = append(counts, max(h.CPUs, 1))
	}
	if l.job.PEs != 0 {
		counts = nodelist.Deal(l.job.PEs, hosts)
	}
	return counts, enoughPEs(counts, l.course.hosts)
}

func enoughPEs(counts []int, hosts []hostProgress) error {
	total := 0
	for i, n := range counts {
		if n == 0 {
			return fmt.Errorf("there is no PE for host %s: name fewer hosts, or give more PEs (+p)", hosts[i].name)
		}
		total += n
	}
	if total > maxPEs {
		return fmt.Errorf("%d PEs on %d hosts, want at most %d", total, len(hosts), maxPEs)
	}
	return nil
}

// listening: a host's gateway can be called. When all can, all are told where.
func (l *launcher) listening(h int, address string) {
	l.course.hosts[h].address = address
	if l.course.hosts[h].stage != greeted || !l.course.arrive(h, listens) {
		return
	}
	var p peers
	for _, h := range l.course.hosts {
		p.Addresses = append(p.Addresses, h.address)
	}
	for _, a := range l.agents {
		a.box.send(framePeers, p)
	}
}

// hostFailed: an agent tells that its host cannot go on.
func (l *launcher) hostFailed(h int, why string) {
	l.course.failf(1, "host %s: %s", l.course.hosts[h].name, why)
	l.course.arrive(h, complete) // it will not start any more PEs
}

// taken: PE 0 has read what was sent to it last.
func (l *launcher) taken() {
	if l.input != nil {
		l.input.taken()
	}
}

// A pump sends the launcher's input to PE 0, a piece at a time.
type pump struct {
	next chan struct{} // has a token if PE 0 has the last piece
}

const pieceBytes = 32 << 10

func newPump(in io.Reader, to outbox) *pump {
	p := &pump{next: make(chan struct{}, 1)}
	go func() {
		buf := make([]byte, pieceBytes)
		for {
			if inBackground(in) {
				to.sendBytes(frameIn, nil)
				return
			}
			n, err := in.Read(buf)
			if n > 0 {
				to.sendBytes(frameIn, buf[:n])
				<-p.next
			}
			if err != nil {
				to.sendBytes(frameIn, nil)
				return
			}
		}
	}()
	return p
}

// taken tells that PE 0 has the last piece.
func (p *pump) taken() {
	select {
	case p.next <- struct{}{}:
	default: // nobody has asked
	}
}
