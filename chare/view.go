package chare

import (
	"slices"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/wire"
)

// A View is a parameter for many numbers that the entry method only reads: it
// reads them where they arrive, in the memory that the PEs of a host share.
// A parameter []T is copied out of there first, since the method may keep it.
//
// What Slice returns is only to be read, and only until the method has ended;
// what is to be kept longer is copied. A method that may wait, or is called of
// many, gets copies of its own, as do fields and elements of parameters.
//
//	func (b *Block) Halo(row chare.View[float64]) { copy(b.above, row.Slice()) }
//
//	below.Halo(chare.ViewOf(b.last))
type View[T wire.Fixed] struct {
	own  []T // of this PE
	lent *lent[T]
}

// ViewOf makes a View of a slice. Like all arguments it is read at the call if
// the chare is on another PE, and else by the method.
func ViewOf[T wire.Fixed](s []T) View[T] { return View[T]{own: s} }

// Slice returns the numbers. It panics once the method whose parameter the View
// is has ended.
func (v View[T]) Slice() []T {
	if v.lent == nil {
		return v.own
	}
	if v.lent.over {
		panic("chare: a View was read after its entry method had ended; the method copies what is to be kept")
	}
	return v.lent.s
}

// Len returns how many there are.
func (v View[T]) Len() int { return len(v.Slice()) }

// WireSize returns what MarshalWire writes.
func (v View[T]) WireSize() int { return wire.SizeView(v.Slice()) }

// MarshalWire writes the numbers.
func (v View[T]) MarshalWire(e *wire.Encoder) { wire.PutView(e, v.Slice()) }

// UnmarshalWire reads them, or takes them as they are in the message.
func (v *View[T]) UnmarshalWire(d *wire.Decoder) {
	*v = View[T]{}
	k, _ := d.Context().(*kernel)
	if k == nil || k.lease == nil {
		v.own, _ = wire.TakeView[T](d, false)
		return
	}
	s, shared := wire.TakeView[T](d, k.lease.inPlace)
	v.lent = &lent[T]{s: s, shared: shared}
	k.lease.views = append(k.lease.views, v.lent)
}

// A lease is how the Views among the arguments of one call have them: until the
// call ends, in the message itself if that can stay for so long.
type lease struct {
	inPlace  bool   // else they are copies
	giveBack func() // of the message's memory to who sent it; nil: it is the PE's own
	poison   bool   // overwrite copies at the end, so that tests catch who keeps them
	views    []leased
}

// leased is a lent[T].
type leased interface {
	keep()
	end(poison bool)
}

// lent is what a View has until the call ends.
type lent[T wire.Fixed] struct {
	s      []T
	shared bool // with the message
	over   bool
}

// lend begins the lease of the present message: it takes the place of
// kernel.release if the message can stay.
func (k *kernel) lend() *lease {
	l := &lease{inPlace: k.replaying, poison: k.synchronous}
	if keeper, ok := k.port.(netlayer.Keeper); ok && !k.replaying {
		l.giveBack, l.inPlace = keeper.Keep()
		k.replaying = l.inPlace // nothing is left to be released
	}
	return l
}

// keep copies what is in the message, and gives that back: the call will wait
// for nobody knows how long, perhaps for messages that need the memory.
func (l *lease) keep() {
	for _, v := range l.views {
		v.keep()
	}
	l.release()
}

// end is the end of the call.
func (l *lease) end() {
	for _, v := range l.views {
		v.end(l.poison)
	}
	l.release()
}

func (l *lease) release() {
	if l.giveBack != nil {
		l.giveBack()
		l.giveBack = nil
	}
}

func (l *lent[T]) keep() {
	if l.shared {
		l.s, l.shared = slices.Clone(l.s), false
	}
}

func (l *lent[T]) end(poison bool) {
	if poison && !l.shared {
		clear(l.s)
	}
	l.s, l.over = nil, true
}
