package route

import (
	"fmt"
	"math"
)

// Hosts says which PEs each host of a job has. They are numbered host by host.
type Hosts struct {
	first []int // PE of each host, and the number of PEs
	of    []int // the host of each PE
}

// NewHosts returns the table of hosts that have so many PEs.
func NewHosts(pes ...int) (*Hosts, error) {
	h := &Hosts{first: []int{0}}
	for host, n := range pes {
		if n < 1 || n >= math.MaxInt32-len(h.of) {
			return nil, fmt.Errorf("route: host %d has %d PEs, want at least 1 and less than %d of all hosts", host, n, math.MaxInt32)
		}
		for range n {
			h.of = append(h.of, host)
		}
		h.first = append(h.first, len(h.of))
	}
	if len(pes) == 0 {
		return nil, fmt.Errorf("route: there are no hosts")
	}
	return h, nil
}

// Len returns the number of hosts.
func (h *Hosts) Len() int { return len(h.first) - 1 }

// NumPEs returns the number of PEs of all hosts.
func (h *Hosts) NumPEs() int { return len(h.of) }

// First returns the first PE of a host.
func (h *Hosts) First(host int) int { return h.first[host] }

// PEs returns how many PEs a host has.
func (h *Hosts) PEs(host int) int { return h.first[host+1] - h.first[host] }

// Of returns the host of a PE.
func (h *Hosts) Of(pe int) int { return h.of[pe] }

// OfEach returns the host of each PE. It is only to be read.
func (h *Hosts) OfEach() []int { return h.of }

// Places is how many places a host with so many PEs has in its local network.
func Places(pes int) int { return pes + 2 }

// Out returns the place of the gateway that receives from the PEs of a host.
func (h *Hosts) Out(host int) int { return h.PEs(host) }

// In returns the place of the gateway that sends to the PEs of a host.
func (h *Hosts) In(host int) int { return h.PEs(host) + 1 }
