package ringnet

import (
	"testing"

	"github.com/charm4go/charm/ring"
)

// FuzzRecv hands forged records to a Port, and a forged word in an exchange:
// whatever they say, it returns an error or bytes that are there.
func FuzzRecv(f *testing.F) {
	good := make([]byte, referenceBytes)
	reference{1, 5000, 5000}.put(good)
	more := make([]byte, referenceBytes)
	reference{1, 5000, 9000}.put(more)
	f.Add(2, uint8(whole), []byte("a message"), uint8(1), []byte("and another"), uint64(byOther|3))
	f.Add(2, uint8(refer), good, uint8(refer), good, uint64(1<<placeShift|byOther|56))
	f.Add(2, uint8(referPart), more, uint8(referPart), more, uint64(byOther|57))
	f.Add(99, uint8(77), []byte{}, uint8(0), []byte{}, uint64(0))
	f.Add(1, uint8(offers), []byte{0}, uint8(offers), []byte{9}, uint64(1<<placeShift|byOwner|1))

	options := Options{RingBytes: 1 << 10, BlockBytes: 64 << 10}
	l, err := newLayout(3, options)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, sender int, kind1 uint8, data1 []byte, kind2 uint8, data2 []byte, word uint64) {
		// Asking for that much is what a forged length may do.
		for _, data := range [][]byte{data1, data2} {
			if len(data) == referenceBytes && takeReference(data).total > 1<<20 {
				return
			}
		}
		mem := newMemory(t, 3, options)
		p := newPort(t, mem, 0, 3, options)
		newPort(t, mem, 2, 3, options).blocks.lend(block{unit: 1, order: 1}, 1)
		p.offer(&p.peers[2], 2)
		p.exchange.word.Store(word)
		forged, err := ring.NewProducer(l.ringOf(l.of(mem, 0)), sender&ring.MaxSender)
		if err != nil {
			t.Fatal(err)
		}
		for i, data := range [][]byte{data1, data2} {
			kind := ring.Kind([]uint8{kind1, kind2}[i])
			if kind == 0 || kind == 255 || len(data) > forged.Max() {
				return // the ring's own tests know these
			}
			copy(forged.Reserve(len(data)), data)
			forged.Commit(kind, len(data))
		}
		for range 3 {
			_, m, err := p.Recv()
			if err != nil && m != nil {
				t.Fatalf("%d bytes and error %v", len(m), err)
			}
			sum := 0
			for _, b := range m {
				sum += int(b)
			}
			p.Release()
		}
	})
}
