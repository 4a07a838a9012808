package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// This file moves chares between PEs. A move has three steps. The chare leaves:
// from now on, what is sent to it is kept here, and what was queued before runs.
// When all of that has run, it departs as a message, and what was kept follows
// on the same way. It arrives: from there on it is found on its new PE.

// Migrate moves the chare to another PE, once the running method has ended and
// what was sent to the chare before has run here; all else follows it. Only chares of arrays can move, and all their fields must be able
// to travel, apart from those tagged `charm:"-"`. Migrate panics if another
// method of the chare is waiting; one that begins to wait delays the move until
// it ends. On its new PE, the chare's method Migrated is called before all
// others, if it has one.
func (b *Base) Migrate(pe int) {
	el := b.element()
	k := b.kernel()
	own := 0
	if t := k.task; t != nil && t.el == el {
		own = 1
	}
	if el.coroutines > own {
		panic(fmt.Sprintf("chare: %v cannot migrate while methods of it wait: %d", el, el.coroutines-own))
	}
	el.wish(pe)
}

// Migrate asks for a chare to be moved to another PE, as if its method called
// Base.Migrate. It does not wait.
func (r Ref) Migrate(pe int) {
	loc := r.loc
	if loc == nil {
		panic("chare: Migrate on a zero proxy, which stands for no chare")
	}
	loc.coll.mayMigrate()
	loc.coll.k.checkPE(fmt.Sprint("migration of ", loc), pe)
	if loc.el != nil {
		loc.el.wish(pe)
		return
	}
	e := loc.address(&header{kind: kindMigrate}, nil)
	e.Int32(int32(pe))
	loc.send(e.Bytes())
}

// handleMigrate takes such a wish.
func (c *collection) handleMigrate(from int, h *header, rest, m []byte) {
	k := c.k
	el, rest := c.find(from, h, rest, m)
	if el == nil {
		return
	}
	d := k.decoder(rest)
	pe := int(d.Int32())
	err := d.Err()
	k.release()
	if err != nil || pe < 0 || pe >= k.n {
		k.bad(from, fmt.Errorf("the migration of %v to PE %d: %v", el, pe, err))
		return
	}
	el.wish(pe)
}

// mayMigrate panics if chares of the collection cannot move.
func (c *collection) mayMigrate() {
	if c.kind != array && c.kind != sparse {
		panic(fmt.Sprintf("chare: %v cannot migrate: only elements of arrays can", c))
	}
	if err := c.class.travels(); err != nil {
		panic(fmt.Sprintf("chare: %v cannot migrate: %v; tag a field charm:\"-\" to leave it behind", c, err))
	}
}

// travels returns why a chare of the class cannot be encoded, if so.
func (c *Class) travels() error {
	c.checked.Do(func() { c.checkErr = wire.CheckAny(c.make()) })
	return c.checkErr
}

// A trip is the move of one chare, from the wish until it departs. It is the
// item that makes it depart.
type trip struct {
	el      *element
	pe      int
	leaving bool   // it has left
	step    uint64 // of load balancing that wants it; 0: the program does
}

// wish makes a chare move as soon as it can.
func (el *element) wish(pe int) {
	c := el.coll
	k := c.k
	c.mayMigrate()
	k.checkPE(fmt.Sprint("migration of ", el), pe)
	if el.trip != nil {
		k.balancer.abandon(el.trip)
		el.trip.pe = pe
	} else if pe != k.me {
		el.trip = &trip{el: el, pe: pe}
	}
	el.tryLeave()
}

// tryLeave makes a chare leave that is to, and reports whether it does. If
// something must come before, it is tried again after that.
func (el *element) tryLeave() bool {
	t := el.trip
	if t == nil || t.leaving {
		return false
	}
	if t.step > 0 && el.coroutines > 0 {
		el.trip = nil
		el.coll.k.balancer.abandon(t)
		return false
	}
	if !el.made || el.coroutines > 0 || el.loc.el != el || el.bound() {
		return false
	}
	if t.pe == el.coll.k.me {
		el.trip = nil
		return false
	}
	t.leaving = true
	c := el.coll
	el.loc.el = nil
	c.block(el.loc)
	for of, m := range el.memberships() {
		of.substitute(el, m)
	}
	el.channels.part()
	c.k.pe.Push(t) // behind all that is queued for it
	return true
}

