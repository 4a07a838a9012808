package chare

import (
	"fmt"
	"runtime/debug"
	"time"

	"github.com/charm4go/charm/coro"
	"github.com/charm4go/charm/internal/bulk"
	"github.com/charm4go/charm/internal/stack"
	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/pe"
	"github.com/charm4go/charm/tree"
	"github.com/charm4go/charm/wire"
)

// A kernel is the runtime of one PE: its chares and what it knows of others.
// Only its PE's items touch it. Several kernels can live in one process.
type kernel struct {
	pe      *pe.PE
	port    netlayer.Port
	me, n   int // this PE, and how many there are
	hosts   hosts
	env     environment
	options Options
	classes []*Class
	maps    []*Map // by their id; 0 is none

	wholeStacks bool // errors show the frames of the runtime too

	colls     [][]*collection // by creator and number; nil: not heard of
	gone      *collection     // stands for each section that was released
	made      uint32          // collections made by this PE
	placed    int             // single chares placed by this PE
	early     map[collID][]earlyMessage
	replaying bool                   // the present message was held early
	passed    uint32                 // what it says if it was passed on: see pass.go
	trees     map[treeKey]tree.Place // this PE's places

	agents    Many
	residents []Many // by Resident.id
	globals   globals

	futures   futureTable
	pools     []any               // by entryInfo.pool: calls to be used again
	reckoners map[string]reckoner // by the names of reducers

	balancer balancer

	profile     *profile  // nil: not wanted
	trace       *tracer   // nil: not wanted
	meter       *meter    // of loads; nil: not wanted
	measured    bool      // there is one of the three
	comm        bool      // who sends to whom is measured
	slowly      bool      // calls are profiled, traced or measured, or copied within the PE
	running     *activity // nil between items
	task        *Task     // of what runs, if it may wait
	paused      pause     // the head of the list of what waits
	sparePauses *pause    // to be used again
	suspended   int       // how many wait
	packing     *element  // whose fields are being encoded or decoded

	conditions []*conditions // of the chares for which something has waited

	enc     wire.Encoder
	dec     wire.Decoder
	scratch []byte
	lease   *lease // of the call that is being decoded, if it has Views

	sent, received uint64 // messages between PEs, for quiescence
	blocking       int    // calls of Go that have not come back
	quiescence     quiescence
	guard          *guard // nil: not wanted
	exiting        bool
	synchronous    bool  // Go returns before anything else runs: a simulation
	onlyTrees      bool  // no exchanges, as between many PEs: every other pair of its seeds
	cause          cause // of what the runtime does now; none if nothing is traced
}

// environment is the world around a kernel: a process that a launcher started,
// or a test that holds all PEs.
type environment interface {
	// exit ends the job, as asked for by this PE. It may return.
	exit(code int)
	// leave ends this PE, since another PE has asked for the end. It may return.
	leave()
	// fail ends the job because of an error that nobody waits for. It may return.
	fail(err *Error, aborted bool)
	// hosts is the host of each PE, from 0 without gaps; nil if there is but one.
	hosts() []int
	// args are the words of the command line that are the program's.
	args() []string
	// now is the clock, in nanoseconds since began.
	now() int64
	began() time.Time
	// busy is the clock by which loads are measured: how long this PE has been
	// at work, where that can be told from its waiting for a CPU.
	busy() int64
	// every has f called at each interval, on a goroutine of its own. A
	// simulation, which sees everything, does not.
	every(interval time.Duration, f func())
	// warn tells the user something that does not end the job.
	warn(text string)
}

// An earlyMessage has arrived ahead of its collection.
type earlyMessage struct {
	from int
	m    []byte
}

