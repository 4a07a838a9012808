package route

import (
	"fmt"

	"github.com/charm4go/charm/netlayer"
)

// A port is the place of a PE in the network of all hosts.
type port struct {
	netlayer.Port // the local one: waiting is its business, and what waits for room

	hosts      *Hosts
	pe         int
	first, pes int // of this host
	out, in    int // places of the gateway

	open  reservation
	stats netlayer.Stats // but the backlog; the local Port counts labels too
}

// A reservation is what Reserve has given to the caller.
type reservation struct {
	label   int // bytes of the local reservation that are before the caller's
	readers int

	here, abroad []int32 // of several readers: ranks on this host, PEs of others
	both         bool    // there are here and abroad, and the message is in spare
	spare        []byte
	n            int // bytes of spare that are reserved
}

// New returns the Port of a PE of a job on several hosts, given its Port in the
// local network of its host, which then belongs to it.
func New(local netlayer.Port, hosts *Hosts, host int) (netlayer.Port, error) {
	pes := hosts.PEs(host)
	if rank := local.PE(); rank >= pes || local.NumPEs() != Places(pes) {
		return nil, fmt.Errorf("route: place %d of %d in the network of host %d, want one of its %d PEs and %d places", rank, local.NumPEs(), host, pes, Places(pes))
	}
	return &port{
		Port:  local,
		hosts: hosts,
		pe:    hosts.First(host) + local.PE(),
		first: hosts.First(host),
		pes:   pes,
		out:   hosts.Out(host),
		in:    hosts.In(host),
	}, nil
}

func (p *port) PE() int     { return p.pe }
func (p *port) NumPEs() int { return p.hosts.NumPEs() }

func (p *port) Reserve(dst, n int) []byte {
	p.open.readers = 1
	if rank := dst - p.first; uint(rank) < uint(p.pes) {
		p.open.label = 0
		return p.Port.Reserve(rank, n)
	}
	p.open.abroad = append(p.open.abroad[:0], int32(dst))
	return p.reserveAbroad(n)
}

// reserveAbroad reserves a message to the PEs of other hosts in abroad.
func (p *port) reserveAbroad(n int) []byte {
	p.open.label = outBytes(len(p.open.abroad))
	b := p.Port.Reserve(p.out, p.open.label+n)
	putOut(b, p.open.abroad)
	return b[p.open.label:]
}

func (p *port) ReserveMany(dsts []int32, n int) []byte {
	o := &p.open
	o.readers = len(dsts)
	o.here, o.abroad = o.here[:0], o.abroad[:0]
	for _, dst := range dsts {
		if rank := int(dst) - p.first; uint(rank) < uint(p.pes) {
			o.here = append(o.here, int32(rank))
		} else {
			o.abroad = append(o.abroad, dst)
		}
	}
	switch {
	case len(o.abroad) == 0:
		o.label = 0
		return p.Port.ReserveMany(o.here, n)
	case len(o.here) == 0:
		return p.reserveAbroad(n)
	}
	return p.reserveSpare(n)
}

// maxSpare is how much memory is kept for messages to PEs both here and abroad.
const maxSpare = 1 << 20

// reserveSpare reserves a message of which two copies will be sent, one with a
// label and one without. Only the tops of trees send such, and over the
// network a copy more is little.
func (p *port) reserveSpare(n int) []byte {
	o := &p.open
	if o.both {
		panic(fmt.Sprintf("route: PE %d reserves %d bytes and has not committed what it reserved before", p.pe, n))
	}
	if len(o.spare) > maxSpare || len(o.spare) < n {
		o.spare = make([]byte, n)
	}
	o.both, o.n = true, n
	return o.spare[:n:n]
}

func (p *port) Commit(used int) {
	o := &p.open
	if o.both {
		m := o.spare[:o.n][:used]
		o.both = false
		copy(p.Port.ReserveMany(o.here, used), m)
		p.Port.Commit(used)
		copy(p.reserveAbroad(used), m)
	}
	p.Port.Commit(o.label + used)
	p.stats.Sent += uint64(o.readers)
	p.stats.SentBytes += uint64(o.readers) * uint64(used)
}

func (p *port) Cancel() {
	if p.open.both {
		p.open.both = false
		return
	}
	p.Port.Cancel()
}

func (p *port) Recv() (from int, m []byte, err error) {
	from, m, err = p.Port.Recv()
	if m == nil || err != nil {
		return p.first + from, nil, err
	}
	switch {
	case from < p.pes:
		from += p.first
	case from == p.in:
		from, m, err = p.hosts.takeIn(m)
	default:
		err = fmt.Errorf("route: PE %d received a message from place %d, which only receives", p.pe, from)
	}
	p.stats.Received++
	p.stats.ReceivedBytes += uint64(len(m))
	return from, m, err
}

// Keep implements netlayer.Keeper, where the local Port does.
func (p *port) Keep() (giveBack func(), ok bool) {
	if keeper, ok := p.Port.(netlayer.Keeper); ok {
		return keeper.Keep()
	}
	return nil, false
}

func (p *port) Stats() netlayer.Stats {
	s := p.Port.Stats()
	s.Sent, s.SentBytes = p.stats.Sent, p.stats.SentBytes
	s.Received, s.ReceivedBytes = p.stats.Received, p.stats.ReceivedBytes
	return s
}
