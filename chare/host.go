package chare

import (
	"fmt"
	"slices"
)

// This file says where PEs are: which host each is on, and which PEs are next to
// each other in a tree.

// hosts is which PEs each host has. PEs of a host need not be in a row.
type hosts struct {
	of   []int   // of each PE, from 0
	rank []int   // of each PE among those of its host, from 0
	pes  [][]int // of each host, ascending
}

// newHosts makes the table of n PEs from the host of each; nil stands for one
// host.
func newHosts(n int, of []int) hosts {
	if of == nil {
		of = make([]int, n)
	}
	hs := hosts{of: of, rank: make([]int, n)}
	for pe, h := range of {
		for len(hs.pes) <= h {
			hs.pes = append(hs.pes, nil)
		}
		hs.rank[pe] = len(hs.pes[h])
		hs.pes[h] = append(hs.pes[h], pe)
	}
	return hs
}

// several reports whether there are several hosts.
func (h *hosts) several() bool { return len(h.pes) > 1 }

func (k *kernel) hostPEs(host int) []int {
	if host < 0 || host >= len(k.hosts.pes) {
		panic(fmt.Sprintf("chare: host %d: there are hosts 0 to %d", host, len(k.hosts.pes)-1))
	}
	return k.hosts.pes[host]
}

func (k *kernel) hostOf(pe int) int { return k.hosts.of[k.existing(pe)] }
func (k *kernel) rankOf(pe int) int { return k.hosts.rank[k.existing(pe)] }

// existing returns pe, and panics if there is no such PE.
func (k *kernel) existing(pe int) int {
	if pe < 0 || pe >= k.n {
		panic(fmt.Sprintf("chare: there is no PE %d; there are PEs 0 to %d", pe, k.n-1))
	}
	return pe
}

func (b *Base) Host() int                { return b.kernel().hostOf(b.PE()) }
func (b *Base) NumHosts() int            { return len(b.kernel().hosts.pes) }
func (b *Base) HostPEs(host int) []int   { return slices.Clone(b.kernel().hostPEs(host)) }
func (b *Base) HostFirstPE(host int) int { return b.kernel().hostPEs(host)[0] }
func (b *Base) HostNumPEs(host int) int  { return len(b.kernel().hostPEs(host)) }
func (b *Base) PEHost(pe int) int        { return b.kernel().hostOf(pe) }
func (b *Base) PERank(pe int) int        { return b.kernel().rankOf(pe) }

func (t *Task) Host() int                { return t.k.hostOf(t.k.me) }
func (t *Task) NumHosts() int            { return len(t.k.hosts.pes) }
func (t *Task) HostPEs(host int) []int   { return slices.Clone(t.k.hostPEs(host)) }
func (t *Task) HostFirstPE(host int) int { return t.k.hostPEs(host)[0] }
func (t *Task) HostNumPEs(host int) int  { return len(t.k.hostPEs(host)) }
func (t *Task) PEHost(pe int) int        { return t.k.hostOf(pe) }
func (t *Task) PERank(pe int) int        { return t.k.rankOf(pe) }
