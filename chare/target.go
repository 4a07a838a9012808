package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// A Target is where a value of T goes: a future, or an entry method with one
// parameter, of one chare or of many. It may be kept and sent. The zero Target
// is nowhere, and nothing can be sent to it.
type Target[T any] struct{ to destination[T] }

// A destination is one kind of target.
type destination[T any] interface {
	send(v T)
	put(e *wire.Encoder)
}

// Send sends a value there. It does not wait.
func (t Target[T]) Send(v T) {
	if t.to == nil {
		panic(fmt.Sprintf("chare: a %T was sent to a zero Target, which is nowhere", v))
	}
	t.to.send(v)
}

// mustBe panics if the target is nowhere, for a function that takes one.
func (t Target[T]) mustBe(function string) {
	if t.to == nil {
		panic(fmt.Sprintf("chare: %s with a zero Target, which is nowhere", function))
	}
}

// IsZero reports whether the target is nowhere.
func (t Target[T]) IsZero() bool { return t.to == nil }

// The kinds of targets, as they travel.
const (
	targetNowhere uint8 = iota
	targetFuture
	targetOne
	targetMany
)

// MarshalWire writes the target.
func (t Target[T]) MarshalWire(e *wire.Encoder) {
	if t.to == nil {
		e.Uint8(targetNowhere)
		return
	}
	t.to.put(e)
}

// UnmarshalWire reads it, as a target of the PE that reads.
func (t *Target[T]) UnmarshalWire(d *wire.Decoder) {
	t.to = nil
	switch kind := d.Uint8(); kind {
	case targetNowhere:
	case targetFuture:
		k := arriving(d)
		far := farFuture[T]{k: k, pe: d.Int32(), id: d.Uint64()}
		if far.pe < 0 || int(far.pe) >= k.n {
			d.Fail(fmt.Errorf("chare: a target on PE %d of %d", far.pe, k.n))
			return
		}
		t.to = far
	case targetOne:
		var r Ref
		r.UnmarshalWire(d)
		if e := takeTargetEntry[T](d, r.of()); e != nil {
			t.to = oneTarget[T]{r, e}
		}
	case targetMany:
		var m Many
		m.UnmarshalWire(d)
		if e := takeTargetEntry[T](d, m); e != nil {
			t.to = manyTarget[T]{m, e}
		}
	default:
		d.Fail(fmt.Errorf("chare: a target of unknown kind %d", kind))
	}
}

// takeTargetEntry reads which entry method of m a target is.
func takeTargetEntry[T any](d *wire.Decoder, m Many) *TargetEntry[T] {
	id := int(d.Uint16())
	if d.Err() != nil {
		return nil
	}
	if m.coll == nil || id >= len(m.coll.class.entries) {
		d.Fail(fmt.Errorf("chare: a target at entry method %d of %v", id, m))
		return nil
	}
	info := m.coll.class.entries[id].info()
	e, ok := info.target.(*TargetEntry[T])
	if !ok {
		var v T
		d.Fail(fmt.Errorf("chare: a target at %s.%s, which does not take a %T", info.class.Name(), info.name, v))
	}
	return e
}

// A farFuture is a future of another PE, or of this one by its address.
type farFuture[T any] struct {
	k  *kernel
	pe int32
	id uint64
}

func (f farFuture[T]) send(v T) {
	if int(f.pe) != f.k.me {
		sendResult(f.k, reply{pe: f.pe, id: f.id}, wire.For[T](), v, nil)
		return
	}
	to, ok := f.k.futures.get(f.id).(destination[T])
	if !ok {
		panic(fmt.Sprintf("chare: a %T was sent to a future that has received its value already", v))
	}
	to.send(v)
}

func (f farFuture[T]) put(e *wire.Encoder) {
	e.Uint8(targetFuture)
	e.Int32(f.pe)
	e.Uint64(f.id)
}

func (f *Future[T]) send(v T) {
	if f.core.ready {
		panic(fmt.Sprintf("chare: a second %T was sent to a future of one", v))
	}
	f.ended(v, nil)
}

func (f *Future[T]) put(e *wire.Encoder) { f.far().put(e) }

func (f *Future[T]) far() farFuture[T] {
	return farFuture[T]{f.core.k, int32(f.core.k.me), f.address()}
}

func (f *MultiFuture[T]) send(v T) {
	if f.core.ready {
		panic(fmt.Sprintf("chare: one %T too many was sent to a future of %d", v, len(f.values)))
	}
	f.ended(v, nil)
}

func (f *MultiFuture[T]) put(e *wire.Encoder) {
	farFuture[T]{f.core.k, int32(f.core.k.me), f.address()}.put(e)
}

// A TargetEntry is an entry method that can be a target: it has one parameter,
// or none and then takes a Void. For generated code.
type TargetEntry[T any] struct {
	info *entryInfo
	send func(Ref, T)
	cast func(Many, T)
}

// NewTargetEntry says that e can be a target; args makes the struct of its
// parameters. For generated code.
func NewTargetEntry[T, A, R any](e *Entry[A, R], args func(T) A) *TargetEntry[T] {
	t := &TargetEntry[T]{
		info: &e.entryInfo,
		send: func(r Ref, v T) { Send(r, e, args(v)) },
		cast: func(m Many, v T) { Broadcast(m, e, args(v)) },
	}
	e.target = t
	return t
}

// To returns an entry method of one chare as a target. For generated code.
func To[T any](r Ref, e *TargetEntry[T]) Target[T] {
	r.at(e.info)
	return Target[T]{oneTarget[T]{r, e}}
}

// ToAll returns an entry method of many chares as a target: what is sent there
// is broadcast. For generated code.
func ToAll[T any](m Many, e *TargetEntry[T]) Target[T] {
	m.at(e.info)
	return Target[T]{manyTarget[T]{m, e}}
}

type oneTarget[T any] struct {
	r Ref
	e *TargetEntry[T]
}

func (t oneTarget[T]) send(v T) { t.e.send(t.r, v) }

func (t oneTarget[T]) put(e *wire.Encoder) {
	e.Uint8(targetOne)
	t.r.MarshalWire(e)
	e.Uint16(t.e.info.id)
}

type manyTarget[T any] struct {
	m Many
	e *TargetEntry[T]
}

func (t manyTarget[T]) send(v T) { t.e.cast(t.m, v) }

func (t manyTarget[T]) put(e *wire.Encoder) {
	e.Uint8(targetMany)
	t.m.MarshalWire(e)
	e.Uint16(t.e.info.id)
}
