package chare

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/charm4go/charm/wire"
)

// This file holds broadcasts: calls of an entry method of all chares of a
// collection, down its tree, and the way back of their ends and results.

// Broadcast calls an entry method of all chares of a collection, and does not
// wait. All of them get the broadcasts of a collection in one order. For
// generated code, as the other functions here.
func Broadcast[A, R any](m Many, e *Entry[A, R], a A) {
	cast(m, e, &a, reply{})
}

// AwaitAll is Broadcast with a future that becomes ready when the method has
// ended at all chares. It fails with the errors of all that failed.
func AwaitAll[A, R any](m Many, e *Entry[A, R], a A) *Future[Void] {
	k := m.at(&e.entryInfo).k
	f := newFuture[Void](k, origin{m.coll, &e.entryInfo, endOf})
	id := k.futures.add(&ends{e: &e.entryInfo, coll: m.coll, f: f})
	cast(m, e, &a, reply{mode: replyEnd, pe: int32(k.me), id: id})
	return f
}

// RetAll is Broadcast with a future for the results of all chares, by index. If
// some fail, so does the future, and the results of the others are in the
// *Error.
func RetAll[A, R any](m Many, e *Entry[A, R], a A) *Future[[]R] {
	k := m.at(&e.entryInfo).k
	f := newFuture[[]R](k, origin{m.coll, &e.entryInfo, resultOf})
	id := k.futures.add(&results[R]{ends: ends{e: &e.entryInfo, coll: m.coll}, f: f, codec: e.m.Result})
	cast(m, e, &a, reply{mode: replyResult, pe: int32(k.me), id: id})
	return f
}

// cast sends a broadcast to the root of the collection's tree.
func cast[A, R any](m Many, e *Entry[A, R], a *A, r reply) {
	c := m.at(&e.entryInfo)
	k := c.k
	before := k.profile.send()
	h := header{kind: kindCastAsk, entry: e.id, coll: c.id, reply: r}
	c.castFrom(&h, e.message(k, &h, a, nil))
	k.profile.sent(before)
}

// castFrom starts a broadcast, whose message it keeps.
func (c *collection) castFrom(h *header, m []byte) {
	if c.closed {
		panic(fmt.Sprintf("chare: a broadcast to a %v, which has been released", c))
	}
	if g := c.growth; g != nil && g.unanswered > 0 {
		g.casts = append(g.casts, m) // so that it reaches what this PE has inserted
		return
	}
	c.castNow(h, m)
}

func (c *collection) castNow(h *header, m []byte) {
	k := c.k
	switch {
	case c.root < 0:
		c.endOfNone(h)
	case c.root != k.me:
		k.sendBytes(c.root, m)
	case !c.created:
		k.early[c.id] = append(k.early[c.id], earlyMessage{k.me, m})
	default:
		c.spread(h, m)
	}
}

// endOfNone tells this PE's future that a broadcast to a section of no elements
// has ended.
func (c *collection) endOfNone(h *header) {
	if h.reply.mode == replyNone {
		return
	}
	end := header{kind: kindFuture, coll: collID(h.reply.id)}
	e := c.k.encoder(end.append(nil))
	putErrors(e, nil, 0)
	c.k.pushReplay(c.k.me, e.Bytes())
}

// Some broadcasts are for the runtime on each PE. Their entry field says which.
const (
	entryMade          uint16 = 0xffff - iota // tell when the constructors here have ended
	entryDone                                 // no more elements are inserted
	entryEnroll                               // which elements are to be in sections
	entryForm                                 // the trees of these
	entryFence                                // tell when all broadcasts before have got to the chares
	entryRelease                              // a section ends
	firstInternalEntry = entryRelease
)

// handleCast takes a broadcast that comes down the tree, or arrives at the
// root.
func (c *collection) handleCast(from int, h *header, rest, m []byte) {
	k := c.k
	if int(h.entry) >= len(c.class.entries) && h.entry < firstInternalEntry {
		k.release()
		k.bad(from, fmt.Errorf("a broadcast to entry method %d of %v", h.entry, c))
		return
	}
	m = append([]byte(nil), m...)
	k.release()
	c.spread(h, m)
}