// newKernel makes the runtime of the PE behind port.
func newKernel(port netlayer.Port, env environment, options Options) *kernel {
	k := &kernel{port: port, me: port.PE(), n: port.NumPEs(), env: env, options: options, classes: sortedClasses(), maps: sortedMaps()}
	k.colls = make([][]*collection, k.n)
	k.gone = &collection{k: k, kind: section, created: true, released: true, root: -1}
	k.early = map[collID][]earlyMessage{}
	k.trees = map[treeKey]tree.Place{}
	k.hosts = newHosts(k.n, env.hosts())
	k.reckoners = map[string]reckoner{}
	k.pools = make([]any, classes.pools)
	k.globals.infos = sortedGlobals()
	k.globals.values = make([]any, len(k.globals.infos))
	k.balancer = newBalancer(k, options.Balance)
	k.addResidents()
	if options.Profile {
		k.profile = newProfile(k)
		port = &profiledPort{Port: port, p: k.profile}
		k.port = port
	}
	if q := k.balancer.strategies; !q.Empty() {
		k.meter = newMeter(k)
		port = k.port
		k.comm = options.Balance.Comm || q.NeedsComm()
	}
	handle := k.handle
	if options.Trace.On() {
		k.trace = newTracer(k)
		port = k.port
		handle = func(from int, m []byte) {
			k.handle(from, m)
			k.trace.handled()
		}
	}
	k.measured = k.profile != nil || k.trace != nil || k.meter != nil
	k.slowly = options.LocalCopy || options.Profile || k.trace != nil || k.comm
	k.pe = pe.New(port, pe.Options{
		Handle:   handle,
		Panicked: k.panicked,
		Broken:   k.broken,
		Idle:     k.idle,
		Now:      env.now,
	})
	return k
}

// start makes the main function the first item of this PE.
func (k *kernel) start(main func(*Task)) {
	k.pe.Push(pe.Func(func() { k.runMain(main) }))
	k.env.every(tickInterval, func() { k.pe.Post(k.tick) })
	if b := &k.balancer; b.periodic() {
		k.env.every(b.period(), func() { k.pe.Post(k.balancer.tick) })
	}
}

// encoder returns the kernel's encoder, appending to buf.
func (k *kernel) encoder(buf []byte) *wire.Encoder {
	k.enc.Reset(buf, k)
	return &k.enc
}

// decoder returns the kernel's decoder at the start of m.
func (k *kernel) decoder(m []byte) *wire.Decoder {
	k.dec.Reset(m, k)
	return &k.dec
}

// firstLine is how many bytes of a message share the line that its receiver
// polls. They are written last.
const firstLine = 48

// sendBytes sends a finished message.
func (k *kernel) sendBytes(dst int, m []byte) {
	buf := k.port.Reserve(dst, len(m))
	if len(m) > firstLine {
		bulk.Copy(buf[firstLine:], m[firstLine:])
		copy(buf[:firstLine], m)
	} else {
		copy(buf, m)
	}
	k.port.Commit(len(m))
	k.sent++
}

// sendMany sends a finished message to several PEs.
func (k *kernel) sendMany(dsts []int32, m []byte) {
	switch len(dsts) {
	case 0:
	case 1:
		k.sendBytes(int(dsts[0]), m)
	default:
		bulk.Copy(k.port.ReserveMany(dsts, len(m)), m)
		k.port.Commit(len(m))
		k.sent += uint64(len(dsts))
	}
}

// room returns where to append a message to some PEs that will probably be so
// long: if it is long, in the network's memory, so that it is written once.
func (k *kernel) room(dsts []int32, length int) []byte {
	if length < directBytes || len(dsts) == 0 {
		return k.scratch[:0]
	}
	return k.port.ReserveMany(dsts, length)[:0:length]
}

// leaveRoom gives room(dsts, length) up.
func (k *kernel) leaveRoom(dsts []int32, length int) {
	if length >= directBytes && len(dsts) > 0 {
		k.port.Cancel()
	}
}

// sendFrom sends the message that was appended to room(dsts, length), wherever
// that has come to be.
func (k *kernel) sendFrom(dsts []int32, length int, m []byte) {
	switch {
	case length < directBytes || len(dsts) == 0:
		k.scratch = m[:0]
		k.sendMany(dsts, m)
	case len(m) <= length:
		k.port.Commit(len(m))
		k.sent += uint64(len(dsts))
	default:
		k.port.Cancel()
		k.sendMany(dsts, m)
	}
}

