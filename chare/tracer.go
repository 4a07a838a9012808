package chare

import "github.com/charm4go/charm/trace"

// This file keeps what a PE does, for a timeline. It is told by what profiles are
// told by: when an activity begins, goes on, ends or waits (activity.go), when a
// call is queued on the same PE (call.go), and by a Port that it stands before
// (trace_port.go). While the runtime acts on a message, k.cause holds it; for what
// is to be done later, a map holds it.

// A cause is the message for which something is done.
type cause struct {
	flow  trace.Flow // 0: none
	bytes uint32
}

// A tracer keeps what one PE does.
type tracer struct {
	k      *kernel
	buffer *trace.Buffer
	off    bool
	names  traceNames
	owed   map[*activity]cause // of what will begin, or go on

	slice   trace.Event // of what runs, to be completed at its end
	running bool        // there is one
	slices  uint64      // so far, so that spans know whether one has ended in between

	idle, woke int64 // when waiting began, and last ended; idle is -1 if the PE does not wait

	out, in []uint32 // messages to and from each PE
	local   uint32   // calls and wakes within this one

	open   bool  // the runtime acts on a message, and nothing has begun
	opened int64 // since when
	kind   kind  // of the message
	sent   int   // messages since then
	taken  bool  // something will be done for it later
}

// newTracer makes the tracer of a PE, and stands between it and its port.
func newTracer(k *kernel) *tracer {
	t := &tracer{k: k, buffer: trace.NewBuffer(k.options.Trace.Events), off: k.options.Trace.Off, owed: map[*activity]cause{}, idle: -1}
	t.names.init(k)
	t.out, t.in = make([]uint32, k.n), make([]uint32, k.n)
	k.port = &tracedPort{Port: k.port, t: t}
	return t
}

// add keeps an event, unless tracing is off.
func (t *tracer) add(e *trace.Event) {
	if !t.off {
		t.buffer.Add(e)
	}
}

// begin is called when an activity begins to run, or goes on.
func (t *tracer) begin(a *activity, kind trace.Kind) {
	now := t.k.env.now()
	t.close(now)
	if a == nil {
		return
	}
	if a.info != nil && a.info.class == nil && a.info != &mainInfo {
		kind = trace.Runtime
	}
	t.wake(now)
	from, owed := t.owed[a]
	if owed {
		delete(t.owed, a)
	} else {
		from = t.k.cause
	}
	t.k.cause, t.open = cause{}, false
	if t.off {
		return
	}
	e := &t.slice
	e.At, e.Flow, e.Bytes, e.Kind = now, from.flow, from.bytes, kind
	e.Name = t.names.of(a)
	if e.Dims = 0; a.el != nil {
		loc := a.el.loc
		if loc.coll.kind != single {
			e.Dims, e.Index = loc.index.n, loc.index.c
		}
	}
	t.running = true
}

// stop is called when an activity ends or waits.
func (t *tracer) stop() { t.close(t.k.env.now()) }

// close completes the slice of what runs.
func (t *tracer) close(now int64) {
	if t.running {
		t.running = false
		t.slices++
		t.slice.Took = now - t.slice.At
		t.add(&t.slice)
	}
}

// wake ends the time in which there was nothing to do.
func (t *tracer) wake(now int64) {
	if t.idle < 0 {
		return
	}
	e := trace.Event{At: t.idle, Took: min(t.woke, now) - t.idle, Kind: trace.Idle, Name: nameIdle}
	t.idle = -1
	t.add(&e)
}

// woken is called when a task is to go on.
func (t *tracer) woken(task *Task) { t.owe(task.activity, t.origin()) }

// origin returns what is done now as the cause of something that will be done
// later on this PE: the message that the runtime acts on, or else what runs. Like
// step it may be called on nil.
func (t *tracer) origin() cause {
	switch {
	case t == nil:
		return cause{}
	case t.k.cause.flow != 0:
		t.taken = true
		return t.k.cause
	case !t.running:
		return cause{}
	}
	t.local++
	c := cause{flow: trace.Local(t.k.me, t.local)}
	t.send(c.flow, 0)
	return c
}

// send keeps that a message leaves.
func (t *tracer) send(flow trace.Flow, bytes int) {
	if !t.off {
		t.buffer.Add(&trace.Event{At: t.k.env.now(), Flow: flow, Bytes: uint32(bytes), Kind: trace.Send})
	}
}

// owe notes for which message an activity will begin or go on, later. In a map,
// since a field of calls would cost those who trace nothing.
func (t *tracer) owe(a *activity, c cause) {
	if c.flow != 0 {
		t.owed[a] = c
	}
}

// remember notes that for one that cannot begin yet.
func (t *tracer) remember(a *activity) {
	t.owe(a, t.k.cause)
	t.k.cause = cause{}
}

// runFor runs an item for a cause that was kept.
func (k *kernel) runFor(c cause, item runnable) {
	k.cause = c
	item.Run()
}

// step keeps a step of load balancing that has ended.
func (t *tracer) step(number uint64, since, now int64, moves int) {
	if t != nil {
		t.add(&trace.Event{At: since, Took: now - since, Kind: trace.Step, Name: nameStep, Dims: 2,
			Index: trace.Index{int32(number), int32(moves)}})
	}
}

// turn turns tracing on or off.
func (t *tracer) turn(on bool) {
	now := t.k.env.now()
	if on == !t.off {
		return
	}
	t.close(now)
	t.idle, t.off = -1, !on
	if on && t.k.running != nil {
		t.begin(t.k.running, trace.Resumed)
	}
}

// handIn gives what has been kept to add, in blocks.
func (t *tracer) handIn(add func(block []byte)) {
	for block := range t.part().Blocks() {
		add(block)
	}
}

// part returns what has been kept, up to now, and leaves nothing.
func (t *tracer) part() *trace.Part {
	now := t.k.env.now()
	t.wake(now)
	t.close(now)
	p := &trace.Part{Name: t.names.name}
	p.PE, p.Host, p.Began = t.k.me, t.k.hostOf(t.k.me), t.k.env.began().UnixNano()
	p.Recorded = t.buffer.Recorded()
	p.Events = t.buffer.Take()
	p.Kept = uint64(len(p.Events))
	return p
}
