// Package sim joins PEs in a world without time, in which a seed decides what
// arrives when. One goroutine drives all of its PEs, and the same seed gives
// the same run.
package sim

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/charm4go/charm/netlayer"
)

// Options are the settings of a World.
type Options struct {
	// InOrder lets messages arrive in the order in which they were sent,
	// whatever the seed: a run to compare others with.
	InOrder bool
}

// A World is the network of a simulated run. How long a message is on its way
// is up to who drives the PEs: it arrives when its PE is next asked to receive,
// unless another one comes first.
type World struct {
	options  Options
	rng      *rand.Rand
	ports    []*port
	sent     uint64 // messages so far, to number them
	inFlight int
}

// New makes a world of n PEs.
func New(n int, seed uint64, options Options) *World {
	w := &World{options: options, rng: rand.New(rand.NewPCG(seed, 0)), ports: make([]*port, n)}
	for pe := range w.ports {
		w.ports[pe] = &port{world: w, pe: pe, from: make(map[int]*source)}
	}
	return w
}

// Ports returns the Ports of all PEs.
func (w *World) Ports() []netlayer.Port {
	ports := make([]netlayer.Port, len(w.ports))
	for pe, p := range w.ports {
		ports[pe] = p
	}
	return ports
}

// InFlight returns how many messages were sent and are not yet received.
func (w *World) InFlight() int { return w.inFlight }

// Deliverable reports whether there is a message for a PE.
func (w *World) Deliverable(pe int) bool { return len(w.ports[pe].ready) > 0 }

// A port is one PE's place in the world.
type port struct {
	world *World
	pe    int

	reserved []byte // nil if nothing is
	dsts     []int32

	from  map[int]*source // for looking up only, since its order is not ours to decide
	ready []*source       // those of from that have messages
	held  []byte          // the message of the last Recv

	stats netlayer.Stats
}

// A source is what is on its way from one PE to another.
type source struct {
	pe    int
	queue []message // oldest first
}

type message struct {
	number uint64 // among all that were sent
	bytes  []byte
}

func (p *port) PE() int     { return p.pe }
func (p *port) NumPEs() int { return len(p.world.ports) }

func (p *port) Reserve(dst, n int) []byte { return p.ReserveMany([]int32{int32(dst)}, n) }

func (p *port) ReserveMany(dsts []int32, n int) []byte {
	if p.reserved != nil {
		panic(fmt.Sprintf("sim: PE %d reserves %d bytes and has not committed what it reserved before", p.pe, n))
	}
	p.reserved, p.dsts = make([]byte, n), dsts
	return p.reserved
}

func (p *port) Commit(used int) {
	m := p.reserved[:used]
	for _, dst := range p.dsts {
		// Each reader has its own bytes, since Release spoils them.
		p.world.send(p.pe, int(dst), bytes.Clone(m))
		p.stats.Sent++
		p.stats.SentBytes += uint64(used)
	}
	p.Cancel()
}

func (p *port) Cancel() {
	if p.reserved == nil {
		panic(fmt.Sprintf("sim: PE %d has nothing reserved", p.pe))
	}
	p.reserved, p.dsts = nil, nil
}

func (w *World) send(from, dst int, m []byte) {
	to := w.ports[dst]
	s := to.from[from]
	if s == nil {
		s = &source{pe: from}
		to.from[from] = s
	}
	if len(s.queue) == 0 {
		to.ready = append(to.ready, s)
	}
	s.queue = append(s.queue, message{w.sent, m})
	w.sent++
	w.inFlight++
}

// Recv returns the oldest message from a PE that the seed picks.
func (p *port) Recv() (from int, m []byte, err error) {
	if p.held != nil {
		panic(fmt.Sprintf("sim: PE %d receives, and has not released what it received before", p.pe))
	}
	if len(p.ready) == 0 {
		return 0, nil, nil
	}
	at := p.pick()
	s := p.ready[at]
	p.held = s.queue[0].bytes
	s.queue[0] = message{}
	s.queue = s.queue[1:]
	if len(s.queue) == 0 {
		last := len(p.ready) - 1
		p.ready[at] = p.ready[last]
		p.ready = p.ready[:last]
	}
	p.world.inFlight--
	p.stats.Received++
	p.stats.ReceivedBytes += uint64(len(p.held))
	return s.pe, p.held, nil
}

// pick returns which of ready comes next.
func (p *port) pick() int {
	if !p.world.options.InOrder {
		return p.world.rng.IntN(len(p.ready))
	}
	oldest := 0
	for at, s := range p.ready {
		if s.queue[0].number < p.ready[oldest].queue[0].number {
			oldest = at
		}
	}
	return oldest
}

// Release spoils the message, so that whoever goes on using it is found out.
func (p *port) Release() {
	for i := range p.held {
		p.held[i] = spoiled
	}
	p.held = nil
}

const spoiled = 0xdb

// Nothing ever waits for room.

func (p *port) Pending() bool { return false }
func (p *port) Flush() bool   { return false }

// Wait returns at once: nothing will happen while its only goroutine waits.
func (p *port) Wait(time.Duration) {}
func (p *port) Wake()              {}

func (p *port) Stats() netlayer.Stats { return p.stats }
func (p *port) Close() error          { return nil }
