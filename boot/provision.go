package boot

import (
	"fmt"
	"os"

	"github.com/charm4go/charm/internal/topology"
)

// A supply is what a job may use of a host.
type supply struct {
	Machine topology.Machine // the CPUs of the affinity mask
	Usable  int              // how many of them at a time: see UsableCPUs
}

// supplyHere returns what there is on this host.
func supplyHere() supply {
	cpus := affinity()
	return supply{topology.Read(os.DirFS(topology.Folder), cpus), usableOf(cpus)}
}

func (s supply) String() string {
	return fmt.Sprintf("%d CPUs to use, sockets: %d, cores: %d", s.Usable,
		len(s.Machine.Units(topology.Socket)), len(s.Machine.Units(topology.Core)))
}

// A provision says how many PEs a host gets by what there is on it.
type provision struct {
	Each   int           `json:",omitzero"` // PEs; 0: it says nothing
	Per    topology.Unit `json:",omitzero"` // for each of these
	option string        // that has said so, with its argument
}

func (p provision) given() bool { return p.Each > 0 }

// take makes s provide as an option says.
func (p provision) take(s *Settings) error {
	before := s.Placement.Provision
	if before.given() && (before.Each != p.Each || before.Per != p.Per) {
		return fmt.Errorf("%s is given as well, which says otherwise: leave one of them out", before.option)
	}
	s.Placement.Provision = p
	return nil
}

// setProvision returns the set function of an option that says how many PEs
// there are for each unit.
func setProvision(option string, per topology.Unit) func(*Settings, string) error {
	return func(s *Settings, arg string) error {
		each, err := count(arg)
		if err != nil {
			return err
		}
		return provision{each, per, option + " " + arg}.take(s)
	}
}

// setAuto returns the set function of an option that fills the hosts.
func setAuto(option string) func(*Settings, string) error {
	return func(s *Settings, _ string) error { return provision{1, topology.PU, option}.take(s) }
}

// pes returns how many PEs a host gets without some of its CPUs. No more units
// count than CPUs may be used at a time: PEs for others would only share those.
func (p provision) pes(of supply, without []int) int {
	units := len(of.Machine.Without(without).Units(p.Per))
	return p.Each * max(min(units, of.Usable), 1)
}

// deal returns the CPUs of each PE of a host, which has as many as the provision
// says: those of one unit come after the other. If it says nothing, they are for
// as many PEs as there are CPUs.
func (p provision) deal(machine topology.Machine) (of [][]int) {
	if !p.given() {
		p = provision{Each: 1, Per: topology.PU}
	}
	for _, unit := range machine.Units(p.Per) {
		of = append(of, unit.Deal(p.Each)...)
	}
	return of
}

// provide returns how many PEs each host gets, by a provision. That has to agree
// with the number of PEs, unless it is 0.
func (p placement) provide(hosts []supply, pes int) ([]int, error) {
	counts := make([]int, len(hosts))
	total := 0
	for i, h := range hosts {
		counts[i] = p.Provision.pes(h, p.Exclude)
		total += counts[i]
	}
	where := "here"
	if len(hosts) > 1 {
		where = fmt.Sprintf("on %d hosts", len(hosts))
	}
	switch {
	case total > maxPEs:
		return nil, fmt.Errorf("%s: that makes %d PEs %s, want at most %d", p.Provision.option, total, where, maxPEs)
	case pes != 0 && pes != total:
		return nil, fmt.Errorf("+p %d: %s makes %d PEs %s; leave one of the two out", pes, p.Provision.option, total, where)
	}
	return counts, nil
}

// PEsHere returns how many PEs a job on this host alone has. An error says that
// the options do not go with what there is here.
func (s Settings) PEsHere() (int, error) {
	if !s.Placement.Provision.given() && !s.Placement.Bind {
		return max(s.PEs, 1), nil
	}
	here := supplyHere()
	if _, err := s.Placement.cpus(here.Machine); err != nil {
		return 0, err
	}
	if !s.Placement.Provision.given() {
		return max(s.PEs, 1), nil
	}
	counts, err := s.Placement.provide([]supply{here}, s.PEs)
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

// runsJob reports whether PEs are asked for, be it one.
func (s Settings) runsJob() bool { return s.PEs != 0 || s.Placement.Provision.given() }
