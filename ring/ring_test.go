package ring

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
)

// newRing returns the two ends of a ring, and its memory.
func newRing(t testing.TB, dataBytes int) (*Producer, *Consumer, []byte) {
	t.Helper()
	mem := Memory(Size(dataBytes))
	return newProducer(t, mem, 7), newConsumer(t, mem, nil), mem
}

func newProducer(t testing.TB, mem []byte, sender int) *Producer {
	t.Helper()
	p, err := NewProducer(mem, sender)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newConsumer(t testing.TB, mem []byte, room func()) *Consumer {
	t.Helper()
	c, err := NewConsumer(mem, room)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// put sends a record if there is room for it.
func put(p *Producer, kind Kind, data string) bool {
	b := p.Reserve(len(data))
	if b == nil {
		return false
	}
	copy(b, data)
	p.Commit(kind, len(data))
	return true
}

// take receives a record and gives its bytes back at once; "" if there is none.
func take(t testing.TB, c *Consumer) string {
	t.Helper()
	_, _, data, err := c.Peek()
	if err != nil {
		t.Fatal(err)
	}
	s := string(data)
	c.Release()
	return s
}

func TestARecordArrivesWithSenderAndKind(t *testing.T) {
	p, c, _ := newRing(t, 1024)
	if c.Ready() {
		t.Error("an empty ring is ready")
	}
	put(p, 3, "hello")
	if !c.Ready() {
		t.Error("a ring with a record is not ready")
	}
	sender, kind, data, err := c.Peek()
	if sender != 7 || kind != 3 || string(data) != "hello" || err != nil {
		t.Errorf("got kind %d, %q from %d, error %v; want kind 3, %q from 7", kind, data, sender, err, "hello")
	}
	c.Release()
	if _, _, data, _ := c.Peek(); data != nil || c.Ready() {
		t.Errorf("got %q again", data)
	}
}

func TestAnEmptyRecordIsNotNone(t *testing.T) {
	p, c, _ := newRing(t, 1024)
	put(p, 1, "")
	if _, kind, data, _ := c.Peek(); kind != 1 || data == nil {
		t.Errorf("got kind %d, data %v; want kind 1 and data that is empty", kind, data)
	}
}

func TestNothingIsSeenBeforeCommit(t *testing.T) {
	p, c, mem := newRing(t, 1024)
	other := newProducer(t, mem, 8)
	b := p.Reserve(10)
	put(other, 1, "second")
	if c.Ready() {
		t.Error("ready before the first record is committed")
	}
	copy(b, "first")
	p.Commit(1, 5)
	if got := take(t, c) + " " + take(t, c); got != "first second" {
		t.Errorf("got %q, want the first claimed first", got)
	}
}

func TestCancelledSpaceIsPassedBy(t *testing.T) {
	p, c, _ := newRing(t, 1024)
	for round := range 50 {
		b := p.Reserve(200)
		for i := range b {
			b[i] = 0xff // looks like headers
		}
		p.Cancel()
		b = p.Reserve(200)
		for i := range b {
			b[i] = 0xff
		}
		want := fmt.Sprint("record ", round)
		copy(b, want)
		p.Commit(1, len(want)) // the rest is cancelled, too
		if got := take(t, c); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		if c.Ready() && take(t, c) != "" {
			t.Fatal("what was cancelled arrives")
		}
	}
}

func TestReserveIsNilWhenFull(t *testing.T) {
	p, c, _ := newRing(t, 1024)
	n := 0
	for put(p, 1, "x") {
		n++
	}
	if n != 1024/lineBytes {
		t.Errorf("%d short records fill the ring, want one for each of %d lines", n, 1024/lineBytes)
	}
	for range 1024 / heldPart / lineBytes {
		if p.Reserve(1) != nil {
			t.Error("there is room before the consumer has given any back")
		}
		take(t, c)
	}
	if !put(p, 1, "x") {
		t.Error("no room after the consumer has given some back")
	}
}

// The longest record with the longest pad before it, and as much held back as
// can be.
func TestTheLongestRecordFitsWhenDrained(t *testing.T) {
	for short := range 64 {
		p, c, _ := newRing(t, 1024)
		for range short {
			put(p, 1, "x")
			take(t, c)
		}
		if !put(p, 1, string(make([]byte, p.Max()))) {
			t.Errorf("no room for %d bytes after %d short records that were all taken", p.Max(), short)
		}
	}
}

func TestRoomIsTold(t *testing.T) {
	mem := Memory(Size(1024))
	told := 0
	p, c := newProducer(t, mem, 0), (*Consumer)(nil)
	c = newConsumer(t, mem, func() {
		told++
		if got := Word(mem, headAt).Load(); got != c.next {
			t.Errorf("told of room when head is %d, want %d", got, c.next)
		}
	})
	for range 160 {
		put(p, 1, "x")
		take(t, c)
	}
	if want := 160 / (1024 / heldPart / lineBytes); told != want {
		t.Errorf("told %d times of room for 160 lines, want %d", told, want)
	}
}

func TestAConsumerThatKeepsUpSeesTheSameLinesAgain(t *testing.T) {
	const size = 256 << 10
	p, c, _ := newRing(t, size)
	for i := range 3 * size / lineBytes {
		want := fmt.Sprint("record ", i)
		put(p, 1, want)
		if p.at >= usualBytes {
			t.Fatalf("record %d is at %d, want all in the first %d bytes", i, p.at, usualBytes)
		}
		if got := take(t, c); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

// There is less until the consumer has passed by what was skipped.
func TestThereIsRoomAfterStartingOver(t *testing.T) {
	const size, usual = 256 << 10, usualBytes / lineBytes
	for before := 0; before < 2*usual; before += 31 {
		p, c, _ := newRing(t, size)
		for range before {
			put(p, 1, "x")
			take(t, c)
		}
		n := 0
		for put(p, 1, "x") {
			n++
		}
		if n < usual/2 {
			t.Errorf("room for %d records after %d that were taken, want at least %d", n, before, usual/2)
		}
		for range n {
			if got := take(t, c); got != "x" {
				t.Fatalf("got %q", got)
			}
		}
	}
}

func TestMemoryThatWillNotDo(t *testing.T) {
	for _, size := range []int{0, 100, dataAt, Size(512), Size(1024) + 8, Size(3 * 1024)} {
		if _, err := NewProducer(Memory(size), 0); err == nil {
			t.Errorf("a producer takes memory of %d bytes", size)
		}
		if _, err := NewConsumer(Memory(size), nil); err == nil {
			t.Errorf("a consumer takes memory of %d bytes", size)
		}
	}
	if _, err := NewConsumer(Memory(Size(1024) + 8)[8:], nil); err == nil {
		t.Error("a consumer takes memory that is not aligned")
	}
	if _, err := NewProducer(Memory(Size(1024)), MaxSender+1); err == nil {
		t.Error("a producer takes a number that does not fit into a header")
	}
}

func TestMisuseIsToldApart(t *testing.T) {
	for name, misuse := range map[string]func(p *Producer){
		"longer than the longest":    func(p *Producer) { p.Reserve(p.Max() + 1) },
		"reserved twice":             func(p *Producer) { p.Reserve(1); p.Reserve(1) },
		"committed and not reserved": func(p *Producer) { p.Commit(1, 0) },
		"more than reserved":         func(p *Producer) { p.Reserve(10); p.Commit(1, 100) },
		"a kind that is not for use": func(p *Producer) { p.Reserve(10); p.Commit(pad, 10) },
		"cancelled and not reserved": func(p *Producer) { p.Cancel() },
	} {
		p, _, _ := newRing(t, 1024)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			misuse(p)
		}()
	}
}

func TestABadRecordNamesItsSender(t *testing.T) {
	for _, bad := range []uint64{
		header(5, none, 10),             // a header, but published as nothing
		header(5, 1, 1024),              // longer than the ring
		header(5, pad, 0) | (1<<32 - 1), // as long as can be
		header(5, 1, 1024-headerBytes+1),
	} {
		p, c, mem := newRing(t, 1024)
		put(p, 1, "good")
		p.Reserve(10)
		Word(mem, dataAt+lineBytes).Store(bad)
		if got := take(t, c); got != "good" {
			t.Errorf("got %q before the bad record, want %q", got, "good")
		}
		for range 2 { // and it stays bad
			_, _, data, err := c.Peek()
			var b *BadRecord
			if !errors.As(err, &b) || b.Sender != 5 || b.Position != lineBytes || data != nil {
				t.Errorf("header %#x: got %q and error %v; want a bad record of sender 5 at %d", bad, data, err, lineBytes)
			}
		}
	}
}

// Many producers, each with numbered records of many lengths.
func TestEachProducersRecordsStayInOrder(t *testing.T) {
	const producers = 4
	records := 20_000
	if testing.Short() {
		records = 2_000
	}
	mem := Memory(Size(4096))
	var running sync.WaitGroup
	for sender := range producers {
		p := newProducer(t, mem, sender)
		running.Go(func() {
			r := rand.New(rand.NewPCG(uint64(sender), 0))
			for i := 0; i < records; {
				n := 4 + r.IntN(200)
				b := p.Reserve(n)
				if b == nil {
					runtime.Gosched()
					continue
				}
				if n%9 == 0 {
					p.Cancel()
					continue
				}
				n -= r.IntN(n - 3) // use some of it
				binary.LittleEndian.PutUint32(b, uint32(i))
				for at := 4; at < n; at++ {
					b[at] = byte(i)
				}
				p.Commit(1, n)
				i++
			}
		})
	}
	c := newConsumer(t, mem, nil)
	var next [producers]int
	for missing := producers * records; missing > 0; {
		sender, _, data, err := c.Peek()
		if err != nil {
			t.Fatal(err)
		}
		if data == nil {
			runtime.Gosched()
			continue
		}
		missing--
		i := next[sender]
		if got := binary.LittleEndian.Uint32(data); int(got) != i || bytes.Count(data[4:], []byte{byte(i)}) != len(data)-4 {
			t.Fatalf("got record %d of producer %d with %x, want record %d", got, sender, data, i)
		}
		next[sender]++
		c.Release()
	}
	running.Wait()
}
