package quic

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

// An inLane is a lane at its receiving end. It delivers messages in the order of
// their frames, but for large ones that are still on their way: what comes
// after one of those, between the same two PEs, is held until it has come.
type inLane struct {
	peer *peer

	mu    sync.Mutex
	held  map[pair]*heldQueue
	bytes int       // that are held, without those of large messages
	room  sync.Cond // they have become less than limits.held

	ranks []int32 // for one frame
}

// A pair is the PE that sends and the rank of the one that receives.
type pair struct {
	from uint32
	rank int32
}

// A heldQueue is what has come between one pair since a large message that has
// not come yet, which is its first.
type heldQueue struct{ items []heldItem }

type heldItem struct {
	bytes []byte
	large *inLarge // instead of bytes
}

// An inLarge is a large message of which the reference or the bytes have come.
type inLarge struct {
	lane  *inLane // nil: no reference yet
	from  uint32
	ranks []int32

	length  uint64
	bytes   []byte        // nil: they have not come yet
	missing int           // readers that have yet to get it
	over    chan struct{} // closed when there are none
}

func newInLane(p *peer) *inLane {
	l := &inLane{peer: p, held: map[pair]*heldQueue{}}
	l.room.L = &l.mu
	return l
}

// read delivers what comes on a stream until that ends.
func (l *inLane) read(stream io.Reader) error {
	pes := l.peer.gateway.localPEs()
	buf := make([]byte, 2*maxFrame(pes))
	start, end := 0, 0
	for {
		n, err := stream.Read(buf[end:])
		end += n
		for start < end {
			f, n, err := parseFrame(buf[start:end], pes)
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
			start += n
			if err := l.take(f); err != nil {
				return err
			}
		}
		if err != nil {
			return truncated(err, end-start)
		}
		if start == end {
			start, end = 0, 0
		} else if len(buf)-end < len(buf)/2 {
			end = copy(buf, buf[start:end])
			start = 0
		}
	}
}

// truncated is the error of a stream that has ended, which none may.
func truncated(err error, rest int) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("a stream ends, with %d bytes of what was to follow", rest)
	}
	return err
}

// take delivers or holds one frame.
func (l *inLane) take(f frame) error {
	if !l.peer.has(f.from) {
		return fmt.Errorf("a message from PE %d, which is on another host", f.from)
	}
	g := l.peer.gateway
	first, pes := uint32(g.hosts.First(g.host)), uint32(g.localPEs())
	l.ranks = l.ranks[:0]
	for i := range len(f.pes) / 4 {
		rank := f.pe(i) - first
		if rank >= pes {
			return fmt.Errorf("a message to PE %d, which is on another host", f.pe(i))
		}
		l.ranks = append(l.ranks, int32(rank))
	}
	if f.kind == frameReference {
		r, err := parseReference(f.payload)
		if err != nil {
			return err
		}
		return l.takeReference(f.from, r)
	}
	l.takeMessage(f.from, f.payload)
	return nil
}

func (l *inLane) takeMessage(from uint32, m []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	// The large messages do not wait for this lane.
	for l.bytes > l.peer.gateway.config.limits.held && !l.peer.gateway.ended() {
		l.room.Wait()
	}
	free := l.ranks
	if len(l.held) > 0 {
		free = free[:0]
		var bytes []byte
		for _, rank := range l.ranks {
			q := l.held[pair{from, rank}]
			if q == nil {
				free = append(free, rank)
				continue
			}
			if bytes == nil {
				bytes = append(bytes, m...)
			}
			q.items = append(q.items, heldItem{bytes: bytes})
			l.bytes += len(bytes)
		}
	}
	if len(free) > 0 {
		l.peer.gateway.in.deliver(int(from), free, m)
	}
}

// takeReference makes what follows between its pairs wait for a large message.
func (l *inLane) takeReference(from uint32, r reference) error {
	m := &inLarge{lane: l, from: from, ranks: append([]int32(nil), l.ranks...), length: r.length, missing: len(l.ranks), over: make(chan struct{})}
	l.mu.Lock()
	for _, rank := range m.ranks {
		p := pair{from, rank}
		if l.held[p] == nil {
			l.held[p] = new(heldQueue)
		}
		l.held[p].items = append(l.held[p].items, heldItem{large: m})
	}
	l.mu.Unlock()
	return l.peer.refer(r.number, m)
}

