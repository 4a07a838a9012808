package boot

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"sync"
	"time"
)

// A queue hands pieces to a function, in order, without making whoever puts
// them there wait.
type queue struct {
	mu     sync.Mutex
	some   sync.Cond
	pieces [][]byte
	closed bool
	done   chan struct{} // closed when all have been handed over, or one has failed
}

func newQueue() *queue {
	q := &queue{done: make(chan struct{})}
	q.some.L = &q.mu
	return q
}

// run hands over pieces until the queue is closed or hand has failed.
func (q *queue) run(hand func([]byte) error) {
	defer close(q.done)
	for pieces := q.next(); pieces != nil; pieces = q.next() {
		for _, p := range pieces {
			if hand(p) != nil {
				q.close()
				return
			}
		}
	}
}

// next waits for pieces, and returns nil at the end.
func (q *queue) next() (pieces [][]byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.pieces) == 0 && !q.closed {
		q.some.Wait()
	}
	pieces, q.pieces = q.pieces, nil
	return pieces
}

// put adds a piece, which then belongs to the queue, unless it is closed.
func (q *queue) put(p []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.pieces = append(q.pieces, p)
		q.some.Signal()
	}
}

// close ends the queue once it has handed over what it has.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.some.Signal()
}

// An outbox sends frames in the order in which they are given to it, without
// making anybody wait for whoever reads them. What may be much, output and
// input, is bounded by those who send it.
type outbox struct{ *queue }

func newOutbox(w io.Writer) outbox {
	o := outbox{newQueue()}
	go o.run(func(b []byte) error {
		_, err := w.Write(b)
		return err // whoever reads from the other end notices, too
	})
	return o
}

// send sends a frame with a body of JSON, or without body if that is nil.
func (o outbox) send(kind frameKind, body any) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			panic("boot: " + err.Error()) // the bodies are ours
		}
	}
	o.sendBytes(kind, text)
}

// sendCount sends a frame that tells how many bytes have been written.
func (o outbox) sendCount(kind frameKind, n int) {
	o.sendBytes(kind, binary.LittleEndian.AppendUint32(nil, uint32(n)))
}

func (o outbox) sendBytes(kind frameKind, body []byte) {
	o.put(appendFrame(make([]byte, 0, frameHead+len(body)+1), kind, body))
}

// beatEvery is the time between two signs of life, and silence how long one end
// goes without any before it takes the other for lost.
const (
	beatEvery = 250 * time.Millisecond
	silence   = 3 * time.Second
)

// beat sends signs of life until over is closed.
func (o outbox) beat(over <-chan struct{}) {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			o.send(frameBeat, nil)
		case <-over:
			return
		}
	}
}

// A vigil calls lost when it has not been told of a sign of life for too long.
type vigil struct{ timer *time.Timer }

func newVigil(lost func()) vigil { return vigil{time.AfterFunc(silence, lost)} }

// heard tells of a sign of life.
func (v vigil) heard() { v.timer.Reset(silence) }

// end ends the vigil.
func (v vigil) end() { v.timer.Stop() }

// A credit is how many bytes a sender of output may send until some of them are
// known to have been written.
type credit struct {
	mu   sync.Mutex
	more sync.Cond
	left int
}

// outputWindow is how much of an output may be under way.
const outputWindow = 1 << 20

func newCredit() *credit {
	c := &credit{left: outputWindow}
	c.more.L = &c.mu
	return c
}

// take waits for credit and takes up to n bytes of it.
func (c *credit) take(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.left == 0 {
		c.more.Wait()
	}
	n = min(n, c.left)
	c.left -= n
	return n
}

// give gives credit back.
func (c *credit) give(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left = min(c.left+n, outputWindow)
	c.more.Broadcast()
}

// A frameWriter writes an output as frames.
type frameWriter struct {
	to     outbox
	kind   frameKind
	credit *credit
}

func (w *frameWriter) Write(p []byte) (int, error) {
	for written := 0; written < len(p); {
		n := w.credit.take(min(len(p)-written, pieceBytes))
		w.to.sendBytes(w.kind, p[written:written+n])
		written += n
	}
	return len(p), nil
}
