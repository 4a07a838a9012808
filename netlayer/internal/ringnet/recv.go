package ringnet

import (
	"fmt"
	"math"

	"github.com/charm4go/charm/internal/bulk"
	"github.com/charm4go/charm/ring"
)

// A holding is where the message of the last Recv is.
type holding struct {
	place place
	from  int // if shared: who owns the block
	unit  int // and where it starts
}

// An assembly is a message that comes in parts. The parts of one sender come one
// after the other, since it sends its messages to us in order.
type assembly struct {
	bytes []byte // all of the message
	got   int    // bytes that have come
}

func (p *port) Recv() (from int, m []byte, err error) {
	if p.held.place != nowhere {
		panic(fmt.Sprintf("ringnet: PE %d receives, and has not released what it received before", p.pe))
	}
	for {
		from, kind, data, err := p.in.Peek()
		if p.exchanged() {
			return p.recvExchange()
		}
		if data == nil && err == nil {
			return 0, nil, nil
		}
		if kind == whole && from < p.numPEs {
			p.heard = from
			p.held.place = inRing
			p.countReceived(len(data))
			return from, data, nil
		}
		m, err := p.recvReference(from, kind, data, err)
		if m != nil || err != nil {
			return from, m, err
		}
		// It was a part of a message of which others are missing.
	}
}

func (p *port) countReceived(length int) {
	p.stats.Received++
	p.stats.ReceivedBytes += uint64(length)
}

// recvReference goes on with Recv when the record is not a message itself. It
// returns nil if it is not the end of one either.
func (p *port) recvReference(from int, kind ring.Kind, data []byte, err error) ([]byte, error) {
	switch {
	case err != nil:
		return nil, p.bad(from, err)
	case from >= p.numPEs:
		return nil, p.bad(from, fmt.Errorf("there are only %d PEs", p.numPEs))
	case kind == offers:
		err := p.accept(from)
		p.in.Release()
		return nil, err
	case kind != refer && kind != referPart:
		return nil, p.bad(from, fmt.Errorf("there is no kind %d of record", kind))
	case len(data) != referenceBytes:
		return nil, p.bad(from, fmt.Errorf("a reference of %d bytes, want %d", len(data), referenceBytes))
	}
	r := takeReference(data)
	sender := &p.peers[from]
	units := uint64(len(sender.blocks) / unitBytes)
	if r.unit >= units || r.length > uint64(len(sender.blocks))-r.unit*unitBytes || readersOf(sender.readers, int(r.unit)).Load() == 0 {
		return nil, p.bad(from, fmt.Errorf("%d bytes in the block at unit %d of %d, which is not lent or not as long", r.length, r.unit, units))
	}
	at := int(r.unit) * unitBytes
	bytes := sender.blocks[at : at+int(r.length) : at+int(r.length)]
	if kind == referPart {
		return p.recvPart(from, bytes, r)
	}
	p.in.Release() // the reference has been read
	p.held = holding{shared, from, int(r.unit)}
	p.countReceived(len(bytes))
	return bytes, nil
}

// recvPart adds a part to the message that it belongs to, and returns that if it
// is complete.
func (p *port) recvPart(from int, bytes []byte, r reference) ([]byte, error) {
	sender := &p.peers[from]
	a := sender.parts
	if a == nil {
		if r.total > maxMessage || r.total <= r.length {
			return nil, p.bad(from, fmt.Errorf("the first %d bytes of a message of %d", r.length, r.total))
		}
		a = &assembly{bytes: make([]byte, r.total)}
		sender.parts = a
	}
	if r.total != uint64(len(a.bytes)) || len(bytes) > len(a.bytes)-a.got {
		return nil, p.bad(from, fmt.Errorf("%d more bytes of a message of %d, have %d of %d", len(bytes), r.total, a.got, len(a.bytes)))
	}
	a.got += bulk.Copy(a.bytes[a.got:], bytes)
	p.giveBack(from, int(r.unit))
	p.in.Release()
	if a.got < len(a.bytes) {
		return nil, nil
	}
	sender.parts = nil
	p.held.place = own
	p.countReceived(len(a.bytes))
	return a.bytes, nil
}

// maxMessage is only there to tell a length from nonsense before memory is
// asked for.
const maxMessage = min(1<<40, math.MaxInt)

func (p *port) bad(from int, err error) error {
	return fmt.Errorf("ringnet: PE %d received a bad record from PE %d: %w", p.pe, from, err)
}

func (p *port) Release() {
	switch p.held.place {
	case inRing:
		p.in.Release()
	case inExchange:
		p.exchange.ours = true
	case shared:
		p.giveBack(p.held.from, p.held.unit)
	}
	p.held.place = nowhere
}

// Keep implements netlayer.Keeper. A message in a ring can not be kept, since
// the ring gives back its bytes in order.
func (p *port) Keep() (giveBack func(), ok bool) {
	held := p.held
	switch held.place {
	case shared:
		giveBack = func() { p.giveBack(held.from, held.unit) }
	case own:
		giveBack = func() {}
	default:
		return nil, false
	}
	p.held.place = nowhere
	return giveBack, true
}

// giveBack ends our reading of a block. It touches nothing that is the port's
// own, so any goroutine may call it.
func (p *port) giveBack(owner, unit int) {
	sender := &p.peers[owner]
	if readersOf(sender.readers, unit).Add(^uint64(0)) == 0 && sender.starved.Load() != 0 && sender.starved.Swap(0) != 0 {
		p.wakeIfAsleep(owner)
	}
}