// complete delivers a large message, whose bytes have come, to those readers
// that have nothing else before it, and then what was held behind it.
func (l *inLane) complete(m *inLarge, bytes []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m.bytes = bytes
	var now []int32
	for _, rank := range m.ranks {
		if q := l.held[pair{m.from, rank}]; q.items[0].large == m {
			now = append(now, rank)
		}
	}
	if len(now) > 0 {
		// All at once, so that they share one copy of it.
		l.peer.gateway.in.deliver(int(m.from), now, bytes)
	}
	for _, rank := range now {
		p := pair{m.from, rank}
		q := l.held[p]
		l.strike(q)
		l.advance(p, q)
	}
	l.room.Signal()
}

// advance delivers what a pair does not have to wait for any more.
func (l *inLane) advance(p pair, q *heldQueue) {
	for len(q.items) > 0 {
		it := q.items[0]
		bytes := it.bytes
		if it.large != nil {
			if bytes = it.large.bytes; bytes == nil {
				return
			}
		}
		l.peer.gateway.in.deliver(int(p.from), []int32{p.rank}, bytes)
		l.strike(q)
	}
	delete(l.held, p)
}

// strike takes the first item, which has been delivered, out of a queue.
func (l *inLane) strike(q *heldQueue) {
	it := q.items[0]
	q.items[0] = heldItem{}
	q.items = q.items[1:]
	l.bytes -= len(it.bytes)
	if m := it.large; m != nil {
		if m.missing--; m.missing == 0 {
			close(m.over)
		}
	}
}

// refer tells of a reference to a large message, whose bytes may have come
// already.
func (p *peer) refer(number uint64, m *inLarge) error {
	came, ok := p.larges.LoadOrStore(number, m)
	if !ok {
		return nil // who reads the bytes will see to it
	}
	if came.lane != nil || came.length != m.length {
		return fmt.Errorf("large message %d is referred to twice, or with another length than %d", number, came.length)
	}
	p.larges.Delete(number)
	m.over = came.over // on which the reader of the bytes waits
	m.lane.complete(m, came.bytes)
	return nil
}

// maxKeptBytes is how much memory is kept for the next large message.
const maxKeptBytes = 4 << 20

// readBulk takes large messages off a stream, until that ends. It goes on only
// when one has been delivered, which bounds the memory that they take.
//
// Nobody waits for ever: take the message that was sent first among those that
// are not delivered. Nothing that is before it on its stream, or before its
// reference on its lane, is undelivered; so neither of the two readers waits.
func (p *peer) readBulk(stream io.Reader) error {
	var head [referenceBytes]byte
	var buf []byte
	for {
		if n, err := io.ReadFull(stream, head[:]); err != nil {
			return truncated(err, n)
		}
		r, err := parseReference(head[:])
		if err != nil {
			return err
		}
		if buf, err = readMessage(stream, buf[:0], int(r.length)); err != nil {
			return truncated(err, len(buf))
		}
		over := p.came(r, buf)
		if over == nil {
			return fmt.Errorf("large message %d comes twice, or with another length than %d", r.number, r.length)
		}
		select {
		case <-over:
		case <-p.gateway.over:
			return nil
		}
		if cap(buf) > maxKeptBytes {
			buf = nil
		}
	}
}

// readMessage appends n bytes to b. That grows as they come, since a length alone
// is not to be believed.
func readMessage(r io.Reader, b []byte, n int) ([]byte, error) {
	for len(b) < n {
		have := len(b)
		more := min(n-have, max(have, maxKeptBytes))
		b = slices.Grow(b, more)[:have+more]
		if got, err := io.ReadFull(r, b[have:]); err != nil {
			return b[:have+got], err
		}
	}
	return b, nil
}

// came tells that the bytes of a large message have come. The channel is closed
// when they are not needed any more.
func (p *peer) came(r reference, bytes []byte) <-chan struct{} {
	came := &inLarge{length: r.length, bytes: bytes, over: make(chan struct{})}
	m, ok := p.larges.LoadOrStore(r.number, came)
	if !ok {
		return came.over
	}
	if m.lane == nil || m.length != r.length {
		return nil
	}
	p.larges.Delete(r.number)
	m.lane.complete(m, bytes)
	return m.over
}

// has reports whether a PE is one of the peer's.
func (p *peer) has(pe uint32) bool {
	hosts := p.gateway.hosts
	return pe < uint32(hosts.NumPEs()) && hosts.Of(int(pe)) == p.host
}
