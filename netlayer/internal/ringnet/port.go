package ringnet

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/ring"
)

// A Carrier is what a network needs from those that made its memory.
type Carrier interface {
	// Sleep sleeps while PE pe's bell is asleep: until Wake, or timeout has
	// passed (< 0: none). It may return early.
	Sleep(pe int, bell *uint32, asleep uint32, timeout time.Duration)

	// Wake ends the Sleep of PE pe, after its bell has been changed.
	Wake(pe int, bell *uint32)

	// Yield lets others run that want the processor.
	Yield()

	// Close is told that a Port is of no more use.
	Close() error
}

// A port is one PE's end of the network.
type port struct {
	pe, numPEs int
	options    Options // filled
	carrier    Carrier

	in     *ring.Consumer
	blocks heap
	inline int // longest message that goes through a ring
	peers  []peer
	wanted []byte // bit set, ours: who waits for room in our ring

	exchange exchange
	heard    int // who sent the last message that came whole in the ring

	open reservation
	held holding

	waiting []int32 // PEs with a backlog, those to be served first in front
	spare   []int32 // what waiting is built from
	needy   int     // messages in all backlogs that are yet to be given a block
	refused bool    // one of them could not be given one in this Flush
	moved   uint64  // counts records that were sent from a backlog

	woken   atomic.Bool   // Wake was called
	spinFor time.Duration // how long the next Wait spins, at most
	yields  int           // and how often it yields

	stats netlayer.Stats
}

// A peer is what a port has of one PE, its own included.
type peer struct {
	out     *ring.Producer
	line    []byte // of its exchange
	bell    *uint32
	blocks  []byte
	readers []byte
	starved *atomic.Uint64
	wanted  *atomic.Uint64 // the word with the bit that is ours
	backlog backlog
	parts   *assembly // a message from it of which some parts have come
}

// New returns the Port of a PE. The memory is as Layout says, and the same for
// all PEs, as are numPEs and the options but Spin and Yields.
func New(mem []byte, pe, numPEs int, options Options, carrier Carrier) (netlayer.Port, error) {
	l, err := newLayout(numPEs, options)
	if err != nil {
		return nil, err
	}
	if pe < 0 || pe >= numPEs {
		return nil, fmt.Errorf("ringnet: the PE is %d, want one of %d PEs", pe, numPEs)
	}
	if len(mem) != numPEs*l.part {
		return nil, fmt.Errorf("ringnet: the memory is %d bytes, want %d for %d PEs", len(mem), numPEs*l.part, numPEs)
	}
	p := &port{
		pe:      pe,
		numPEs:  numPEs,
		options: l.options,
		carrier: carrier,
		inline:  min(inlineMax, ring.Max(l.options.RingBytes)),
		spinFor: l.options.Spin,
		yields:  l.options.Yields,
		peers:   make([]peer, numPEs),

		exchange: exchange{with: nobody},
		heard:    nobody,
	}
	for i := range p.peers {
		part := l.of(mem, i)
		out, err := ring.NewProducer(l.ringOf(part), pe)
		if err != nil {
			return nil, err
		}
		p.peers[i] = peer{
			out:     out,
			line:    part[l.exchange:],
			bell:    bellOf(part, l.bell),
			blocks:  part[l.blocks:],
			readers: part[l.readers:l.ring],
			starved: ring.Word(part, l.starved),
			wanted:  ring.Word(part, l.wanted+pe/64*8),
		}
	}
	own := l.of(mem, pe)
	p.wanted = own[l.wanted:l.readers]
	p.blocks = newHeap(own[l.blocks:], own[l.readers:l.ring], ring.Word(own, l.starved))
	p.in, err = ring.NewConsumer(l.ringOf(own), p.tellRoom)
	return p, err
}

func (p *port) PE() int               { return p.pe }
func (p *port) NumPEs() int           { return p.numPEs }
func (p *port) Stats() netlayer.Stats { return p.stats }
func (p *port) Close() error          { return p.carrier.Close() }