// spread passes a broadcast on to the PEs below, and makes it an item for the
// chares here. It keeps m.
func (c *collection) spread(h *header, m []byte) {
	k := c.k
	m[0] = byte(kindCast)
	k.sendMany(c.place.Children, m)
	var to *collector
	if h.reply.mode != replyNone {
		to = c.collect(h)
	}
	switch {
	case h.entry == entryMade:
		c.tellMade(to)
	case h.entry == entryDone:
		c.doneInserting()
	case h.entry == entryEnroll:
		c.enroll(h, m[h.size():], to)
	case h.entry == entryForm:
		c.form(int(h.reply.pe), m[h.size():])
	case h.entry == entryFence:
		c.fence(to)
	case h.entry == entryRelease:
		c.releaseInTurn()
	default:
		c.deliver(h, m[h.size():], to)
	}
	to.settle()
}

// deliver makes a broadcast an item for the chares that this PE answers for.
func (c *collection) deliver(h *header, args []byte, to *collector) {
	number := c.spreads
	c.spreads++
	c.deliverTo(c.class.entries[h.entry], number, args, to)
	if len(c.standIns.all) > 0 {
		c.forward(h, number, args, to)
	}
	c.settleGuests()
}

// deliverTo is deliver for the chares that are here.
func (c *collection) deliverTo(e entry, number uint64, args []byte, to *collector) {
	v := &delivery{c: c, entry: e, args: args, to: to, cause: c.k.trace.origin()}
	v.members = c.deliverable(number, *v)
	if len(v.members) == 0 {
		return
	}
	c.lent = true
	if to != nil {
		to.missing += len(v.members)
	}
	c.k.pe.Push(v)
}

// A delivery calls an entry method of a PE's members of a collection, one at
// each Run.
type delivery struct {
	c       *collection
	entry   entry
	members []*element // which have yet to be called
	args    []byte
	to      *collector // nil: nobody waits
	cause   cause
}

// Run calls the next one.
func (v *delivery) Run() {
	k := v.c.k
	el := v.members[0]
	v.members = v.members[1:]
	if len(v.members) > 0 {
		k.pe.PushFront(v)
	}
	// Decoded for each, so that no two chares share a slice.
	d := k.decoder(v.args)
	item := v.entry.deliver(k, el, d, v.to)
	if item == nil {
		k.badArguments(v.c.root, el, v.entry.info(), d.Err())
		return
	}
	k.runFor(v.cause, item)
}

// A castID names a broadcast that is waited for: by the future, and its PE.
type castID struct {
	pe int32
	id uint64
}

// A collector gathers, on one PE, the ends or results of one broadcast: of the
// members here and of the PEs below.
type collector struct {
	c       *collection
	header  header
	missing int // members and children that have not told
	errs    []*Error
	results []byte  // slot, length and encoding of each result, or rosters
	roster  *roster // of sections that are being made, until all members have told
}

// collect makes the collector of a broadcast.
func (c *collection) collect(h *header) *collector {
	to := &collector{c: c, header: *h, missing: len(c.place.Children)}
	if len(c.place.Children) > 0 {
		if c.casts == nil {
			c.casts = map[castID]*collector{}
		}
		c.casts[castID{h.reply.pe, h.reply.id}] = to
	}
	return to
}

// collected is the endpoint of one member's call. If the member has moved, it is
// in the table of futures.
type collected[R any] struct {
	to    *collector
	loc   *location
	codec *wire.Codec[R]
}

func (d *collected[R]) replyTo(k *kernel) reply {
	return reply{mode: d.mode(), pe: int32(k.me), id: k.futures.add(d)}
}

