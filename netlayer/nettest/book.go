package nettest

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
)

// A book keeps what was sent, to compare with what arrives. It drives all Ports
// from one goroutine.
type book struct {
	t      *testing.T
	ports  []netlayer.Port
	wanted map[pair][]letter // sent and not arrived, oldest first
	open   int               // of all pairs
	number uint64            // of letters so far
}

type pair struct{ from, dst int }

func newBook(t *testing.T, ports Ports, n int) *book {
	b := &book{t: t, ports: ports(t, n), wanted: make(map[pair][]letter)}
	if len(b.ports) != n {
		t.Fatalf("there are %d ports, want %d", len(b.ports), n)
	}
	for pe, p := range b.ports {
		if p.PE() != pe || p.NumPEs() != n {
			t.Fatalf("port %d says that it is PE %d of %d, want PE %d of %d", pe, p.PE(), p.NumPEs(), pe, n)
		}
	}
	return b
}

func (b *book) send(from, dst, n int) { b.sendPart(from, dst, n, n) }

// sendPart reserves n bytes and sends some of them.
func (b *book) sendPart(from, dst, n, used int) {
	b.t.Helper()
	b.commit(from, []int32{int32(dst)}, b.ports[from].Reserve(dst, n), n, used)
}

func (b *book) sendMany(from int, dsts []int32, n int) {
	b.t.Helper()
	b.commit(from, dsts, b.ports[from].ReserveMany(dsts, n), n, n)
}

func (b *book) commit(from int, dsts []int32, reserved []byte, n, used int) {
	b.t.Helper()
	if len(reserved) != n || cap(reserved) != n {
		b.t.Fatalf("reserved %d bytes with a capacity of %d, want %d", len(reserved), cap(reserved), n)
	}
	l := letter{b.number, used}
	b.number++
	l.write(reserved[:used])
	b.ports[from].Commit(used)
	for _, dst := range dsts {
		p := pair{from, int(dst)}
		b.wanted[p] = append(b.wanted[p], l)
		b.open++
	}
}

// patience is how often all PEs are asked before a message is taken for lost.
// One that is long may need many turns to come through small memory.
const patience = 5000

// A carrier that has goroutines of its own may need time instead, so that from
// some point on each turn takes a while.
const (
	turnsInARow = 500
	aWhile      = time.Millisecond
)

// linger ends a turn in which nothing has arrived.
func (b *book) linger(turn int) {
	if turn > turnsInARow {
		b.ports[turn%len(b.ports)].Wait(aWhile)
	}
}

// mustRecv returns the next message to a PE. It is to be released and struck
// from the book by the caller.
func (b *book) mustRecv(pe int) []byte {
	b.t.Helper()
	for turn := range patience {
		_, m, err := b.ports[pe].Recv()
		if err != nil {
			b.t.Fatal(err)
		}
		if m != nil {
			return m
		}
		for _, p := range b.ports {
			p.Flush()
		}
		b.linger(turn)
	}
	b.t.Fatalf("nothing arrives at PE %d", pe)
	return nil
}

// receive takes what has arrived at a PE, and reports whether there was
// anything.
func (b *book) receive(pe int) (some bool) {
	b.t.Helper()
	for {
		from, m, err := b.ports[pe].Recv()
		if err != nil {
			b.t.Fatal(err)
		}
		if m == nil {
			return some
		}
		some = true
		queue := b.wanted[pair{from, pe}]
		if len(queue) == 0 {
			b.t.Fatalf("%d bytes arrived from PE %d at PE %d that were not sent", len(m), from, pe)
		}
		queue[0].check(b.t, m)
		b.ports[pe].Release()
		b.arrived(from, pe)
	}
}

// arrived strikes out the oldest of a pair.
func (b *book) arrived(from, dst int) {
	p := pair{from, dst}
	b.wanted[p] = b.wanted[p][1:]
	b.open--
}

// receiveAll receives until all that was sent has arrived, and looks whether
// the Ports agree.
func (b *book) receiveAll() {
	b.t.Helper()
	idle := 0
	for b.open > 0 {
		some := false
		for pe, p := range b.ports {
			p.Flush()
			if b.receive(pe) {
				some = true
			}
		}
		if idle++; some {
			idle = 0
		}
		b.linger(idle)
		if idle > patience {
			for pe, p := range b.ports {
				b.t.Logf("PE %d: %+v", pe, p.Stats())
			}
			b.t.Fatalf("%d messages do not arrive", b.open)
		}
	}
	var sum netlayer.Stats
	for pe, p := range b.ports {
		s := p.Stats()
		if b.receive(pe) || p.Pending() || p.Flush() || s.Backlog != 0 || s.BacklogBytes != 0 {
			b.t.Fatalf("all has arrived, and PE %d has more: pending %v, %+v", pe, p.Pending(), s)
		}
		sum.Sent += s.Sent
		sum.SentBytes += s.SentBytes
		sum.Received += s.Received
		sum.ReceivedBytes += s.ReceivedBytes
	}
	if sum.Sent != sum.Received || sum.SentBytes != sum.ReceivedBytes {
		b.t.Fatalf("all has arrived, and the counts differ: %+v", sum)
	}
}

// A letter is a message whose bytes follow from its number.
type letter struct {
	number uint64
	length int
}

// noise is what letters are cut from. Its length is a prime, so that no two
// parts of a letter are alike that could be mistaken for each other.
var noise = func() []byte {
	b := make([]byte, 65521)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}()

// each calls f for pieces of the letter, in order.
func (l letter) each(f func(at int, piece []byte)) {
	from := int(l.number * 7919 % uint64(len(noise)))
	for at := 0; at < l.length; from = 0 {
		piece := noise[from:]
		piece = piece[:min(len(piece), l.length-at)]
		f(at, piece)
		at += len(piece)
	}
}

func (l letter) write(b []byte) {
	l.each(func(at int, piece []byte) { copy(b[at:], piece) })
}

func (l letter) check(t testing.TB, m []byte) bool {
	t.Helper()
	if len(m) != l.length {
		t.Errorf("message %d arrived with %d bytes, want %d", l.number, len(m), l.length)
		return false
	}
	ok := true
	l.each(func(at int, piece []byte) {
		if ok && !bytes.Equal(m[at:at+len(piece)], piece) {
			ok = false
			t.Errorf("message %d of %d bytes arrived damaged somewhere in [%d, %d)", l.number, l.length, at, at+len(piece))
		}
	})
	return ok
}
