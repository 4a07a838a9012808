package pool

import (
	"errors"
	"fmt"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/wire"
)

// Shared stands for a large value that many tasks need: it is small, and is put
// into their inputs. The value itself goes to each PE at most once, when a task
// there first asks for it.
type Shared[T any] struct {
	owner int32
	id    uint32
}

// Share keeps a value for tasks on all PEs, until Release. It is not to be
// changed any more.
func Share[T any](c chare.Caller, value T) Shared[T] {
	w := here(c)
	w.last++
	s := Shared[T]{int32(w.PE()), w.last}
	w.shared[s.key()] = &sharedOf[T]{value, wire.For[T]()}
	return s
}

// Get returns the value, and waits for it if this PE has not had it before. All
// tasks of a PE get the same one, which they are not to change.
func (s Shared[T]) Get(t *chare.Task) T {
	w := here(t)
	if w.shared[s.key()] == nil {
		if int(s.owner) == w.PE() {
			panic(fmt.Sprintf("pool: a shared %T is asked for after its Release", *new(T)))
		}
		s.fetch(t, w)
	}
	return w.shared[s.key()].(*sharedOf[T]).value
}

// fetch has the value brought here. Tasks that ask meanwhile wait for the same
// message.
func (s Shared[T]) fetch(t *chare.Task, w *worker) {
	under := w.fetching[s.key()]
	if under == nil {
		under = w.on(int(s.owner)).Ret().Fetch(s.id)
		w.fetching[s.key()] = under
	}
	p := under.Get(t)
	if w.shared[s.key()] != nil {
		return // another has been here before
	}
	delete(w.fetching, s.key())
	v := &sharedOf[T]{codec: wire.For[T]()}
	var d wire.Decoder
	d.Reset(p.bytes, p.context)
	if v.codec.Decode(&d, &v.value); d.Err() != nil {
		panic(fmt.Sprintf("pool: a shared %T: %v", v.value, d.Err()))
	}
	w.shared[s.key()] = v
}

// Release forgets the value on all PEs. No task may ask for it any more.
func (s Shared[T]) Release(c chare.Caller) {
	workerProxies{workers.All(c)}.Forget(s.owner, s.id)
}

func (s Shared[T]) key() sharedKey { return sharedKey(s) }

// A sharedKey names a shared value on all PEs.
type sharedKey struct {
	owner int32
	id    uint32
}

// sharedOf is a shared value, at its owner and where it has been asked for.
type sharedOf[T any] struct {
	value T
	codec *wire.Codec[T]
}

func (v *sharedOf[T]) encode(e *wire.Encoder) { v.codec.Encode(e, &v.value) }

// A parcel carries a value to where its type is known again.
type parcel struct {
	value   interface{ encode(*wire.Encoder) }
	bytes   []byte // what arrived,
	context any    // and by what its proxies are decoded
}

// MarshalWire writes the value.
func (p parcel) MarshalWire(e *wire.Encoder) {
	var inner wire.Encoder
	inner.Reset(nil, e.Context())
	p.value.encode(&inner)
	if err := inner.Err(); err != nil {
		e.Fail(err)
		return
	}
	e.ByteSlice(inner.Bytes())
}

// UnmarshalWire reads it, as yet as bytes.
func (p *parcel) UnmarshalWire(d *wire.Decoder) {
	p.bytes, p.context = d.ByteSlice(), d.Context()
}

// Fetch returns a value shared by this PE.
func (w *worker) Fetch(id uint32) (parcel, error) {
	w.setUp()
	v := w.shared[sharedKey{int32(w.PE()), id}]
	if v == nil {
		return parcel{}, errors.New("pool: a shared value is asked for after its Release")
	}
	return parcel{value: v.(interface{ encode(*wire.Encoder) })}, nil
}

// Forget forgets a shared value.
func (w *worker) Forget(owner int32, id uint32) {
	delete(w.shared, sharedKey{owner, id})
}
