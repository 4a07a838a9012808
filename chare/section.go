package chare

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/pe"
	"github.com/charm4go/charm/wire"
)

// This file holds sections: some of the chares of a collection, or of several,
// with a tree of their own over the PEs that have them. How they come about is
// in enroll.go. For broadcasts and reductions a section is a collection like any
// other.

// Split makes n sections of a collection by an entry method, which tells of each
// chare which of the sections it is in: a number from 0 to n-1, negative for
// none, or several. It waits until they are made; if the method fails somewhere
// it panics with that failure, as Future.Get does. Chares that are inserted later
// are in none. For generated code, as Slice and Pick.
func Split[P ~struct{ Many }, A any, R int | []int](t *Task, p P, n int, e *Entry[A, R], a A) []P {
	if n < 0 {
		panic(fmt.Sprintf("chare: Split of %v into %d sections", many(p), n))
	}
	d := newDraft(t, "Split", n, many(p).at(&e.entryInfo))
	d.enroll(t, &e.entryInfo, func(enc *wire.Encoder) {
		enc.Uint8(chosenByMethod)
		enc.Uint16(e.id)
		e.m.Encode(enc, &a)
		e.mustTravel(enc)
	})
	d.form(t)
	sections := make([]P, n)
	for i, s := range d.sections {
		sections[i] = P{Many{s}}
	}
	return sections
}

// Slice makes a section of the elements whose coordinates are in the spans, one
// for each dimension. Spans may go beyond the bounds, and a section may have no
// elements. It waits until the section is made.
func Slice[P ~struct{ Many }](t *Task, p P, spans ...Range) P {
	c := many(p).in("Slice")
	if dims := c.base().dims(); len(spans) != dims {
		panic(fmt.Sprintf("chare: Slice: %v has %d dimensions; there are %d spans", c, dims, len(spans)))
	}
	for _, r := range spans {
		if r.step < 1 {
			panic(fmt.Sprintf("chare: Slice: the step of %v is not positive", r))
		}
	}
	d := newDraft(t, "Slice", 1, c)
	d.enroll(t, &sliceInfo, func(e *wire.Encoder) {
		e.Uint8(chosenBySpans)
		for _, r := range spans {
			r.put(e)
		}
	})
	d.form(t)
	return P{Many{d.sections[0]}}
}

// Pick makes a section of the elements with some indices. It panics if there is
// no element with one of them. It waits until the section is made.
func Pick[P ~struct{ Many }](t *Task, p P, indices []Index) P {
	c := many(p).in("Pick")
	indices = slices.Clone(indices)
	slices.SortFunc(indices, Index.Compare)
	indices = slices.Compact(indices)
	d := newDraft(t, "Pick", 1, c)
	d.enroll(t, &pickInfo, func(e *wire.Encoder) {
		e.Uint8(chosenByIndex)
		e.Int(len(indices))
		for _, i := range indices {
			putIndex(e, i)
		}
	})
	for at, i := range indices {
		if !d.found[at] {
			d.disband(t)
			panic(fmt.Sprintf("chare: Pick: %v has no element %v", c, i))
		}
	}
	d.form(t)
	return P{Many{d.sections[0]}}
}

// Combine makes a section of all elements of some collections of one class:
// groups, arrays, sections. Who is in more than one of them is in it once. Its At
// is that of the first. It waits until the section is made.
func Combine[P ~struct{ Many }](t *Task, all ...P) P {
	if len(all) == 0 {
		panic("chare: Combine of no collections")
	}
	var parts []*collection
	for _, p := range all {
		parts = append(parts, many(p).in("Combine"))
	}
	d := newDraft(t, "Combine", 1, parts...)
	d.enroll(t, &combineInfo, func(e *wire.Encoder) { e.Uint8(chosenAll) })
	d.form(t)
	return P{Many{d.sections[0]}}
}

// These stand for the making of sections, in errors.
var (
	sliceInfo   = entryInfo{name: "Slice"}
	pickInfo    = entryInfo{name: "Pick"}
	combineInfo = entryInfo{name: "Combine"}
)

// many returns what a proxy that charmgen has written holds.
func many[P ~struct{ Many }](p P) Many { return struct{ Many }(p).Many }

// dims is the number of dimensions of the indices.
func (c *collection) dims() int {
	if c.kind == single {
		return 1
	}
	return int(c.shape.n)
}

// A Range is numbers in a row, or each so many of them. Span makes one.
type Range struct{ start, end, step int }

// Span is the numbers start, start+step, start+2*step and so on before end.
func Span(start, end, step int) Range { return Range{start, end, step} }

// String returns 0:8:2.
func (r Range) String() string { return fmt.Sprintf("%d:%d:%d", r.start, r.end, r.step) }

func (r Range) has(x int32) bool {
	return int(x) >= r.start && int(x) < r.end && (int(x)-r.start)%r.step == 0
}

func (r Range) put(e *wire.Encoder) {
	e.Int(r.start)
	e.Int(r.end)
	e.Int(r.step)
}