// Run makes the chare depart, if nothing has come in between.
func (t *trip) Run() {
	el, k := t.el, t.el.coll.k
	k.begin(el.moving(&moveInfo))
	if el.coroutines > 0 || t.pe == k.me {
		el.stay()
	} else {
		el.depart()
	}
	k.stop()
}

// stay is the end of a move that cannot be, since a method waits after all. If
// it is the program's wish, it is tried again when that has ended.
func (el *element) stay() {
	c, t := el.coll, el.trip
	t.leaving = false
	if t.pe == c.k.me || t.step > 0 {
		el.trip = nil
	}
	el.loc.el = el
	for of, m := range el.memberships() {
		of.join(el, m)
	}
	c.letGo(el.loc)
	c.k.balancer.abandon(t)
}

// depart sends the chare, and behind it what was kept.
func (el *element) depart() {
	loc, pe := el.loc, el.trip.pe
	c := loc.coll
	k := c.k
	held := c.holds(loc)
	waiting := el.conditions.pack()
	h := header{kind: kindArrive, coll: c.id}
	e := k.encoder(h.append(nil))
	Ref{loc}.MarshalWire(e)
	e.Uint32(loc.epoch + 1)
	e.Uint64(el.trip.step)
	el.pack(e)
	if err := e.Err(); err != nil {
		k.fatal(&Error{Chare: el.String(), PE: k.me, Err: fmt.Errorf("it cannot migrate: %w", err)})
		return
	}
	loc.pe, loc.next = int32(pe), int32(pe)
	loc.epoch++
	loc.sent = false
	c.routing().left[loc] = departure{epoch: loc.epoch}
	k.sendBytes(pe, e.Bytes())
	el.chare.base().el = nil
	t := el.trip
	el.trip = nil
	held.messages = append(waiting, held.messages...)
	c.letGo(loc)
	if el.client != nil {
		k.balancer.discharge(el.client)
	}
	k.balancer.left(t)
}

// handleArrive takes a chare that moves here.
func (k *kernel) handleArrive(from int, h *header, rest, m []byte) {
	var d wire.Decoder // not the kernel's: its channels decode messages of their own
	d.Reset(rest, k)
	var r Ref
	r.UnmarshalWire(&d)
	loc, epoch, step := r.loc, d.Uint32(), d.Uint64()
	if d.Err() != nil || loc == nil || loc.el != nil || epoch <= loc.epoch {
		k.release()
		k.bad(from, fmt.Errorf("a migrated chare, %v: %v", r, d.Err()))
		return
	}
	c := loc.coll
	if !c.created && !c.exists() {
		k.holdEarly(from, h.coll, m)
		return
	}
	was, next := loc.pe, loc.next
	el := newElement(loc)
	k.begin(el.moving(&moveInfo))
	defer k.stop()
	loc.epoch = epoch
	el.made = true
	el.unpack(&d)
	err := d.Err()
	k.release()
	if err != nil {
		k.bad(from, fmt.Errorf("the state of %v: %w", el, err))
		return
	}
	for of, m := range el.memberships() {
		of.join(el, m)
	}
	if _, ok := el.chare.(migrated); ok {
		k.pe.Push(&arrival{*el.moving(&migratedInfo)})
	}
	c.settleHere(el, was, next)
	if el.client != nil {
		el.client.bytes = len(m)
		k.balancer.arrived(el.client)
	}
	if step > 0 {
		k.balancer.came(from, step)
	}
}

// exists makes the collection exist here if this PE is not in its tree, so that
// no message will. It reports whether it does.
func (c *collection) exists() bool {
	if c.root == c.k.me || c.place.Parent >= 0 {
		return false
	}
	c.created = true
	c.k.releaseEarly(c.id)
	return true
}

// migrated is a chare that wants to know when it has moved.
type migrated interface{ Migrated() }

// These stand for a move and for that method, in errors and profiles.
var (
	moveInfo     = entryInfo{name: "Migrate"}
	migratedInfo = entryInfo{name: "Migrated"}
)

// An arrival calls that method.
type arrival struct{ activity }

func (a *arrival) Run() {
	k := a.el.coll.k
	k.begin(&a.activity)
	a.el.chare.(migrated).Migrated()
	k.stop()
}

// moving returns what a chare does that moves.
func (el *element) moving(info *entryInfo) *activity {
	return &activity{el: el, info: info, on: mover{el.coll.k}}
}

// A mover ends the job if the move of a chare panics: in methods by which its
// fields travel, or in Migrated.
type mover struct{ k *kernel }

func (m mover) fail(err *Error) {
	m.k.stop()
	m.k.fatal(err)
}
