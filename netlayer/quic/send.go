package quic

import (
	"errors"
	"sync"

	quicgo "github.com/quic-go/quic-go"
)

// A lane is a stream for small messages, and for the places of large ones.
// Messages that come while the connection is busy are collected, and go
// together.
type lane struct {
	stream *quicgo.SendStream
	most   int // bytes that batch may have while the receiver does not keep up
	broken func(error)

	started bool // it is in Gateway.started

	mu    sync.Mutex
	batch []byte // frames that the stream does not have yet
	spare []byte // what the next batch is made of
	busy  bool   // write is under way
	room  sync.Cond
}

// batchBytes is how much is collected while there are messages in the ring of
// the way out. More is not sent with less effort.
const batchBytes = 32 << 10

func newLane(stream *quicgo.SendStream, most int, broken func(error)) *lane {
	l := &lane{stream: stream, most: most, broken: broken}
	l.room.L = &l.mu
	return l
}

// add puts a frame into the batch, which is not full, made of a head and a payload.
func (l *lane) add(kind frameKind, from int, pes []int32, payload []byte) {
	l.mu.Lock()
	l.batch = appendFrameHead(l.batch, kind, from, pes, len(payload))
	l.batch = append(l.batch, payload...)
	full := len(l.batch) >= batchBytes
	l.mu.Unlock()
	if full {
		l.flush()
	}
}

// full reports whether add has to wait, which wait does.
func (l *lane) full() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.busy && len(l.batch) > l.most
}

func (l *lane) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.busy && len(l.batch) > l.most {
		l.room.Wait()
	}
}

// flush gives the batch to the stream, at once if the receiver has room for it.
func (l *lane) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy || len(l.batch) == 0 {
		return
	}
	switch err := l.stream.TryWriteAll(l.batch); {
	case err == nil:
		l.batch = l.batch[:0]
	case errors.Is(err, quicgo.ErrWouldBlock):
		l.busy = true
		go l.write()
	default:
		l.batch = l.batch[:0]
		l.broken(err)
	}
}

// write writes batches until there are none.
func (l *lane) write() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.batch) > 0 {
		batch := l.batch
		l.batch = l.spare[:0]
		l.room.Signal()
		l.mu.Unlock()
		_, err := l.stream.Write(batch)
		l.mu.Lock()
		l.spare = batch
		if err != nil {
			l.batch = l.batch[:0]
			l.broken(err)
		}
	}
	l.busy = false
	l.room.Signal()
}

// A bulk is a stream for large messages, one after the other.
type bulk struct {
	stream *quicgo.SendStream
	broken func(error)
	queue  *queued

	mu      sync.Mutex
	waiting []large // the first of them is being written
	bytes   int     // of all of them
}

// A large message waits to be written.
type large struct {
	reference
	bytes []byte
	done  func() // the bytes are not needed any more
}

// queued is how many bytes wait in the bulks of all peers.
type queued struct {
	most  int
	mu    sync.Mutex
	bytes int
	room  sync.Cond
}

func newQueued(most int) *queued {
	q := &queued{most: most}
	q.room.L = &q.mu
	return q
}

// full reports whether there is no room for n more, for which wait waits.
func (q *queued) full(n int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.bytes > 0 && q.bytes+n > q.most
}

func (q *queued) wait(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.bytes > 0 && q.bytes+n > q.most {
		q.room.Wait()
	}
}

func (q *queued) add(n int) {
	q.mu.Lock()
	q.bytes += n
	q.mu.Unlock()
}

func (q *queued) remove(n int) {
	q.mu.Lock()
	q.bytes -= n
	q.mu.Unlock()
	q.room.Signal()
}

// load is how much waits.
func (b *bulk) load() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes
}

// add has a message written after those that wait.
func (b *bulk) add(m large) {
	b.queue.add(len(m.bytes))
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = append(b.waiting, m)
	b.bytes += len(m.bytes)
	if len(b.waiting) == 1 {
		go b.write()
	}
}

// write writes messages until none waits.
func (b *bulk) write() {
	var head [referenceBytes]byte
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.waiting) > 0 {
		m := b.waiting[0]
		b.mu.Unlock()
		_, err := b.stream.Write(m.append(head[:0]))
		if err == nil {
			_, err = b.stream.Write(m.bytes)
		}
		m.done()
		b.queue.remove(len(m.bytes))
		b.mu.Lock()
		b.bytes -= len(m.bytes)
		b.waiting[0] = large{}
		b.waiting = b.waiting[1:]
		if err != nil {
			b.broken(err)
		}
	}
}