// handle takes a message from the network.
func (k *kernel) handle(from int, m []byte) {
	var h header
	rest, err := h.parse(m)
	if err != nil {
		k.bad(from, err)
		return
	}
	if h.kind < kindProbe { // those from there on are not counted
		k.received++
	}
	if h.kind == kindCall { // nearly all are
		k.handleCall(from, &h, rest, m)
		return
	}
	k.dispatch(from, &h, rest, m)
}

// dispatch takes a message to where it belongs. It, or what it calls, releases
// the message once.
func (k *kernel) dispatch(from int, h *header, rest, m []byte) {
	switch h.kind {
	case kindCall:
		k.handleCall(from, h, rest, m)
	case kindFuture:
		k.handleFuture(from, h, rest)
	case kindCreate, kindCreateAsk:
		k.handleCreate(from, h, rest)
	case kindPassed:
		k.handlePassed(from, m)
	case kindArrive:
		k.handleArrive(from, h, rest, m)
	case kindDeclined:
		k.handleDeclined(from, h)
	case kindWatch:
		k.handleWatch(from, rest)
	case kindBalance, kindBalanceIdle:
		k.handleBalance(from, rest)
	case kindProbe:
		k.handleProbe(from, rest)
	case kindIdle:
		k.handleIdle(from, rest)
	case kindExit:
		k.release()
		k.leave()
	default:
		k.dispatchTo(from, h, rest, m)
	}
}

// dispatchTo takes a message about a whole collection to it.
func (k *kernel) dispatchTo(from int, h *header, rest, m []byte) {
	c := k.collection(h.coll)
	if c == nil && h.kind == kindFinish {
		c = k.known(h.coll) // of a section that this PE is not in the tree of
	}
	if c == nil {
		k.holdEarly(from, h.coll, m)
		return
	}
	if c == k.gone || c.closed && h.kind == kindCastAsk && h.entry != entryRelease {
		k.release()
		if h.kind == kindTakeOver || h.kind == kindAsleep {
			return // of a chare that has moved meanwhile
		}
		k.bad(from, fmt.Errorf("a message of kind %d for a section that has been released, %v", h.kind, h.coll))
		return
	}
	switch h.kind {
	case kindCast, kindCastAsk:
		c.handleCast(from, h, rest, m)
	case kindCollected:
		c.handleCollected(from, h, rest)
	case kindReduce, kindReduced, kindBegin, kindPart, kindFinish, kindTakeOver, kindAway:
		c.handleReduction(from, h, rest, m)
	case kindInsert:
		c.handleInsert(from, h, rest)
	case kindInserted:
		c.handleInserted(from, rest)
	case kindLocated:
		c.handleLocated(from, h, rest)
	case kindFlush:
		c.handleFlush(from, h, rest, m)
	case kindFlushed:
		c.handleFlushed(from, h, rest)
	case kindForward:
		c.handleForward(from, h, rest, m)
	case kindAsleep:
		c.handleAsleep(from)
	case kindChosen:
		c.handleChosen(from, h, rest, m)
	case kindReleased:
		c.handleReleased(from, h, rest, m)
	case kindMigrate:
		c.handleMigrate(from, h, rest, m)
	case kindChannel:
		c.handleChannel(from, h, rest, m)
	default:
		k.bad(from, fmt.Errorf("a message of unknown kind %d", h.kind))
	}
}

// release gives the bytes of the present message back to the network, if that
// is where they are.
func (k *kernel) release() {
	if k.replaying {
		k.replaying = false
		return
	}
	k.pe.Release()
}