func takeRange(d *wire.Decoder) Range {
	r := Range{d.Int(), d.Int(), d.Int()}
	if r.step < 1 && d.Err() == nil {
		d.Fail(fmt.Errorf("chare: the step of %v is not positive", r))
	}
	return r
}

// A Scope says which chares take part in a reduction. In makes one.
type Scope struct{ coll *collection }

// In is a scope: a section that the contributor is in. The contributions of a
// chare to the reductions of each section are counted by themselves.
func In(section Proxies) Scope { return Scope{section.many().in("In")} }

// part returns the collection that a contribution is for, and the chare's part
// in it.
func (el *element) part(in []Scope) (*collection, *membership) {
	c := el.coll
	if len(in) == 0 || len(in) == 1 && in[0].coll == c {
		return c, &el.own
	}
	if len(in) > 1 {
		panic(fmt.Sprintf("chare: a contribution of %v is in %d sections; contribute once for each", el, len(in)))
	}
	s := in[0].coll
	switch m := el.sections[s.id]; {
	case s.released:
		panic(fmt.Sprintf("chare: %v contributes in a %v, which has been released", el, s))
	case m == nil:
		panic(fmt.Sprintf("chare: %v contributes in a %v that it is not in", el, s))
	default:
		return s, m
	}
}

// Release ends a section, behind the broadcasts that this PE has sent to it, so
// that PEs need not keep it. It does not wait. What is under way then ends as usual; to broadcast
// to the section later, or to contribute in it, is an error.
func (m Many) Release() {
	c := m.in("Release")
	if c.kind != section {
		panic(fmt.Sprintf("chare: Release: %v is no section", c))
	}
	k := c.k
	h := header{kind: kindCastAsk, entry: entryFence, coll: c.id, reply: reply{mode: replyEnd, pe: int32(k.me), id: k.futures.add(&releasing{c})}}
	c.castFrom(&h, h.append(nil))
	c.closed = true
}

// releasing is, in the table of futures, a section that ends once all broadcasts
// before have got to its chares, also to those that are moving.
type releasing struct{ c *collection }

func (r *releasing) receive(k *kernel, from int, d *wire.Decoder) (done bool) {
	c := r.c
	if _, err := takeErrors(d); err != nil {
		k.bad(from, err)
		return true
	}
	h := header{kind: kindCastAsk, entry: entryRelease, coll: c.id}
	c.castNow(&h, h.append(nil))
	if !c.created && !c.visited { // nobody will tell this PE, which has no members
		c.released = true
		k.forget(c.id)
	}
	return true
}

// fence tells a collector when all broadcasts before have got to the chares that
// this PE answers for. There are none after it.
func (c *collection) fence(to *collector) {
	c.closed = true
	number := c.spreads
	c.spreads++
	if c.guests > 0 {
		for _, el := range c.members {
			if w := el.member(c).elsewhere; w != nil && w.taken <= number && w.owed > 0 {
				to.missing++
				w.waiting = append(w.waiting, pe.Func(to.met))
			}
		}
	}
	c.askStandIns(to, number, func(Index) bool { return false })
	c.settleGuests()
}

// met notes that one of those that are missing is there.
func (to *collector) met() {
	to.missing--
	to.settle()
}

// releaseInTurn is Release on one PE: behind the broadcasts before it, whose
// methods may still contribute.
func (c *collection) releaseInTurn() {
	c.k.pe.Push(pe.Func(func() {
		c.released = true
		c.free()
	}))
}

// free forgets a section that has been released, if nothing is under way in it.
func (c *collection) free() {
	rs := &c.rounds
	if len(c.casts)+len(rs.open)+len(rs.down) > 0 {
		return
	}
	c.dismiss()
	for _, s := range c.standIns.all {
		c.tellReleased(s.loc)
	}
	c.standIns = standIns{}
	c.k.forget(c.id)
}

// dismiss takes the members here out of a section.
func (c *collection) dismiss() {
	members := c.members
	c.members = nil
	for _, el := range members {
		delete(el.sections, c.id)
		el.tryLeave()
	}
}

// forget leaves a mark of a section that there was.
func (k *kernel) forget(id collID) { k.colls[id.creator()][id.number()] = k.gone }

// compareElements orders the members of a section, as memberKey does.
func compareElements(a, b *element) int {
	return memberKey{a.loc.index, a.loc.coll.id}.Compare(memberKey{b.loc.index, b.loc.coll.id})
}

// member returns which element of the collection, or section, it is.
func (c *collection) member(loc *location) string {
	if c.kind == section {
		return loc.String()
	}
	return loc.index.String()
}

// putMember and takeMember are how an element of the collection, or section,
// travels.
func (c *collection) putMember(e *wire.Encoder, loc *location) {
	if c.kind == section {
		Ref{loc}.MarshalWire(e)
	} else {
		putElement(e, loc)
	}
}

func (c *collection) takeMember(d *wire.Decoder) *location {
	if c.kind != section {
		return c.takeElement(d)
	}
	var r Ref
	r.UnmarshalWire(d)
	if r.loc == nil {
		d.Fail(fmt.Errorf("chare: a contribution of nobody to a reduction of %v", c))
	}
	return r.loc
}
