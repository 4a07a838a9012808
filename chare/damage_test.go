package chare

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/sim"
	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// A receiver never trusts a message: cut short anywhere, it is an error that
// names the PE it came from, or at worst something that never happens, and never
// a crash of the one who reads it.

// busy is a chare that causes messages of all kinds. Its class is written by
// hand, since charmgen does not look at tests.
type busy struct{ Base }

type (
	busyArgs struct {
		X     int
		To    Target[int]
		One   Ref
		Many  Many
		In    Many // if not zero, only contribute in this
		Words []string
	}
	intArg struct{ X int }
)

var (
	busyClass = NewClass("chare.busy", func() Chare { return new(busy) })
	busyInit  = NewInit(busyClass, method(func(*busy, *Task, *busyArgs) Void { return Void{} }, false))
	busyWork  = NewEntry(busyClass, "Work", method((*busy).work, true))
	busyCount = NewEntry(busyClass, "Count", method(func(_ *busy, _ *Task, a *intArg) int { return a.X + 1 }, false))
	busyTo    = NewTargetEntry(busyCount, func(x int) intArg { return intArg{x} })
)

func method[A, R any](f func(b *busy, t *Task, a *A) R, waits bool) Method[A, R] {
	args := wire.For[A]()
	return Method[A, R]{
		Call:   func(c Chare, t *Task, a *A) (R, error) { return f(c.(*busy), t, a), nil },
		Encode: args.Encode, Decode: args.Decode, Result: wire.For[R](), Waits: waits,
	}
}

// work sends on all ways.
func (b *busy) work(t *Task, a *busyArgs) []string {
	if a.In != (Many{}) {
		Reduce(b, 1, reduce.Sum, a.To, In(a.In))
		AllReduce(b, 1, reduce.Max, In(a.In)).Get(t)
		return nil
	}
	Reduce(b, a.X, reduce.Sum, a.To)
	sums := AllReduce(b, []int{a.X, 2}, reduce.Sum)
	Send(a.One, busyCount, intArg{1})
	ch := NewChannel[string](b, a.Many.Element((b.Index().X()+1)%a.Many.Len()))
	other := NewChannel[string](b, a.Many.Element((b.Index().X()+a.Many.Len()-1)%a.Many.Len()))
	ch.Send(fmt.Sprint(sums.Get(t)))
	return append(a.Words, other.Recv(t))
}

type busyProxies struct{ Many }

// damageProgram uses a bit of everything.
func damageProgram(t *Task) {
	n := t.NumPEs()
	many := NewArray(t, Dims(2*n), busyInit, busyArgs{Words: []string{"x"}})
	group := NewGroup(t, busyInit, busyArgs{}, OnPEs(n-1))
	one := NewSingle(t, busyInit, busyArgs{}, OnPE(n-1))
	t.WaitCreated(many, group, one)
	f := NewMultiFuture[int](t, 2)
	a := busyArgs{X: 1, To: f.Target(), One: one, Many: many, Words: []string{"one", "two"}}
	results := RetAll(many, busyWork, a).Get(t)
	if len(results) != 2*n {
		panic("results are missing")
	}
	f.Target().Send(0)
	f.Get(t)
	Await(many.Element(2*n-1), busyCount, intArg{7}).Get(t)
	Ret(one, busyCount, intArg{7}).Get(t)
	ToAll(group, busyTo).Send(3)
	p := busyProxies{many}
	for _, s := range append(Split(t, p, 3, busyCount, intArg{0}), Slice(t, p, Span(1, 9, 2)), Pick(t, p, []Index{Ix(0), Ix(2*n - 1)}), Combine(t, p, busyProxies{group})) {
		section := s.Many
		sum := NewFuture[int](t)
		if AwaitAll(section, busyWork, busyArgs{In: section, To: sum.Target()}).Get(t); section.Len() > 0 {
			sum.Get(t)
		}
		section.Release()
	}
	t.WaitQuiescence()
	t.Exit(0)
}

// A cutter is a port that cuts one of the messages that it receives.
type cutter struct {
	netlayer.Port
	count *int // messages received so far, by all ports
	at    int  // which is cut
	left  int  // bytes that are left of it
	seen  *[]arrived
}

// arrived is a message that has arrived.
type arrived struct {
	kind   kind
	length int
}

func (c *cutter) Recv() (from int, m []byte, err error) {
	from, m, err = c.Port.Recv()
	if m != nil {
		*c.seen = append(*c.seen, arrived{kind(m[0]), len(m)})
		if *c.count == c.at {
			m = m[:c.left]
		}
		*c.count++
	}
	return from, m, err
}

// runCut runs the program with one message cut, and returns all messages and how
// it ended.
func runCut(t *testing.T, at, left int) (all []arrived, err error) {
	t.Helper()
	s := &simulation{net: sim.New(2, 1, sim.Options{}), random: rand.New(rand.NewPCG(1, 0))}
	s.over = make(chan struct{})
	count := 0
	for _, p := range s.net.Ports() {
		k := newKernel(&cutter{p, &count, at, left, &all}, s, Options{})
		k.synchronous = true
		s.kernels = append(s.kernels, k)
	}
	defer func() {
		for _, k := range s.kernels {
			k.pe.Close()
		}
	}()
	s.kernels[0].start(damageProgram)
	for steps := 0; !s.ended; steps++ {
		if steps > 10_000 {
			t.Fatalf("message %d cut to %d bytes: the program does not end", at, left)
		}
		s.step()
	}
	return all, s.result()
}

func TestMessagesCutAnywhereAreErrors(t *testing.T) {
	all, err := runCut(t, -1, 0)
	if err != nil {
		t.Fatalf("without damage: %v", err)
	}
	for at, m := range all {
		for left := range m.length {
			_, err := runCut(t, at, left)
			if err == nil {
				// A list of partial results goes to the end of its message.
				if m.kind != kindReduce && m.kind != kindPart {
					t.Errorf("message %d of kind %d cut from %d to %d bytes: nobody notices", at, m.kind, m.length, left)
				}
			} else if strings.Contains(err.Error(), "runtime error") {
				t.Errorf("message %d of kind %d cut from %d to %d bytes: %v", at, m.kind, m.length, left, err)
			}
		}
	}
}
