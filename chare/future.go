package chare

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/charm4go/charm/pe"
	"github.com/charm4go/charm/wire"
)

// A Future stands for a value that will come. It belongs to the PE that made
// it: there any number of tasks may wait for it. What travels is its Target.
type Future[T any] struct {
	core  futureCore
	value T
}

// futureCore is the part of a future that has no type.
type futureCore struct {
	k   *kernel
	err *Error
	id  uint64 // its address for other PEs; 0 if it has none
	waiters
	ready bool
	from  origin
}

// NewFuture makes a future for one value, which is to be sent to its Target.
func NewFuture[T any](c Caller) *Future[T] {
	k := c.kernel()
	return newFuture[T](k, k.maker())
}

func newFuture[T any](k *kernel, from origin) *Future[T] {
	return &Future[T]{core: futureCore{k: k, from: from}}
}

// Get waits for the value. A failure panics with the *Error, and so ends the
// method that called Get, unless it recovers, and travels on to whoever waits
// for that one.
func (f *Future[T]) Get(t *Task) T {
	f.core.wait(t, f)
	if f.core.err != nil {
		panic(f.core.err)
	}
	return f.value
}

// Result waits for the value, and returns a failure as an error, an *Error.
func (f *Future[T]) Result(t *Task) (T, error) {
	f.core.wait(t, f)
	if f.core.err != nil {
		return f.value, f.core.err
	}
	return f.value, nil
}

// ErrTimeout is what ResultWithin returns when the time has passed.
var ErrTimeout = errors.New("chare: the future did not become ready in time")

// ResultWithin is Result that gives up with ErrTimeout after a time. The future
// stays as it is, and may be waited for again.
func (f *Future[T]) ResultWithin(t *Task, d time.Duration) (T, error) {
	due := f.core.k.pe.Due(int64(d)) // before the timer is, so that it does not come too early
	timer := f.core.k.pe.After(int64(d), pe.Func(t.wake))
	for !f.core.ready && f.core.k.pe.Now() < due {
		f.core.waitOnce(t, f)
	}
	f.core.k.pe.Cancel(timer)
	if !f.core.ready {
		return f.value, ErrTimeout
	}
	return f.Result(t)
}

// Ready reports whether Get would return at once.
func (f *Future[T]) Ready() bool { return f.core.ready }

// Target returns the place to send the value to. It may travel.
func (f *Future[T]) Target() Target[T] { return Target[T]{f} }

// String says what it is, in reports.
func (f *Future[T]) String() string {
	return f.core.from.describe(fmt.Sprintf("a future of %T", f.value))
}

// wait waits until the future is ready.
func (f *futureCore) wait(t *Task, what fmt.Stringer) {
	for !f.ready {
		f.waitOnce(t, what)
	}
}

// waitOnce waits until the task is woken, by the future or otherwise.
func (f *futureCore) waitOnce(t *Task, what fmt.Stringer) {
	if t.k != f.k {
		panic(f.elsewhere(t))
	}
	f.add(t)
	t.suspend(what)
	if !f.ready {
		f.remove(t)
	}
}

//go:noinline // for the stack of tasks that wait
func (f *futureCore) elsewhere(t *Task) string {
	return fmt.Sprintf("chare: a future made on PE %d is waited for on PE %d; send its Target instead", f.k.me, t.PE())
}

// settle makes the future ready, and wakes who waits.
func (f *futureCore) settle(err *Error) {
	f.err, f.ready = err, true
	if f.id != 0 {
		f.k.futures.drop(f.id)
	}
	f.wake()
}

// ended gives the future its value, as the endpoint of a call.
func (f *Future[T]) ended(v T, err *Error) {
	f.value = v
	f.core.settle(err)
}

func (f *Future[T]) replyTo(k *kernel) reply {
	return reply{mode: replyResult, pe: int32(k.me), id: f.address()}
}

func (f *Future[T]) address() uint64 { return f.core.address(f) }

// address returns what other PEs call the future by, which is r.
func (f *futureCore) address(r receiver) uint64 {
	if f.id == 0 {
		f.id = f.k.futures.add(r)
		if f.ready {
			f.k.futures.drop(f.id) // whatever is sent there is too much
		}
	}
	return f.id
}

// receive takes the value from a message.
func (f *Future[T]) receive(k *kernel, from int, d *wire.Decoder) (done bool) {
	v, failed, err := takeResult[T](d)
	if err != nil {
		k.bad(from, fmt.Errorf("for %v: %w", f, err))
		return true
	}
	f.ended(v, failed)
	return true
}

// takeResult reads what sendReply wrote.
func takeResult[T any](d *wire.Decoder) (v T, failed *Error, err error) {
	if d.Bool() {
		failed = new(Error)
		failed.UnmarshalWire(d)
	} else {
		wire.For[T]().Decode(d, &v)
	}
	return v, failed, d.Err()
}

// sendReply sends the result of a call, or only its end, to a future.
func sendReply[R any](k *kernel, to reply, codec *wire.Codec[R], r R, err *Error) {
	if to.mode == replyEnd {
		sendResult(k, to, wire.For[Void](), Void{}, err)
	} else {
		sendResult(k, to, codec, r, err)
	}
}

func sendResult[R any](k *kernel, to reply, codec *wire.Codec[R], r R, err *Error) {
	before := k.profile.send()
	h := header{kind: kindFuture, coll: collID(to.id)}
	e := k.encoder(h.append(k.scratch[:0]))
	e.Bool(err != nil)
	if err != nil {
		err.MarshalWire(e)
	} else {
		codec.Encode(e, &r)
	}
	if bad := e.Err(); bad != nil {
		panic(fmt.Sprintf("chare: a %T cannot travel: %v", r, bad))
	}
	m := e.Bytes()
	k.scratch = m[:0]
	if int(to.pe) == k.me {
		// The call was kept here for a chare that was yet to be made.
		k.pushReplay(k.me, append([]byte(nil), m...))
	} else {
		k.sendBytes(int(to.pe), m)
	}
	k.profile.sent(before)
}

