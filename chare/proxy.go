package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// A Ref is one chare, seen from afar: what the proxies of single chares have in
// common. It is a small value that can be compared, kept and sent; on one PE
// two are equal exactly if they stand for the same chare.
type Ref struct{ loc *location }

func (r Ref) ref() Ref { return r }

// of returns the collection of the chare, for what concerns all of it.
func (r Ref) of() Many {
	if r.loc == nil {
		return Many{}
	}
	return Many{r.loc.coll}
}

// A Remote is any proxy of one chare.
type Remote interface{ ref() Ref }

// A Proxy is any proxy, of one chare or of many.
type Proxy interface{ of() Many }

// Proxies is any proxy of many: of a group, an array or a section.
type Proxies interface{ many() Many }

// String returns which chare it is: "hello.Hello[3]".
func (r Ref) String() string {
	if r.loc == nil {
		return "no chare"
	}
	return r.loc.String()
}

// at returns the location, for a call of an entry method.
func (r Ref) at(e *entryInfo) *location {
	if r.loc == nil {
		panic(fmt.Sprintf("chare: call of %s.%s on a zero proxy, which stands for no chare", e.class.Name(), e.name))
	}
	return r.loc
}

// MarshalWire writes the proxy.
func (r Ref) MarshalWire(e *wire.Encoder) {
	e.Bool(r.loc != nil)
	if r.loc != nil {
		r.loc.coll.put(e)
		putElement(e, r.loc)
	}
}

// UnmarshalWire reads it, as a proxy of the PE that reads.
func (r *Ref) UnmarshalWire(d *wire.Decoder) {
	r.loc = nil
	if !d.Bool() {
		return
	}
	if c := arriving(d).take(d); c != nil {
		r.loc = c.takeElement(d)
	}
}

// arriving returns the kernel that a decoder works for.
func arriving(d *wire.Decoder) *kernel {
	k, ok := d.Context().(*kernel)
	if !ok {
		panic("chare: proxies and targets can only be decoded on a PE, from a message")
	}
	return k
}

// Many is a group, an array or a section, seen from afar: what the proxies of
// collections have in common. Like a Ref it can be compared, kept and sent.
type Many struct{ coll *collection }

func (m Many) of() Many { return m }

func (m Many) many() Many { return m }

// Len returns the number of elements, without those that an array with bounds
// got later by Insert. It panics for a sparse array: no PE knows how many
// elements that has; a reduction can count them.
func (m Many) Len() int {
	c := m.in("Len")
	if c.kind == sparse {
		panic(fmt.Sprintf("chare: Len: nobody knows how many elements a %v has; count them by a reduction", c))
	}
	return c.size()
}

// String returns which collection it is: "array hello.Hello[5]".
func (m Many) String() string {
	if m.coll == nil {
		return "no chares"
	}
	return m.coll.String()
}

// at returns the collection, for a call of an entry method.
func (m Many) at(e *entryInfo) *collection {
	if m.coll == nil {
		panic(fmt.Sprintf("chare: call of %s.%s on a zero proxy, which stands for no chares", e.class.Name(), e.name))
	}
	return m.coll
}

// in returns the collection, for what is to be done with it.
func (m Many) in(what string) *collection {
	if m.coll == nil {
		panic(fmt.Sprintf("chare: %s on a zero proxy, which stands for no chares", what))
	}
	return m.coll
}

// Element returns the element with an index. It panics if the collection has
// none there, and can get none. For generated code.
func (m Many) Element(index ...int) Ref {
	c := m.in("At").base()
	switch {
	case c.kind == group:
		if len(index) != 1 {
			panic(fmt.Sprintf("chare: %v: At takes one PE, not %d numbers", c, len(index)))
		}
		if pe := index[0]; pe < 0 || pe >= c.k.n || !c.has(pe) {
			panic(fmt.Sprintf("chare: %v has no member on PE %d (the job has PEs 0 to %d)", c, pe, c.k.n-1))
		}
		return Ref{c.at(index[0])}
	case len(index) != int(c.shape.n):
		panic(fmt.Sprintf("chare: %v has %d dimensions; At was given %d coordinates", c, c.shape.n, len(index)))
	}
	slot := 0
	for d, x := range index {
		extent := int(c.shape.extent[d])
		if x < 0 || x >= extent {
			if c.growth != nil {
				return Ref{c.locate(Ix(index...))}
			}
			panic(fmt.Sprintf("chare: %v has no element %v", c, index))
		}
		slot = slot*extent + x
	}
	return Ref{c.at(slot)}
}