// handleCall takes a call of an entry method of one chare here.
func (k *kernel) handleCall(from int, h *header, rest, m []byte) {
	c := k.collection(h.coll)
	if c == nil {
		k.holdEarly(from, h.coll, m)
		return
	}
	el := c.element(h.slot)
	if el == nil {
		if el, rest = c.find(from, h, rest, m); el == nil {
			return
		}
	}
	if int(h.entry) >= len(c.class.entries) {
		k.bad(from, fmt.Errorf("a call of entry method %d of %v, which has none", h.entry, el))
		return
	}
	d := k.decoder(rest)
	item := c.class.entries[h.entry].receive(k, el, d, h.reply)
	k.release()
	if item == nil {
		k.badArguments(from, el, c.class.entries[h.entry].info(), d.Err())
		return
	}
	// Behind what is already waiting here, so that calls run in the order of
	// their arrival; at once if nothing is.
	if k.pe.Queued() > 0 {
		if k.trace != nil {
			k.trace.owe(item.doing(), k.cause)
		}
		k.pe.Push(item)
	} else {
		item.Run()
	}
}

// collection returns a collection that has been created here, or nil.
func (k *kernel) collection(id collID) *collection {
	if c := k.known(id); c != nil && c.created {
		return c
	}
	return nil
}

// known returns a collection that this PE has heard of, or nil.
func (k *kernel) known(id collID) *collection {
	creator, number := id.creator(), id.number()
	if creator >= k.n {
		return nil
	}
	if of := k.colls[creator]; number < len(of) {
		return of[number]
	}
	return nil
}

// holdEarly keeps a message until its collection has been created here.
func (k *kernel) holdEarly(from int, id collID, m []byte) {
	k.early[id] = append(k.early[id], earlyMessage{from, append([]byte(nil), m...)})
	k.release()
}

// releaseEarly takes up what arrived ahead of a collection: now, so that nothing
// that arrives later can overtake it. Calls become items behind the
// constructors, which are queued.
func (k *kernel) releaseEarly(id collID) {
	held := k.early[id]
	delete(k.early, id)
	for _, e := range held {
		k.replay(e)
	}
}

// pushReplay makes a message an item, as if it had just arrived.
func (k *kernel) pushReplay(from int, m []byte) {
	k.pe.Push(pe.Func(func() { k.replay(earlyMessage{from, m}) }))
}

// replay is handle for a message that is no longer in the network.
func (k *kernel) replay(e earlyMessage) {
	var h header
	rest, err := h.parse(e.m)
	if err != nil {
		k.bad(e.from, err)
		return
	}
	k.replaying = true
	k.dispatch(e.from, &h, rest, e.m)
}

// bad ends the job because of a message that makes no sense.
func (k *kernel) bad(from int, err error) {
	k.fatal(&Error{Chare: "the runtime", PE: k.me, Err: fmt.Errorf("from PE %d: %w", from, err)})
}

func (k *kernel) badArguments(from int, el *element, e *entryInfo, err error) {
	k.fatal(&Error{Chare: el.String(), Entry: e.name, PE: k.me, Err: fmt.Errorf("arguments from PE %d: %w", from, err)})
}

// broken is called when the network fails.
func (k *kernel) broken(err error) {
	k.fatal(&Error{Chare: "the network", PE: k.me, Err: err})
}

// unwinding is what Exit and Abort panic with to leave the running method.
type unwinding struct{}

// panicked ends what runs with what it panicked with.
func (k *kernel) panicked(v any) {
	if _, ok := v.(unwinding); ok {
		return
	}
	if coro.IsStop(v) {
		panic(v)
	}
	a := k.current()
	a.on.fail(asError(a, k.me, panicError(v), k.stack()))
}

// current returns what runs now. It may be the runtime itself, or a user's
// function that it calls: a reducer, a condition.
func (k *kernel) current() *activity {
	if k.running != nil {
		return k.running
	}
	return &activity{on: itself{k}}
}

// itself is the runtime, when it panics.
type itself struct{ k *kernel }

func (i itself) fail(err *Error) { i.k.fatal(err) }

// stack returns the running stack, of a panic: what of it is the user's, or all
// if that is wanted.
func (k *kernel) stack() string {
	whole := string(debug.Stack())
	if k.wholeStacks {
		return whole
	}
	return stack.User(whole)
}