// mode says what the call is to tell: for sections that are made, its result,
// though the broadcast is to come back without.
func (d *collected[R]) mode() replyMode {
	if d.to.roster != nil {
		return replyResult
	}
	return d.to.header.reply.mode
}

// receive takes the end of a call from the PE that the member is on.
func (d *collected[R]) receive(k *kernel, from int, m *wire.Decoder) (done bool) {
	var r R
	var failed *Error
	var err error
	if d.mode() == replyResult {
		r, failed, err = takeResult[R](m)
	} else {
		_, failed, err = takeResult[Void](m)
	}
	if err != nil {
		k.bad(from, fmt.Errorf("the end of a broadcast at %v: %w", d.loc, err))
		return true
	}
	d.ended(r, failed)
	return true
}

// declined is told that another PE answers for the member.
func (d *collected[R]) declined() { d.to.met() }

func (d *collected[R]) ended(r R, err *Error) {
	to := d.to
	if to.roster != nil && err == nil {
		err = to.roster.told(to, d.loc, r)
	}
	if err != nil {
		to.errs = append(to.errs, err)
	}
	if to.header.reply.mode == replyResult {
		to.results = appendResult(to.c, to.results, d.loc, d.codec, &r, err != nil)
	}
	to.met()
}

// appendResult appends one element's result, of which nothing travels if the
// method has failed.
func appendResult[R any](c *collection, results []byte, loc *location, codec *wire.Codec[R], r *R, failed bool) []byte {
	e := c.k.encoder(results)
	if !c.dense() {
		e.Uint64(uint64(loc.coll.id))
		putIndex(e, loc.index)
	} else if failed {
		return results // it is the zero R that is there already
	} else {
		e.Uint32(loc.slot)
	}
	length := e.Len()
	e.Uint32(0) // once it is known
	if !failed {
		codec.Encode(e, r)
	}
	if err := e.Err(); err != nil {
		panic(fmt.Sprintf("chare: a result cannot travel: %v", err))
	}
	results = e.Bytes()
	binary.LittleEndian.PutUint32(results[length:], uint32(len(results)-length-4))
	return results
}

// settle passes on what was collected, once nothing is missing.
func (to *collector) settle() {
	if to == nil || to.missing > 0 {
		return
	}
	c, k := to.c, to.c.k
	if g := c.growth; g != nil && g.inserting {
		g.unsettled = append(g.unsettled, to)
		return
	}
	if to.roster != nil {
		e := k.encoder(to.results)
		to.roster.put(e)
		to.results = e.Bytes()
	}
	delete(c.casts, castID{to.header.reply.pe, to.header.reply.id})
	dst := c.place.Parent
	h := header{kind: kindCollected, coll: c.id, reply: to.header.reply}
	if dst < 0 {
		dst = int(to.header.reply.pe)
		h = header{kind: kindFuture, coll: collID(to.header.reply.id)}
	}
	e := k.encoder(h.append(nil))
	putErrors(e, to.errs, len(to.results))
	m := append(e.Bytes(), to.results...)
	if dst == k.me {
		k.pushReplay(k.me, m)
	} else {
		k.sendBytes(dst, m)
	}
	if c.released {
		c.free()
	}
}

// handleCollected takes what a PE below has collected.
func (c *collection) handleCollected(from int, h *header, rest []byte) {
	k := c.k
	to := c.casts[castID{h.reply.pe, h.reply.id}]
	if to == nil {
		k.release()
		k.bad(from, fmt.Errorf("the end of a broadcast to %v that is not under way", c))
		return
	}
	d := k.decoder(rest)
	errs, err := takeErrors(d)
	if err != nil {
		k.release()
		k.bad(from, err)
		return
	}
	to.errs = append(to.errs, errs...)
	to.results = append(to.results, d.Rest()...)
	k.release()
	to.met()
}

// putErrors writes the errors of a collected message, and how many bytes of
// results follow.
func putErrors(e *wire.Encoder, errs []*Error, results int) {
	e.Int(len(errs))
	for _, err := range errs {
		err.MarshalWire(e)
	}
	e.Int(results)
}

