package quic

import (
	"context"
	"fmt"
	"io"

	"github.com/puzpuzpuz/xsync/v3"
	quicgo "github.com/quic-go/quic-go"
)

// A peer is another host of the job, and the connection to it.
type peer struct {
	gateway *Gateway
	host    int
	conn    *quicgo.Conn

	lanes []*lane
	bulks []*bulk

	inLanes []*inLane
	larges  *xsync.MapOf[uint64, *inLarge] // by number: those of which one half has come
	sent    uint64                         // large messages, to number them
}

// How many streams there are in each direction. The PE that sends decides which
// lane a message takes; a large message takes the bulk with the least to do.
const (
	numLanes   = 4
	numBulks   = 4
	numStreams = numLanes + numBulks + 1 // with that of the hellos
)

func newPeer(g *Gateway, host int, conn *quicgo.Conn) *peer {
	p := &peer{gateway: g, host: host, conn: conn, larges: xsync.NewMapOf[uint64, *inLarge]()}
	for range numLanes {
		p.inLanes = append(p.inLanes, newInLane(p))
	}
	return p
}

// The first two bytes of a stream are its head: what it is, and its number among
// its like.
const (
	headLane byte = 1 + iota
	headBulk
	headBytes = 2
)

// open opens the streams that this host sends on.
func (p *peer) open(ctx context.Context) error {
	for i := range numLanes + numBulks {
		stream, err := p.conn.OpenUniStreamSync(ctx)
		if err != nil {
			return err
		}
		head := []byte{headLane, byte(i)}
		if i >= numLanes {
			head = []byte{headBulk, byte(i - numLanes)}
		}
		if _, err := stream.Write(head); err != nil {
			return err
		}
		if i < numLanes {
			p.lanes = append(p.lanes, newLane(stream, p.gateway.config.limits.batch, p.broken))
		} else {
			p.bulks = append(p.bulks, &bulk{stream: stream, broken: p.broken, queue: p.gateway.queued})
		}
	}
	return nil
}

// receive reads the streams of the peer until the connection ends.
func (p *peer) receive() {
	for range numLanes + numBulks {
		stream, err := p.conn.AcceptUniStream(context.Background())
		if err != nil {
			p.broken(err)
			return
		}
		go func() { p.broken(p.read(stream)) }()
	}
}

func (p *peer) read(stream *quicgo.ReceiveStream) error {
	var head [headBytes]byte
	if n, err := io.ReadFull(stream, head[:]); err != nil {
		return truncated(err, n)
	}
	kind, number := head[0], int(head[1])
	switch {
	case kind == headLane && number < numLanes:
		return p.inLanes[number].read(stream)
	case kind == headBulk && number < numBulks:
		return p.readBulk(stream)
	}
	return fmt.Errorf("there is no stream %d of kind %d", number, kind)
}

// send sends a short message to PEs of the peer. Only the way out sends.
func (p *peer) send(from int, pes []int32, m []byte) {
	p.add(frameMessage, from, pes, m)
}

// add puts a frame into the lane of a PE, to be flushed.
func (p *peer) add(kind frameKind, from int, pes []int32, payload []byte) *lane {
	l := p.laneOf(from)
	l.add(kind, from, pes, payload)
	if !l.started {
		l.started = true
		p.gateway.started = append(p.gateway.started, l)
	}
	return l
}

// laneOf returns the lane of a PE, once it is not full.
func (p *peer) laneOf(from int) *lane {
	l := p.lanes[from%numLanes]
	if l.full() {
		p.gateway.flush() // what others wait for must not wait, too
		l.wait()
	}
	return l
}

// sendLarge sends a large one, and calls done when it is written.
func (p *peer) sendLarge(from int, pes []int32, m []byte, done func()) {
	r := reference{p.sent, uint64(len(m))}
	p.sent++
	var place [referenceBytes]byte
	if queued := p.gateway.queued; queued.full(len(m)) {
		p.gateway.flush() // the places of those that are queued
		queued.wait(len(m))
	}
	l := p.add(frameReference, from, pes, r.append(place[:0]))
	l.flush() // the reader of the bytes goes on when it is there
	least := p.bulks[0]
	for _, b := range p.bulks[1:] {
		if b.load() < least.load() {
			least = b
		}
	}
	least.add(large{r, m, done})
}

// broken is told of the end of a stream or of the connection.
func (p *peer) broken(err error) {
	if err != nil {
		p.gateway.broken(p.host, err)
	}
}
