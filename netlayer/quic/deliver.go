package quic

import (
	"sync"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/route"
)

// A wayIn sends to the PEs of this host what has come for them. The readers of
// all streams share its Port.
type wayIn struct {
	mu      sync.Mutex
	port    netlayer.Port
	room    sync.Cond // the backlog has become less than most
	pending sync.Cond // there is a backlog
	most    int       // bytes of it; beyond, those who deliver wait
	closed  bool
}

func newWayIn(port netlayer.Port, most int) *wayIn {
	w := &wayIn{port: port, most: most}
	w.room.L, w.pending.L = &w.mu, &w.mu
	return w
}

// deliver sends a message from a PE of another host to some of this, given by
// their ranks.
func (w *wayIn) deliver(from int, ranks []int32, m []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.full() {
		w.room.Wait()
	}
	if w.closed {
		return
	}
	var b []byte
	if n := route.InBytes + len(m); len(ranks) == 1 {
		b = w.port.Reserve(int(ranks[0]), n)
	} else {
		b = w.port.ReserveMany(ranks, n)
	}
	copy(b[route.InBytes:], m)
	route.PutIn(b, from)
	w.port.Commit(len(b))
	if w.port.Pending() {
		w.pending.Signal()
	}
}

func (w *wayIn) full() bool {
	return w.port.Pending() && w.port.Stats().BacklogBytes > w.most && !w.closed
}

// How long flush waits between two looks.
const (
	leastPause = 50 * time.Microsecond
	mostPause  = 2 * time.Millisecond
)

// flush sends what waits for room, until close. It looks now and then, since
// Port.Wait is for one who has the Port to itself.
func (w *wayIn) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	pause := leastPause
	for !w.closed {
		if !w.port.Pending() {
			pause = leastPause
			w.pending.Wait()
			continue
		}
		before := w.port.Stats()
		w.port.Flush()
		if after := w.port.Stats(); after.Backlog != before.Backlog || after.BacklogBytes != before.BacklogBytes {
			pause = leastPause
		} else {
			pause = min(2*pause, mostPause)
		}
		if !w.full() {
			w.room.Broadcast()
		}
		w.mu.Unlock()
		time.Sleep(pause)
		w.mu.Lock()
	}
}

// close makes everybody return.
func (w *wayIn) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.room.Broadcast()
	w.pending.Broadcast()
}