// takeErrors reads that.
func takeErrors(d *wire.Decoder) (errs []*Error, err error) {
	for n := d.Int(); n > 0 && d.Err() == nil; n-- {
		e := new(Error)
		e.UnmarshalWire(d)
		errs = append(errs, e)
	}
	slices.SortStableFunc(errs, func(a, b *Error) int { return cmp.Compare(a.Chare, b.Chare) })
	if n := d.Int(); d.Err() == nil && n != d.Len() {
		d.Fail(fmt.Errorf("%d bytes of results instead of %d", d.Len(), n))
	}
	return errs, d.Err()
}

// ends is the future of AwaitAll in the table of futures.
type ends struct {
	e    *entryInfo
	coll *collection
	f    *Future[Void]
}

func (w *ends) receive(k *kernel, from int, d *wire.Decoder) (done bool) {
	errs, err := takeErrors(d)
	if err != nil {
		k.bad(from, err)
		return true
	}
	w.f.ended(Void{}, joined(w.coll.String(), w.e.name, k.me, errs))
	return true
}

// results is the future of RetAll in the table of futures.
type results[R any] struct {
	ends
	f     *Future[[]R]
	codec *wire.Codec[R]
}

func (w *results[R]) receive(k *kernel, from int, d *wire.Decoder) (done bool) {
	errs, err := takeErrors(d)
	if err != nil {
		k.bad(from, err)
		return true
	}
	rs := w.take(d, len(errs))
	if err := d.Err(); err != nil {
		k.bad(from, err)
		return true
	}
	if failed := joined(w.coll.String(), w.e.name, k.me, errs); failed != nil {
		if len(errs) == 1 {
			// Not the element's own, which others may hold.
			failed = &Error{Chare: w.coll.String(), Entry: w.e.name, PE: k.me, Err: failed}
		}
		failed.Results = rs
		w.f.ended(nil, failed)
	} else {
		w.f.ended(rs, nil)
	}
	return true
}

// take reads the results, of all elements but those that have failed.
func (w *results[R]) take(d *wire.Decoder, failed int) []R {
	if !w.coll.dense() {
		return w.takeByIndex(d)
	}
	rs := make([]R, w.coll.size())
	missing := len(rs) - failed
	for ; d.Len() > 0 && d.Err() == nil; missing-- {
		slot := int(d.Uint32())
		n := int(d.Uint32())
		at := slot
		if w.coll.pes != nil {
			at, _ = slices.BinarySearch(w.coll.pes, int32(slot))
		}
		if at >= len(rs) {
			d.Fail(fmt.Errorf("the result of element %d of %v", slot, w.coll))
			break
		}
		w.takeOne(d, n, &rs[at])
	}
	if missing != 0 {
		d.Fail(fmt.Errorf("results of %v: %d are missing", w.coll, missing))
	}
	return rs
}

// takeByIndex reads results of elements that are known by their index only.
func (w *results[R]) takeByIndex(d *wire.Decoder) []R {
	type result struct {
		coll  collID
		index Index
		r     R
	}
	var all []result
	for d.Len() > 0 && d.Err() == nil {
		one := result{coll: collID(d.Uint64()), index: takeIndex(d)}
		if n := int(d.Uint32()); n > 0 { // else it has failed
			w.takeOne(d, n, &one.r)
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b result) int {
		return cmp.Or(a.index.Compare(b.index), cmp.Compare(a.coll, b.coll))
	})
	rs := make([]R, len(all))
	for i := range all {
		rs[i] = all[i].r
	}
	return rs
}

// takeOne reads a result of n bytes.
func (w *results[R]) takeOne(d *wire.Decoder, n int, r *R) {
	rest := d.Len() - n
	w.codec.Decode(d, r)
	if d.Err() == nil && d.Len() != rest {
		d.Fail(fmt.Errorf("a result of %v has %d bytes instead of %d", w.coll, n+rest-d.Len(), n))
	}
}
