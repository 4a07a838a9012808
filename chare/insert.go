package chare

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/charm4go/charm/internal/stack"
	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// This file makes elements of arrays one by one. Each index has a home, the PE
// that the array's map names, which knows whether there is an element and
// where. So an Insert goes to the home, from there to the PE that the element is
// to be on if that is another, and the answer to the inserter.

// growth is what a PE keeps for an array that takes further elements.
type growth struct {
	inserting bool // DoneInserting has yet to come here
	byIndex   map[Index]*location

	unanswered int          // inserts by this PE whose elements may not have been made
	casts      [][]byte     // broadcasts by this PE that wait for them
	unsettled  []*collector // broadcasts that wait only for DoneInserting
}

func newGrowth(inserting bool) *growth {
	return &growth{inserting: inserting, byIndex: map[Index]*location{}}
}

// NewSparse makes an array without elements, of indices of one to six
// dimensions, which Insert adds elements to. For generated code.
func NewSparse[A any](c Caller, dims int, init *Entry[A, Void], opts ...Option) Many {
	function := init.class.maker("Sparse")
	p := placed(opts, function, "arrays", "WithMap", "UseAtSync")
	if dims < 1 || dims > maxDims {
		panic(fmt.Sprintf("chare: %s: an index has 1 to %d dimensions, not %d", function, maxDims, dims))
	}
	shape := Shape{n: int8(dims), open: true}
	k := c.kernel()
	k.mayBalance(&p, init.class, function)
	coll := k.newCollection(&collection{class: init.class, kind: sparse, shape: shape, mapped: p.mapped, atSync: p.atSync})
	before := coll.k.profile.send()
	coll.announce(coll.announcement().Bytes())
	coll.k.profile.sent(before)
	return Many{coll}
}

// Insert adds an element to an array: at an index outside the bounds, if there
// are bounds. It does not wait for the element to be made; what is sent to it
// meanwhile is kept. Broadcasts that follow from this PE reach it. If there is
// an element with that index already, the job ends with an error that names the
// caller. For generated code.
func Insert[A any](m Many, index Index, init *Entry[A, Void], a A, opts ...Option) Ref {
	c := m.in("Insert")
	k := c.k
	p := placed(opts, "Insert", "elements", "OnPE")
	if c.growth == nil {
		panic(fmt.Sprintf("chare: Insert: %v takes no further elements: make it sparse, or its shape Open", c))
	}
	loc := c.locate(index)
	switch {
	case loc == nil:
		panic(fmt.Sprintf("chare: Insert: %v has %d dimensions; the index %v has %d", c, c.shape.n, index, index.n))
	case loc.slot != noSlot || loc.el != nil:
		panic(fmt.Sprintf("chare: Insert: there is an element %v already", loc))
	}
	pe := c.homeOf(index)
	home := pe
	if p.set {
		k.checkPE(fmt.Sprint("element ", loc), p.pe)
		pe = p.pe
	}
	if c.created && home == k.me && pe == k.me && int(loc.pe) == k.me {
		// Here its arguments need not be encoded.
		item := init.newCall(k, c.admit(loc))
		item.args, item.done = a, item.el
		item.enqueue()
		c.letGo(loc)
		return Ref{loc}
	}
	before := k.profile.send()
	var site [1]uintptr
	runtime.Callers(3, site[:]) // the caller of the generated method
	h := header{kind: kindInsert, entry: insertAtHome, coll: c.id}
	e := k.encoder(h.append(nil))
	insertion{index, int32(pe), int32(k.me), uint64(site[0])}.put(e)
	init.m.Encode(e, &a)
	init.mustTravel(e)
	c.growth.unanswered++
	c.send(home, e.Bytes())
	k.profile.sent(before)
	return Ref{loc}
}

// What the entry field of a kindInsert says.
const (
	insertAtHome uint16 = iota // to the home: look whether there is one already
	insertHere                 // to the PE that the element is to be on
)

// An insertion precedes the arguments of a constructor.
type insertion struct {
	index Index
	pe    int32  // where the element is to be
	by    int32  // the PE that inserts
	site  uint64 // where in the program: an address that means something there only
}

func (n insertion) put(e *wire.Encoder) {
	putIndex(e, n.index)
	e.Int32(n.pe)
	e.Int32(n.by)
	e.Uint64(n.site)
}

func takeInsertion(d *wire.Decoder) insertion {
	return insertion{takeIndex(d), d.Int32(), d.Int32(), d.Uint64()}
}

