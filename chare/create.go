package chare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charm4go/charm/wire"
)

// An Option says where new chares are to be.
type Option func(*placement)

type placement struct {
	pe     int
	set    bool
	pes    []int
	mapped *Map
	atSync bool
}

// OnPE puts a single chare, or one that Insert makes, on a PE.
func OnPE(pe int) Option {
	return func(p *placement) { p.pe, p.set = pe, true }
}

// OnPEs gives a group members on these PEs only. Their order does not matter.
func OnPEs(pes ...int) Option {
	return func(p *placement) { p.pes = append([]int{}, pes...) }
}

// placed returns what the options of a function say, which makes chares of a
// kind and takes only some sorts of options.
func placed(opts []Option, function, kind string, only ...string) (p placement) {
	for _, o := range opts {
		o(&p)
	}
	for _, given := range []struct {
		name string
		is   bool
	}{{"OnPE", p.set}, {"OnPEs", p.pes != nil}, {"WithMap", p.mapped != nil}, {"UseAtSync", p.atSync}} {
		if given.is && !slices.Contains(only, given.name) {
			panic(fmt.Sprintf("chare: %s: %s is not for %s, which take %s", function, given.name, kind, strings.Join(only, " and ")))
		}
	}
	return p
}

// NewSingle makes one chare: on the PE that OnPE says, else on the next PE in
// turn after the creator's. It does not wait for the chare to be made; what is
// sent to it meanwhile is kept. For generated code.
func NewSingle[A any](c Caller, init *Entry[A, Void], a A, opts ...Option) Ref {
	k := c.kernel()
	name := init.class.Name()
	p := placed(opts, init.class.maker(""), "single chares", "OnPE")
	if !p.set {
		k.placed++
		p.pe = (k.me + k.placed) % k.n
	}
	k.checkPE("a new "+name, p.pe)
	coll := k.newCollection(&collection{class: init.class, kind: single, home: int32(p.pe)})
	if p.pe == k.me {
		// Here its arguments need not be encoded, and what is sent to it from
		// now on queues behind its constructor.
		coll.populate()
		el := coll.members[0]
		item := init.newCall(k, el)
		item.args, item.done = a, el
		item.enqueue()
		return Ref{&coll.only}
	}
	create(coll, init, &a)
	return Ref{&coll.only}
}

// NewGroup makes a group: one chare on each PE, or on each that OnPEs names.
// It does not wait for them to be made. For generated code.
func NewGroup[A any](c Caller, init *Entry[A, Void], a A, opts ...Option) Many {
	k := c.kernel()
	p := placed(opts, init.class.maker("Group"), "groups", "OnPEs")
	var pes []int32
	if p.pes != nil {
		if len(p.pes) == 0 {
			panic(fmt.Sprintf("chare: %s: OnPEs names no PE", init.class.maker("Group")))
		}
		for _, pe := range p.pes {
			k.checkPE("a new group of "+init.class.Name(), pe)
			pes = append(pes, int32(pe))
		}
		slices.Sort(pes)
		pes = slices.Compact(pes)
	}
	coll := k.newCollection(&collection{class: init.class, kind: group, pes: pes})
	create(coll, init, &a)
	return Many{coll}
}

// NewArray makes an array with the indices that shape says. It does not wait
// for the chares to be made. For generated code.
func NewArray[A any](c Caller, shape Shape, init *Entry[A, Void], a A, opts ...Option) Many {
	function := init.class.maker("Array")
	p := placed(opts, function, "arrays", "WithMap", "UseAtSync")
	if shape.n == 0 {
		panic(fmt.Sprintf("chare: %s: the shape has no dimensions; make one with chare.Dims", function))
	}
	k := c.kernel()
	k.mayBalance(&p, init.class, function)
	coll := k.newCollection(&collection{class: init.class, kind: array, shape: shape, mapped: p.mapped, atSync: p.atSync})
	if p.mapped != nil {
		for slot := range coll.size() {
			coll.peOf(slot) // panics if there is no such PE: here, before others hear of the array
		}
	}
	create(coll, init, &a)
	return Many{coll}
}

// checkPE panics if there is no such PE.
func (k *kernel) checkPE(what string, pe int) {
	if pe < 0 || pe >= k.n {
		panic(fmt.Sprintf("chare: %s on PE %d: there are PEs 0 to %d", what, pe, k.n-1))
	}
}

// newCollection gives a new collection its name.
func (k *kernel) newCollection(c *collection) *collection {
	c.k = k
	c.id = collID(uint64(k.me)<<32 | uint64(k.made))
	k.made++
	c.add()
	return c
}

// create sends a new collection and the arguments of its constructors to its
// root, from where it spreads.
func create[A any](c *collection, init *Entry[A, Void], a *A) {
	before := c.k.profile.send()
	enc := c.announcement()
	init.m.Encode(enc, a)
	init.mustTravel(enc)
	c.announce(enc.Bytes())
	c.k.profile.sent(before)
}

