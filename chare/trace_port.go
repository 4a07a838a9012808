package chare

import (
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/trace"
)

// A tracedPort tells the tracer of the messages of a Port. It stands before the
// Port only in a run with a trace. Both ends of an arrow count the messages
// between them, which arrive in the order in which they were sent.
type tracedPort struct {
	netlayer.Port
	t    *tracer
	one  [1]int32
	dsts []int32 // of what is reserved
}

func (p *tracedPort) Reserve(dst, n int) []byte {
	p.one[0] = int32(dst)
	p.dsts = p.one[:]
	return p.Port.Reserve(dst, n)
}

func (p *tracedPort) ReserveMany(dsts []int32, n int) []byte {
	p.dsts = dsts
	return p.Port.ReserveMany(dsts, n)
}

func (p *tracedPort) Commit(used int) {
	t := p.t
	t.sent++
	for _, dst := range p.dsts {
		t.out[dst]++
		t.send(trace.Message(t.k.me, int(dst), t.out[dst]), used)
	}
	p.Port.Commit(used)
}

func (p *tracedPort) Recv() (from int, m []byte, err error) {
	from, m, err = p.Port.Recv()
	if m == nil {
		return from, m, err
	}
	t := p.t
	t.in[from]++
	t.k.cause = cause{trace.Message(from, t.k.me, t.in[from]), uint32(len(m))}
	t.open, t.taken, t.sent, t.kind = true, false, 0, kind(m[0])
	t.opened = t.k.env.now()
	t.wake(t.opened)
	return from, m, err
}

// handled is called when the runtime has done what there is to do for a message
// now.
func (t *tracer) handled() {
	// A message that is no more than what something else is done for is no event.
	if t.open && (t.sent > 0 || !t.taken && t.kind != kindCall) {
		now := t.k.env.now()
		t.add(&trace.Event{At: t.opened, Took: now - t.opened, Kind: trace.Runtime, Name: t.names.ofKind(t.kind),
			Flow: t.k.cause.flow, Bytes: t.k.cause.bytes})
	}
	t.open, t.k.cause = false, cause{}
}

func (p *tracedPort) Wait(timeout time.Duration) {
	t := p.t
	if t.idle < 0 {
		t.idle = t.k.env.now()
	}
	p.Port.Wait(timeout)
	t.woke = t.k.env.now()
}

// Keep lets Views be read where they have arrived, as without a trace.
func (p *tracedPort) Keep() (giveBack func(), ok bool) {
	if keeper, is := p.Port.(netlayer.Keeper); is {
		return keeper.Keep()
	}
	return nil, false
}
