package chare

import (
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/trace"
	"github.com/charm4go/charm/wire"
)

// A ball is a chare written as charmgen would.
type ball struct {
	Base
	other Ref
	last  int // hit that is not returned
}

type ballInitArgs struct{}
type ballHitArgs struct{ n int }

var ballClass = NewClass("github.com/charm4go/charm/chare.ball", func() Chare { return new(ball) })

var ballInit = NewInit(ballClass, Method[ballInitArgs, Void]{
	Call:   func(c Chare, t *Task, a *ballInitArgs) (Void, error) { return Void{}, nil },
	Size:   func(a *ballInitArgs) int { return 0 },
	Encode: func(e *wire.Encoder, a *ballInitArgs) {},
	Decode: func(d *wire.Decoder, a *ballInitArgs) {},
})

var ballHit = NewEntry(ballClass, "Hit", Method[ballHitArgs, Void]{
	Call: func(c Chare, t *Task, a *ballHitArgs) (Void, error) {
		b := c.(*ball)
		if a.n == b.last {
			b.kernel().pe.Stop()
			return Void{}, nil
		}
		Send(b.other, ballHit0, ballHitArgs{a.n + 1})
		return Void{}, nil
	},
	Size:   func(a *ballHitArgs) int { return 8 },
	Encode: func(e *wire.Encoder, a *ballHitArgs) { e.Int(a.n) },
	Decode: func(d *wire.Decoder, a *ballHitArgs) { a.n = d.Int() },
})

// ballRest waits for a timer on one PE, for Go on the next, and not at all on the
// others.
var ballRest = NewEntry(ballClass, "Rest", Method[ballHitArgs, Void]{
	Call: func(c Chare, t *Task, a *ballHitArgs) (Void, error) {
		switch (t.PE() + a.n) % 4 {
		case 2:
			t.Sleep(time.Microsecond)
		case 3:
			Go(t, func() (Void, error) { return Void{}, nil })
		}
		return Void{}, nil
	},
	Encode: func(e *wire.Encoder, a *ballHitArgs) { e.Int(a.n) },
	Decode: func(d *wire.Decoder, a *ballHitArgs) { a.n = d.Int() },
	Waits:  true,
})

var ballHit0 *Entry[ballHitArgs, Void]

func init() { ballHit0 = ballHit }

// Two kernels of one goroutine hit a ball to and fro through rings that stay in
// this core's cache: all of a call between PEs but the way between the cores.
func BenchmarkCallThroughARing(b *testing.B) {
	ports, err := inproc.New(2, inproc.Options{})
	if err != nil {
		b.Fatal(err)
	}
	w := &world{over: make(chan struct{})}
	w.add(ports, Options{})
	k0, k1 := w.kernels[0], w.kernels[1]
	pass := func(k *kernel) bool {
		from, m, err := k.port.Recv()
		if err != nil {
			b.Fatal(err)
		}
		if m == nil {
			return false
		}
		k.handle(from, m)
		return true
	}
	var balls Many
	k0.pe.Push(nil)
	balls = NewGroup(&Task{k: k0}, ballInit, ballInitArgs{})
	pass(k1)
	balls.coll.members[0].chare.(*ball).other = Ref{balls.coll.at(1)}
	c1 := k1.collection(balls.coll.id)
	c1.members[0].chare.(*ball).other = Ref{c1.at(0)}
	for _, k := range w.kernels {
		k.pe = newKernel(k.port, w, Options{}).pe // without the constructors, which wait to run
	}
	Send(Ref{balls.coll.at(1)}, ballHit, ballHitArgs{1})
	b.ResetTimer()
	for range b.N {
		pass(k1)
		pass(k0)
	}
}

// A chare calls itself: all of a call within a PE.
func BenchmarkCallWithinAPE(b *testing.B) {
	ports, err := inproc.New(1, inproc.Options{})
	if err != nil {
		b.Fatal(err)
	}
	w := &world{over: make(chan struct{})}
	w.add(ports, Options{})
	k := w.kernels[0]
	one := NewSingle(&Task{k: k}, ballInit, ballInitArgs{})
	self := one.loc.el.chare.(*ball)
	self.other, self.last = one, b.N
	Send(one, ballHit, ballHitArgs{1})
	b.ResetTimer()
	k.pe.Run()
}

// What a trace adds to a method: its slice, and the send of a message by it.
func BenchmarkTrace(b *testing.B) {
	ports, err := inproc.New(1, inproc.Options{})
	if err != nil {
		b.Fatal(err)
	}
	w := newWorld()
	w.add(ports, Options{Trace: Tracing{File: "not written"}})
	k := w.kernels[0]
	b.Run("method", func(b *testing.B) {
		a := activity{info: &mainInfo}
		for range b.N {
			k.begin(&a)
			k.stop()
		}
	})
	b.Run("send", func(b *testing.B) {
		for i := range b.N {
			k.trace.send(trace.Local(0, uint32(i)), 24)
		}
	})
	b.Run("nothing", func(b *testing.B) {
		w.add(ports, Options{})
		t := &Task{k: w.kernels[len(w.kernels)-1]}
		for range b.N {
			TraceSpan(t, "span")()
		}
	})
}