// MarshalWire writes the proxy.
func (m Many) MarshalWire(e *wire.Encoder) {
	e.Bool(m.coll != nil)
	if m.coll != nil {
		m.coll.put(e)
	}
}

// UnmarshalWire reads it, as a proxy of the PE that reads.
func (m *Many) UnmarshalWire(d *wire.Decoder) {
	m.coll = nil
	if d.Bool() {
		m.coll = arriving(d).take(d)
	}
}

// This returns the proxy of a chare itself. For generated code.
func This(h Chare) Ref {
	h.kernel() // panics if it is no chare
	return Ref{h.base().el.loc}
}

// All returns the collection that a chare belongs to. For generated code.
func All(h Chare) Many {
	h.kernel()
	return Many{h.base().el.coll}
}

// Send calls an entry method of one chare, and does not wait. For generated
// code, as the other functions here.
func Send[A, R any](r Ref, e *Entry[A, R], a A) {
	loc := r.at(&e.entryInfo)
	c := e.newCall(loc.coll.k, loc.el)
	c.args = a
	if loc.el != nil {
		c.enqueue()
	} else {
		c.sendTo(loc)
	}
}

// Await is Send with a future that becomes ready when the method has ended.
func Await[A, R any](r Ref, e *Entry[A, R], a A) *Future[Void] {
	loc := r.at(&e.entryInfo)
	k := loc.coll.k
	c := e.newCall(k, loc.el)
	c.args = a
	f := newFuture[Void](k, origin{loc, &e.entryInfo, endOf})
	if loc.el != nil {
		c.done = awaited[R]{f}
		c.enqueue()
	} else {
		c.reply = reply{mode: replyEnd, pe: int32(k.me), id: f.address()}
		c.sendTo(loc)
	}
	return f
}

// Ret is Send with a future for the method's result.
func Ret[A, R any](r Ref, e *Entry[A, R], a A) *Future[R] {
	loc := r.at(&e.entryInfo)
	k := loc.coll.k
	c := e.newCall(k, loc.el)
	c.args = a
	f := newFuture[R](k, origin{loc, &e.entryInfo, resultOf})
	if loc.el != nil {
		c.done = f
		c.enqueue()
	} else {
		c.reply = reply{mode: replyResult, pe: int32(k.me), id: f.address()}
		c.sendTo(loc)
	}
	return f
}

// awaited tells a future the end of a call and keeps the result to itself.
type awaited[R any] struct{ f *Future[Void] }

func (a awaited[R]) ended(_ R, err *Error) { a.f.ended(Void{}, err) }

func (a awaited[R]) replyTo(k *kernel) reply {
	return reply{mode: replyEnd, pe: int32(k.me), id: a.f.core.address(a.f)}
}

// sendTo sends the call to where its chare is, and gives it back to its pool.
func (c *call[A, R]) sendTo(loc *location) {
	if c.k.slowly {
		c.sendSlowly(loc)
	} else {
		c.sendNow(loc)
	}
	c.recycle()
}

// sendSlowly is sendNow for runs with a profile, or that measure who sends to
// whom.
func (c *call[A, R]) sendSlowly(loc *location) {
	before := c.k.profile.send()
	if c.k.comm {
		c.k.sends(loc, c.bytes())
	}
	c.sendNow(loc)
	c.k.profile.sent(before)
}

// bytes returns about how much the call takes as a message.
func (c *call[A, R]) bytes() int {
	if c.entry.m.Size != nil {
		if n := c.entry.m.Size(&c.args); n >= 0 {
			return headerBytes + n
		}
	}
	enc := c.k.encoder(nil)
	c.entry.m.Encode(enc, &c.args)
	return headerBytes + enc.Len()
}

func (c *call[A, R]) sendNow(loc *location) {
	k, e := c.k, c.entry
	// Field by field: a copy of what has just been written in smaller pieces would
	// wait until the cache has all that was written before.
	var h header
	h.kind, h.entry, h.slot, h.coll = kindCall, e.id, loc.slot, loc.coll.id
	h.reply.mode, h.reply.pe, h.reply.id = c.reply.mode, c.reply.pe, c.reply.id
	if loc.around {
		enc := loc.address(&h, nil)
		e.m.Encode(enc, &c.args)
		e.mustTravel(enc)
		loc.coll.sendAround(loc, enc.Bytes())
	} else if int(loc.pe) == k.me {
		// The chare is to be made here, and the message that makes it has yet
		// to come.
		m := e.message(k, &h, &c.args, nil)
		k.early[h.coll] = append(k.early[h.coll], earlyMessage{k.me, m})
	} else {
		loc.sent = true
		e.send(k, int(loc.pe), &h, &c.args)
	}
}