// handleInsert makes an element, or passes it on to where it is to be.
func (c *collection) handleInsert(from int, h *header, rest []byte) {
	k := c.k
	d := k.decoder(rest)
	n := takeInsertion(d)
	loc := c.locate(n.index)
	if d.Err() != nil || loc == nil || c.growth == nil || min(n.pe, n.by) < 0 || int(max(n.pe, n.by)) >= k.n {
		k.release()
		k.bad(from, fmt.Errorf("element %v to be made on PE %d for PE %d in %v: %v", n.index, n.pe, n.by, c, d.Err()))
		return
	}
	if loc.el != nil || int(loc.pe) != k.me && h.entry == insertAtHome {
		k.release()
		c.answer(n, false)
		return
	}
	was, next := loc.pe, loc.next
	loc.pe, loc.next = n.pe, n.pe
	if int(n.pe) != c.homeOf(loc.index) {
		loc.epoch = 1
	}
	if int(n.pe) != k.me {
		h.entry = insertHere
		c.routing().left[loc] = departure{epoch: loc.epoch}
		k.sendBytes(int(n.pe), append(h.append(nil), rest...))
		k.release()
		c.letGo(loc)
		return
	}
	el := c.admit(loc)
	item := c.class.init.construct(k, el, d)
	k.release()
	if item == nil {
		k.badArguments(int(n.by), el, c.class.init.info(), d.Err())
		return
	}
	k.pe.Push(item)
	c.answer(n, true)
	c.settleHere(el, was, next)
}

// admit makes an element, empty, which takes part in what comes from now on: in
// the reductions that no chare here has contributed to. Before DoneInserting
// has come that is any, since none has ended.
func (c *collection) admit(loc *location) *element {
	g, rs := c.growth, &c.rounds
	el := newElement(loc)
	el.own.next = rs.first
	c.enlistNew(el)
	for _, x := range rs.open {
		switch {
		case x.round == nil:
		case g.inserting:
			x.round.(reduce.Host).Expect(1)
		default:
			el.own.next++
			rs.uneven = true
		}
	}
	return el
}

// sortMembers puts the members here in the order of their indices, so that sums
// do not depend on the order of insertion. While some have contributed to what
// others have not, they stay as they are.
func (c *collection) sortMembers() {
	rs := &c.rounds
	if !rs.unsorted && !rs.uneven || len(c.standIns.all) > 0 || slices.ContainsFunc(rs.open, (*reduction).made) {
		return
	}
	rs.unsorted, rs.uneven = false, false
	rs.positions = len(c.members)
	members := slices.Clone(c.members) // a broadcast may be going through the old ones
	slices.SortFunc(members, compareElements)
	for i, el := range members {
		m := el.member(c)
		m.at, m.position = i, i
		rs.uneven = rs.uneven || m.since() > rs.first
	}
	c.members = members
}

// answer tells the PE that inserts an element whether it was made; it was not if
// there is one already.
func (c *collection) answer(n insertion, made bool) {
	if int(n.by) == c.k.me {
		c.inserted(n, made)
		return
	}
	h := header{kind: kindInserted, coll: c.id}
	e := c.k.encoder(h.append(nil))
	n.put(e)
	e.Bool(made)
	c.k.sendBytes(int(n.by), e.Bytes())
}

// handleInserted takes the answer.
func (c *collection) handleInserted(from int, rest []byte) {
	d := c.k.decoder(rest)
	n, made := takeInsertion(d), d.Bool()
	err := d.Err()
	c.k.release()
	if err != nil || c.growth == nil || c.growth.unanswered == 0 {
		c.k.bad(from, fmt.Errorf("the answer to an insertion into %v: %v", c, err))
		return
	}
	c.inserted(n, made)
}

// inserted notes that an insertion by this PE has been answered.
func (c *collection) inserted(n insertion, made bool) {
	k, g := c.k, c.growth
	if !made {
		k.fatal(&Error{Chare: c.locate(n.index).String(), Entry: "Insert", PE: k.me,
			Err: fmt.Errorf("there is such an element already: it was inserted again at %s", stack.Place(uintptr(n.site)))})
		return
	}
	if g.unanswered--; g.unanswered > 0 {
		return
	}
	casts := g.casts
	g.casts = nil
	for _, m := range casts {
		var h header
		h.parse(m)
		c.castNow(&h, m)
	}
}

// DoneInserting says that no elements are to be inserted any more into a sparse
// array. Until each PE has heard it, no reduction of the array ends and no
// broadcast that is waited for, since there might be more chares to take part.
// It comes after all Inserts of this PE; those of other PEs that have not been
// made when it gets there are late, which does no harm: such an element takes
// part in the broadcasts that arrive, and the reductions that begin, after it
// was made. To say it again changes nothing.
func (m Many) DoneInserting() {
	c := m.in("DoneInserting")
	if c.growth == nil {
		panic(fmt.Sprintf("chare: DoneInserting: %v has all its elements from the start", c))
	}
	h := header{kind: kindCastAsk, entry: entryDone, coll: c.id}
	c.castFrom(&h, h.append(nil))
}

// doneInserting is DoneInserting on one PE.
func (c *collection) doneInserting() {
	g := c.growth
	if g.inserting && c.atSync {
		c.k.balancer.filling--
		c.k.balancer.look()
	}
	g.inserting = false
	unsettled := g.unsettled
	g.unsettled = nil
	for _, to := range unsettled {
		to.settle()
	}
	c.advance()
}