// announcement begins the message that creates the collection; the arguments of
// the constructors follow.
func (c *collection) announcement() *wire.Encoder {
	h := header{kind: kindCreateAsk, coll: c.id}
	enc := c.k.encoder(h.append(nil))
	c.put(enc)
	return enc
}

// announce sends it.
func (c *collection) announce(m []byte) {
	k := c.k
	if c.root != k.me {
		k.sendBytes(c.root, m)
		return
	}
	d := k.decoder(m[headerBytes:])
	k.take(d)
	c.create(m, d.Rest())
}

// handleCreate takes a collection that comes down its tree.
func (k *kernel) handleCreate(from int, h *header, rest []byte) {
	m := append(make([]byte, headerBytes, headerBytes+len(rest)), rest...)
	h.put(m)
	k.release()
	d := k.decoder(m[headerBytes:])
	c := k.take(d)
	if c == nil {
		k.bad(from, d.Err())
		return
	}
	c.create(m, d.Rest())
}

// create makes this PE's elements, whose constructors will be the next items,
// and passes the message on. It keeps m, of which args is a part.
func (c *collection) create(m, args []byte) {
	k := c.k
	m[0] = byte(kindCreate)
	k.sendMany(c.place.Children, m)
	c.populate()
	if len(c.members) > 0 {
		c.lent = true
		k.pe.Push(&construction{c: c, members: c.members, args: args, cause: k.trace.origin()})
	}
	k.releaseEarly(c.id)
}

// populate makes the elements of this PE, empty.
func (c *collection) populate() {
	c.created = true
	switch c.kind {
	case single:
		c.enlistNew(newElement(&c.only))
	case group:
		if c.pes == nil || c.onPE(c.k.me) {
			c.enlistNew(newElement(c.at(c.k.me)))
		}
	case array:
		if c.mapped == nil {
			first, end := blockOf(c.k.me, c.size(), c.k.n)
			c.members = make([]*element, 0, end-first)
			c.populateRange(first, end)
			return
		}
		for slot := range c.size() {
			if c.peOf(slot) == c.k.me {
				c.populateRange(slot, slot+1)
			}
		}
	}
}

// populateRange makes the elements of some slots.
func (c *collection) populateRange(first, end int) {
	for slot := first; slot < end; slot++ {
		c.enlistNew(newElement(c.at(slot)))
	}
}

func (c *collection) enlistNew(el *element) { c.enlist(el, &el.own) }

// enlist puts a chare among the members.
func (c *collection) enlist(el *element, m *membership) {
	n, rs := len(c.members), &c.rounds
	m.at, m.position = n, rs.positions
	rs.positions++
	rs.unsorted = rs.unsorted || n > 0 && el.loc.index.Compare(c.members[n-1].loc.index) < 0
	c.members = append(c.members, el)
}

// A construction runs the constructors of a PE's elements, one at each Run.
type construction struct {
	c       *collection
	members []*element // whose constructors have yet to run
	args    []byte
	cause   cause
}

// Run runs the next constructor.
func (n *construction) Run() {
	k := n.c.k
	el := n.members[0]
	n.members = n.members[1:]
	if len(n.members) > 0 {
		k.pe.PushFront(n)
	}
	init := n.c.class.init
	d := k.decoder(n.args)
	item := init.construct(k, el, d)
	if item == nil {
		k.badArguments(n.c.id.creator(), el, init.info(), d.Err())
		return
	}
	k.runFor(n.cause, item)
}

// ended is told that the chare's constructor has ended.
func (el *element) ended(_ Void, err *Error) {
	if err != nil {
		el.coll.k.fatal(err)
		return
	}
	el.made = true
	for _, f := range el.onMade {
		f()
	}
	el.onMade = nil
	el.tryLeave()
}

// replyTo is not asked for: a chare does not move before it is made.
func (el *element) replyTo(*kernel) reply { return reply{} }

// WaitCreated waits until the constructors of some collections have ended, on
// all PEs. Each of them is a proxy of one chare or of many.
func (t *Task) WaitCreated(collections ...Proxy) {
	k := t.k
	made := make([]*Future[Void], len(collections))
	for i, p := range collections {
		c := p.of().in("WaitCreated")
		made[i] = newFuture[Void](k, origin{c, c.class.init.info(), endOf})
		id := k.futures.add(&ends{e: c.class.init.info(), coll: c, f: made[i]})
		h := header{kind: kindCastAsk, entry: entryMade, coll: c.id, reply: reply{mode: replyEnd, pe: int32(k.me), id: id}}
		c.castFrom(&h, h.append(nil))
	}
	for _, f := range made {
		f.Get(t)
	}
}

// tellMade tells a collector of each constructor here that has ended, now or
// when it does.
func (c *collection) tellMade(to *collector) {
	to.missing += len(c.members)
	for _, el := range c.members {
		if el.made {
			to.missing--
			continue
		}
		el.onMade = append(el.onMade, func() {
			to.missing--
			to.settle()
		})
	}
}