// handleFuture takes a value for a future of this PE.
func (k *kernel) handleFuture(from int, h *header, rest []byte) {
	r := k.futures.get(uint64(h.coll))
	if r == nil {
		k.release()
		k.bad(from, fmt.Errorf("a value for a future that has received its value already"))
		return
	}
	d := k.decoder(rest)
	if r.receive(k, from, d) {
		k.futures.drop(uint64(h.coll))
	}
	k.release()
}

// A MultiFuture stands for several values, in the order of their arrival.
type MultiFuture[T any] struct {
	core    futureCore
	values  []T
	missing int
}

// NewMultiFuture makes a future for n values, which are to be sent to its
// Target.
func NewMultiFuture[T any](c Caller, n int) *MultiFuture[T] {
	k := c.kernel()
	return &MultiFuture[T]{core: futureCore{k: k, ready: n <= 0, from: k.maker()}, missing: n}
}

// Get waits for all values. A failure panics as for Future.Get.
func (f *MultiFuture[T]) Get(t *Task) []T {
	f.core.wait(t, f)
	if f.core.err != nil {
		panic(f.core.err)
	}
	return f.values
}

// Result waits for all values, and returns the first failure as an error.
func (f *MultiFuture[T]) Result(t *Task) ([]T, error) {
	f.core.wait(t, f)
	if f.core.err != nil {
		return f.values, f.core.err
	}
	return f.values, nil
}

// Ready reports whether Get would return at once.
func (f *MultiFuture[T]) Ready() bool { return f.core.ready }

// Target returns the place to send the values to. It may travel.
func (f *MultiFuture[T]) Target() Target[T] { return Target[T]{f} }

// String says what it is, in reports.
func (f *MultiFuture[T]) String() string {
	var v T
	return f.core.from.describe(fmt.Sprintf("a future of %d more %T", f.missing, v))
}

func (f *MultiFuture[T]) ended(v T, err *Error) {
	if err != nil && f.core.err == nil {
		f.core.err = err
	}
	f.values = append(f.values, v)
	if f.missing--; f.missing == 0 {
		f.core.settle(f.core.err)
	}
}

func (f *MultiFuture[T]) address() uint64 { return f.core.address(f) }

func (f *MultiFuture[T]) receive(k *kernel, from int, d *wire.Decoder) (done bool) {
	v, failed, err := takeResult[T](d)
	if err != nil {
		k.bad(from, fmt.Errorf("for %v: %w", f, err))
		return true
	}
	f.ended(v, failed)
	return f.missing == 0
}

// receiver takes what arrives for an address in the table of futures.
type receiver interface {
	// receive reports whether it was the last that the address takes.
	receive(k *kernel, from int, d *wire.Decoder) (done bool)
}

// futureTable holds the futures of a PE that others know of. An address is the
// position in the table and how often that was used before, so that a second
// value for the same future is told from a value for the next one.
type futureTable struct {
	slots []futureSlot
	free  []uint32
}

type futureSlot struct {
	r    receiver
	uses uint32
}

func (t *futureTable) add(r receiver) uint64 {
	var at uint32
	if n := len(t.free); n > 0 {
		at = t.free[n-1]
		t.free = t.free[:n-1]
	} else {
		at = uint32(len(t.slots))
		t.slots = append(t.slots, futureSlot{})
	}
	s := &t.slots[at]
	s.r = r
	s.uses++ // so that no address is 0
	return uint64(s.uses)<<32 | uint64(at)
}

func (t *futureTable) get(id uint64) receiver {
	at := int(uint32(id))
	if at >= len(t.slots) || t.slots[at].uses != uint32(id>>32) {
		return nil
	}
	return t.slots[at].r
}

func (t *futureTable) drop(id uint64) {
	if t.get(id) != nil {
		at := uint32(id)
		t.slots[at].r = nil
		t.free = append(t.free, at)
	}
}

// outstanding returns how many futures others know of.
func (t *futureTable) outstanding() int { return len(t.slots) - len(t.free) }

// waiters are the tasks, and others, that wait for one thing. Nearly always it
// is one.
type waiters struct {
	first waiter
	more  *[]waiter // nil if there are no others
}

// A waiter is woken when what it waits for may have come. It looks again
// itself.
type waiter interface{ wake() }

func (ws *waiters) add(w waiter) {
	if ws.first == nil {
		ws.first = w
	} else {
		ws.addMore(w)
	}
}

//go:noinline // for the stack of tasks that wait
func (ws *waiters) addMore(w waiter) {
	if ws.more == nil {
		ws.more = new([]waiter)
	}
	*ws.more = append(*ws.more, w)
}

// wake wakes all and forgets them.
func (ws *waiters) wake() {
	if ws.first == nil {
		return
	}
	first, more := ws.first, ws.more
	ws.first, ws.more = nil, nil
	first.wake()
	if more != nil {
		for _, w := range *more {
			w.wake()
		}
	}
}

// remove forgets one that waits no longer.
func (ws *waiters) remove(w waiter) {
	var all []waiter
	if ws.first != nil && ws.first != w {
		all = append(all, ws.first)
	}
	if ws.more != nil {
		all = append(all, slices.DeleteFunc(*ws.more, func(x waiter) bool { return x == w })...)
	}
	ws.first, ws.more = nil, nil
	for _, x := range all {
		ws.add(x)
	}
}
