package ringnet

import (
	"strings"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/ring"
)

// still is a Carrier on which nobody sleeps or wakes.
type still struct{}

func (still) Sleep(int, *uint32, uint32, time.Duration) {}
func (still) Wake(int, *uint32)                         {}
func (still) Yield()                                    {}
func (still) Close() error                              { return nil }

// newPorts returns the Ports of n PEs.
func newPorts(t testing.TB, n int, options Options) []*port {
	t.Helper()
	mem := newMemory(t, n, options)
	ports := make([]*port, n)
	for pe := range ports {
		ports[pe] = newPort(t, mem, pe, n, options)
	}
	return ports
}

func newMemory(t testing.TB, n int, options Options) []byte {
	t.Helper()
	size, err := Layout(n, options)
	if err != nil {
		t.Fatal(err)
	}
	return ring.Memory(size)
}

func newPort(t testing.TB, mem []byte, pe, n int, options Options) *port {
	t.Helper()
	p, err := New(mem, pe, n, options, still{})
	if err != nil {
		t.Fatal(err)
	}
	return p.(*port)
}

func send(p netlayer.Port, dst, n int) {
	p.Reserve(dst, n)
	p.Commit(n)
}

// drop receives one message and gives it up. It reports whether there was one.
func drop(t testing.TB, p netlayer.Port) bool {
	t.Helper()
	_, m, err := p.Recv()
	if err != nil {
		t.Fatal(err)
	}
	p.Release()
	return m != nil
}

func TestNothingIsAllocatedOnTheWay(t *testing.T) {
	for _, n := range []int{1, 40, inlineMax, inlineMax + 1, 1 << 20} {
		p := newPorts(t, 2, Options{})
		got := testing.AllocsPerRun(100, func() {
			send(p[0], 1, n)
			if !drop(t, p[1]) {
				t.Fatal("nothing arrives")
			}
		})
		if got != 0 {
			t.Errorf("a message of %d bytes: %v allocations, want none", n, got)
		}
	}
}

func TestALargeMessageToManyIsWrittenOnce(t *testing.T) {
	p := newPorts(t, 4, Options{})
	b := p[0].ReserveMany([]int32{1, 2, 3}, 100_000)
	p[0].Commit(len(b))
	for pe := 1; pe < 4; pe++ {
		_, m, err := p[pe].Recv()
		if err != nil || len(m) != len(b) || &m[0] != &b[0] {
			t.Errorf("PE %d reads %d bytes elsewhere, error %v; want those that were written", pe, len(m), err)
		}
	}
	// All three hold it, so it is not given out again until the last is done.
	for pe := 1; pe < 4; pe++ {
		if again := p[0].Reserve(1, 100_000); &again[0] == &b[0] {
			t.Errorf("the block is used again when %d of 3 readers are done", pe-1)
		}
		p[0].Cancel()
		p[pe].Release()
	}
	if again := p[0].Reserve(1, 100_000); &again[0] != &b[0] {
		t.Error("the block is not used again when all readers are done")
	}
}

// The story of the deadlock that needy prevents; see port.send.
func TestABlockNeverWaitsBehindOneWhoNeedsABlock(t *testing.T) {
	p := newPorts(t, 2, Options{RingBytes: 1 << 10, BlockBytes: 64 << 10}) // four blocks
	const n = 16 << 10
	for range 4 {
		send(p[0], 1, n) // has a block
	}
	send(p[0], 1, n) // needs one, and waits
	for range 16 {
		send(p[0], 1, 1) // fill the ring behind it
	}
	for range 4 {
		drop(t, p[1]) // all blocks come back
	}
	for range 4 {
		send(p[0], 1, n) // do not get them
	}
	for missing := 1 + 16 + 4; missing > 0; missing-- {
		p[0].Flush()
		if !drop(t, p[1]) {
			t.Fatalf("%d messages do not arrive: %+v", missing, p[0].Stats())
		}
	}
}

// One who needs a large block gets it although others go on sending small ones.
func TestALargeMessageIsNotStarvedBySmallOnes(t *testing.T) {
	p := newPorts(t, 3, Options{BlockBytes: 256 << 10})
	for range 16 {
		send(p[0], 1, 16<<10) // every block, in the smallest pieces
	}
	send(p[0], 2, 64<<10)
	for turn := 0; !drop(t, p[2]); turn++ {
		if turn > 100 {
			t.Fatalf("does not arrive: %+v", p[0].Stats())
		}
		p[0].Flush()
		send(p[0], 1, 16<<10)
		drop(t, p[1])
	}
}

func TestStatsKnowTheBacklog(t *testing.T) {
	p := newPorts(t, 2, Options{RingBytes: 1 << 10})
	for range 20 {
		send(p[0], 1, 50)
	}
	s := p[0].Stats()
	if !p[0].Pending() || s.Sent != 20 || s.Backlog != 4 || s.BacklogBytes != 200 {
		t.Errorf("20 messages in a ring for 16: pending %v, %+v; want 4 of 50 bytes waiting", p[0].Pending(), s)
	}
	for drop(t, p[1]) {
		p[0].Flush()
	}
	s = p[0].Stats()
	if p[0].Pending() || s.Backlog != 0 || s.BacklogBytes != 0 || s.BacklogMax != 4 || s.BacklogBytesMax != 200 {
		t.Errorf("after all have arrived: pending %v, %+v; want none waiting and at most 4", p[0].Pending(), s)
	}
}

func TestABadRecordIsAnErrorThatNamesTheSender(t *testing.T) {
	good := reference{unit: 0, length: 100, total: 100}
	with := func(change func(*reference)) []byte {
		r := good
		change(&r)
		b := make([]byte, referenceBytes)
		r.put(b)
		return b
	}
	same := func(*reference) {}
	for _, test := range []struct {
		name   string
		sender int
		kind   ring.Kind
		data   []byte
		want   string
	}{
		{"a PE that there is not", 9, whole, []byte("x"), "PE 9: there are only 3 PEs"},
		{"a kind that there is not", 2, 77, []byte("x"), "PE 2: there is no kind 77"},
		{"half a reference", 2, refer, with(same)[:20], "PE 2: a reference of 20 bytes"},
		{"a block outside", 2, refer, with(func(r *reference) { r.unit = 1 << 50 }), "which is not lent"},
		{"a block that ends outside", 2, refer, with(func(r *reference) { r.length = 1 << 50 }), "not as long"},
		{"a block that is not lent", 2, refer, with(func(r *reference) { r.unit = 1 }), "which is not lent"},
		{"the only part", 2, referPart, with(same), "the first 100 bytes of a message of 100"},
		{"a part of too much", 2, referPart, with(func(r *reference) { r.total = 1 << 60 }), "the first 100 bytes"},
	} {
		options := Options{BlockBytes: 64 << 10}
		mem := newMemory(t, 3, options)
		p := newPort(t, mem, 0, 3, options)
		newPort(t, mem, 2, 3, options).blocks.lend(block{}, 1)
		l, _ := newLayout(3, options)
		forged, err := ring.NewProducer(l.ringOf(l.of(mem, 0)), test.sender)
		if err != nil {
			t.Fatal(err)
		}
		copy(forged.Reserve(len(test.data)), test.data)
		forged.Commit(test.kind, len(test.data))
		for range 2 {
			from, m, err := p.Recv()
			if err == nil || !strings.Contains(err.Error(), test.want) || from != test.sender || m != nil {
				t.Errorf("%s: got %q from PE %d, error %v; want an error with %q", test.name, m, from, err, test.want)
			}
		}
	}
}
