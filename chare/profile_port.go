package chare

import (
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/wire"
)

// A profiledPort counts the messages of a Port, and the time in which there are
// none. It stands before the Port only in a run with a profile.
type profiledPort struct {
	netlayer.Port
	p      *profile
	m      []byte // the message that is being written
	copies int    // of it
}

// A traffic is the messages between PEs of one purpose.
type traffic struct{ out, in sizes }

// sizes are what is counted of messages.
type sizes struct {
	count, bytes uint64
	min, max     int
}

func (s *sizes) add(n int) {
	if s.count == 0 || n < s.min {
		s.min = n
	}
	s.max = max(s.max, n)
	s.count++
	s.bytes += uint64(n)
}

func (t *profiledPort) Reserve(dst, n int) []byte {
	t.m, t.copies = t.Port.Reserve(dst, n), 1
	return t.m
}

func (t *profiledPort) ReserveMany(dsts []int32, n int) []byte {
	t.m, t.copies = t.Port.ReserveMany(dsts, n), len(dsts)
	return t.m
}

func (t *profiledPort) Commit(used int) {
	purpose := t.p.purpose(t.m[:used])
	for range t.copies {
		t.p.all.out.add(used)
		purpose.out.add(used)
	}
	t.Port.Commit(used)
}

func (t *profiledPort) Recv() (from int, m []byte, err error) {
	from, m, err = t.Port.Recv()
	if m != nil {
		t.p.all.in.add(len(m))
		t.p.purpose(m).in.add(len(m))
	}
	return from, m, err
}

func (t *profiledPort) Wait(timeout time.Duration) {
	p := t.p
	p.to(&p.idle)
	p.runtime.method += p.between
	p.between = 0
	t.Port.Wait(timeout)
	p.to(&p.between)
}

// purpose returns where a message between PEs counts.
func (p *profile) purpose(m []byte) *traffic {
	var h header
	rest, err := h.parse(m)
	if err != nil {
		return &p.runtime.traffic
	}
	if h.kind == kindPassed {
		h.kind = kind(m[len(m)-1])
	}
	switch h.kind {
	case kindCall, kindCast, kindCastAsk, kindForward:
		if c := p.k.known(h.coll); c != nil && c.class != nil && int(h.entry) < len(c.class.entries) {
			return &p.of(c.class.entries[h.entry].info()).traffic
		}
	case kindCreate, kindCreateAsk, kindInsert:
		if class := p.made(&h, rest); class != nil && class.init != nil {
			return &p.of(class.init.info()).traffic
		}
	case kindReduce, kindReduced, kindBegin, kindPart, kindFinish, kindTakeOver, kindAway:
		return &p.reduced.traffic
	case kindMigrate, kindArrive:
		return &p.moved.traffic
	case kindChannel:
		return &p.channels
	case kindFuture, kindCollected:
		return &p.results
	}
	return &p.runtime.traffic
}

// made returns the class of what a message has made, nil if it is not known.
func (p *profile) made(h *header, rest []byte) *Class {
	if h.kind == kindInsert {
		if c := p.k.known(h.coll); c != nil {
			return c.class
		}
		return nil
	}
	var d wire.Decoder // not that of the kernel, which may be reading
	d.Reset(rest, nil)
	if _, _, class := takeKind(&d); int(class) < len(p.k.classes) {
		return p.k.classes[class]
	}
	return nil
}
