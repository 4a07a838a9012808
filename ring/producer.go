package ring

import (
	"fmt"
	"sync/atomic"
)

// A Producer puts records into a ring. There may be many on a ring, in many
// processes; each is for one goroutine.
type Producer struct {
	data   []byte
	tail   *atomic.Uint64
	head   *atomic.Uint64
	sender int

	// limit is where head was when we last looked, plus the size of the data.
	// Up to there space can be claimed without touching the consumer's line.
	limit uint64

	usual int // usualBytes

	at     int // index of the record that is reserved
	extent int // its bytes in the ring, 0 if none is reserved
}

// NewProducer returns a producer for the ring in mem, which is Size(data) bytes
// that were zero when the first producer or consumer came. Records are marked
// with its number, sender.
func NewProducer(mem []byte, sender int) (*Producer, error) {
	if sender < 0 || sender > MaxSender {
		return nil, fmt.Errorf("ring: the sender is %d, want a number from 0 to %d", sender, MaxSender)
	}
	tail, head, data, err := carve(mem)
	if err != nil {
		return nil, err
	}
	return &Producer{data: data, tail: tail, head: head, sender: sender, usual: usualBytes}, nil
}

// Max returns the length of the longest record that the ring takes.
func (p *Producer) Max() int { return Max(len(p.data)) }

// Tail returns the position up to which space is claimed: what was reserved
// before, by whichever producer, lies before it.
func (p *Producer) Tail() uint64 { return p.tail.Load() }

// Reserve claims room for a record of n bytes, at most Max, and returns those
// bytes to be filled: zero or left from earlier records. It returns nil when
// there is no room now. What is reserved must be committed or cancelled soon,
// since the consumer can not go past it.
func (p *Producer) Reserve(n int) []byte {
	extent := extentOf(n)
	if n < 0 || p.extent != 0 || extent > len(p.data)/recordPart {
		panic(fmt.Sprintf("ring: Reserve(%d) with %d bytes already reserved, want at most %d and nothing reserved", n, p.extent, p.Max()))
	}
	for {
		tail := p.tail.Load()
		at := index(p.data, tail)
		gap := 0
		if toEnd := len(p.data) - at; extent > toEnd || p.startsOver(tail, at, extent) {
			gap = toEnd
		}
		next := tail + uint64(gap+extent)
		if beyond(next, p.limit) {
			// This load of head takes over all lines before it: the consumer
			// cleared them before its store.
			p.limit = p.head.Load() + uint64(len(p.data))
			if beyond(next, p.limit) {
				return nil
			}
		}
		// From here on [tail, next) is ours and no other producer's.
		if !p.tail.CompareAndSwap(tail, next) {
			continue
		}
		if gap > 0 {
			p.publish(at, skip, gap-headerBytes)
			at = 0
		}
		p.at, p.extent = at, extent
		at += headerBytes
		return p.data[at : at+n : at+n]
	}
}

// startsOver reports whether a record of extent bytes goes to the start of the
// data, though there may be room for it at tail, which is at in the data.
//
// It does so wherever another 64 KiB begin, if the consumer has given back nearly
// all before: so that the same lines are used again, while both sides have them in
// their caches. And 64 KiB are 16 pages. Processors that fetch lines ahead remember
// some 32 pages that they need not look into any more; in any other the reader's
// takes lines that the producer is about to write. Calls of 8 bytes in a stream, ns
// for each:
//
//	the data is used over and over up to  16 KiB  64  128  256  512  1 MiB
//	                                          81   83   81   93   96     96
func (p *Producer) startsOver(tail uint64, at, extent int) bool {
	if (at-1)^(at+extent-1) < p.usual {
		return false // the byte before it is in the same 64 KiB, or it is at the start
	}
	head := p.head.Load()
	p.limit = head + uint64(len(p.data)) // takes over all lines before it, as in Reserve
	// All that is not given back, and the record, must fit in before at.
	return tail-head <= uint64(p.usual/4) && int(tail-head)+extent <= at
}

// beyond reports whether position a comes after b. Comparing the difference
// also gets it right when tail was read long ago and head has overtaken it;
// the swap of tail will then fail.
func beyond(a, b uint64) bool { return int64(a-b) > 0 }

// Commit publishes the first used bytes of what was reserved.
//
// Its last store is sequentially consistent: what the caller loads afterwards
// is no older than the moment at which the consumer could see the record.
func (p *Producer) Commit(kind Kind, used int) {
	rest := p.extent - extentOf(used)
	if used < 0 || rest < 0 || p.extent == 0 || kind == none || kind >= skip {
		panic(fmt.Sprintf("ring: Commit of %d bytes of kind %d into a record of %d bytes in all", used, kind, p.extent))
	}
	if rest > 0 {
		p.publish(p.at+p.extent-rest, pad, rest-headerBytes)
	}
	p.publish(p.at, kind, used)
	p.extent = 0
}

// Cancel gives back what was reserved.
//
// It becomes a pad: moving tail back would work only while nobody has claimed
// what follows, and would leave to us to clear what the caller has written.
func (p *Producer) Cancel() {
	if p.extent == 0 {
		panic("ring: Cancel with nothing reserved")
	}
	p.publish(p.at, pad, p.extent-headerBytes)
	p.extent = 0
}

// publish hands the lines of a record to the consumer.
func (p *Producer) publish(at int, kind Kind, length int) {
	Word(p.data, at).Store(header(p.sender, kind, length))
}
