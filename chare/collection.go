package chare

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/charm4go/charm/tree"
	"github.com/charm4go/charm/wire"
)

// collKind says what sort of collection.
type collKind uint8

const (
	single  collKind = iota // one chare
	group                   // one on each PE, or on each of some
	array                   // indexed, within bounds
	sparse                  // indexed, without bounds
	section                 // chares of other collections
)

// arity is how many PEs a PE has below it in the tree of a collection. A message
// costs a PE much less than it takes to arrive, the more so where the PE that it
// is for must first be given a CPU, so trees are rather wide than deep.
const arity = 16

// A collection is what one PE knows of a single chare, a group, an array or a
// section.
//
// What goes to all of it starts at its root and goes down a tree over the PEs
// that have elements, or may get some; what comes from all of it goes up the
// same tree. So broadcasts reach every element in one order, and never before
// the element was made, since making it came down the same way.
type collection struct {
	k      *kernel
	id     collID
	class  *Class
	kind   collKind
	shape  Shape       // of an array; a group has one element a PE, a single chare one
	mapped *Map        // places the elements of an array; nil: the default does
	pes    []int32     // a group's, sorted; nil: all
	home   int32       // a single chare's PE
	atSync bool        // of an array whose chares say when they may be moved
	of     *collection // a section's: what its elements are elements of, or the first of them
	count  int         // a section's elements

	place    tree.Place // of this PE in the tree from the root
	root     int        // -1: a section without elements
	created  bool       // here: its elements on this PE exist
	released bool       // a section that has ended
	closed   bool       // a section that this PE sends no broadcasts to any more
	visited  bool       // a section that chares here are in, as members on other PEs
	members  []*element // those on this PE, by index unless rounds.unsorted
	lent     bool       // a broadcast, or the making of them, may be going through members
	pages    [][]*location
	only     location // of a single chare

	casts    map[castID]*collector
	spreads  uint64 // broadcasts that have come to this PE
	rounds   rounds
	exchange *exchange // nil: all-reduces go up the tree and down
	standIns standIns  // for chares that have left
	guests   int       // members that other PEs have to do with
	growth   *growth   // of an array that takes further elements
	routes   *routes   // nil until an element is not where messages simply go
	balanced bool      // load balancing has to do with its chares

	reducing activity // the taking of messages about reductions
}

// take reads a collection that put wrote: the one this PE knows by that id, or
// one that it hears of for the first time.
func (k *kernel) take(d *wire.Decoder) *collection {
	id, kind, class := takeKind(d)
	c := collection{k: k, id: id, kind: kind} // most are known, and need no memory
	c.takeDetails(d)
	if c.id.creator() >= k.n || int(class) >= len(k.classes) {
		d.Fail(fmt.Errorf("chare: a collection of class %d from PE %d", class, c.id.creator()))
	}
	if d.Err() != nil {
		return nil
	}
	known := k.known(c.id)
	if known != nil && known != k.gone {
		if known.kind == section && known.root < 0 {
			known.root, known.count = c.root, c.count // a chare that came here was told less
		}
		return known
	}
	c.class = k.classes[class]
	return k.heard(c)
}

// takeKind reads which collection it is, and of what.
func takeKind(d *wire.Decoder) (id collID, kind collKind, class uint32) {
	return collID(d.Uint64()), collKind(d.Uint8()), d.Uint32()
}

// heard keeps a collection that this PE hears of for the first time, or that has
// been released.
func (k *kernel) heard(c collection) *collection {
	if k.known(c.id) == k.gone {
		c.released, c.closed = true, true
	} else {
		c.add()
	}
	return &c
}

// takeDetails reads what the kind of collection needs.
func (c *collection) takeDetails(d *wire.Decoder) {
	k := c.k
	switch c.kind {
	case single:
		c.home = d.Int32()
		if c.home < 0 || int(c.home) >= k.n {
			d.Fail(fmt.Errorf("chare: a single chare on PE %d of %d", c.home, k.n))
		}
	case group:
		c.pes = wire.TakeSlice[int32](d)
		for _, pe := range c.pes {
			if pe < 0 || int(pe) >= k.n {
				d.Fail(fmt.Errorf("chare: a group on PE %d of %d", pe, k.n))
			}
		}
	case array, sparse:
		flags := d.Uint8()
		c.shape.open, c.atSync = flags&flagOpen != 0, flags&flagAtSync != 0
		extents := takeIndex(d)
		c.shape.n = extents.n
		for i, x := range extents.c {
			c.shape.extent[i] = max(0, x)
		}
		m := int(d.Uint32())
		if c.shape.n < 1 || m >= len(k.maps) {
			d.Fail(fmt.Errorf("chare: an array of %d dimensions placed by map %d", c.shape.n, m))
			return
		}
		c.mapped = k.maps[m]
	case section:
		c.root = int(d.Int32())
		c.count = d.Int()
		if c.root < -1 || c.root >= k.n {
			d.Fail(fmt.Errorf("chare: a section whose root is PE %d of %d", c.root, k.n))
		}
		if c.of = k.take(d); c.of != nil && c.of.kind == section {
			d.Fail(fmt.Errorf("chare: a section of %v", c.of))
		}
	default:
		d.Fail(fmt.Errorf("chare: a collection of unknown kind %d", c.kind))
	}
}

// Flags of an array, as it travels.
const (
	flagOpen uint8 = 1 << iota
	flagAtSync
)

// put writes what other PEs must know to send to the collection.
func (c *collection) put(e *wire.Encoder) {
	e.Uint64(uint64(c.id))
	e.Uint8(uint8(c.kind))
	e.Uint32(c.class.id)
	switch c.kind {
	case single:
		e.Int32(c.home)
	case group:
		wire.PutSlice(e, c.pes)
	case array, sparse:
		flags := uint8(0)
		if c.shape.open {
			flags |= flagOpen
		}
		if c.atSync {
			flags |= flagAtSync
		}
		e.Uint8(flags)
		putIndex(e, Index{c.shape.n, c.shape.extent})
		if c.mapped != nil {
			e.Uint32(c.mapped.id)
		} else {
			e.Uint32(0)
		}
	case section:
		e.Int32(int32(c.root))
		e.Int(c.count)
		c.of.put(e)
	}
}

// add completes a new collection and puts it among those that the PE knows.
func (c *collection) add() {
	k := c.k
	of := &k.colls[c.id.creator()]
	for len(*of) <= c.id.number() {
		*of = append(*of, nil)
	}
	(*of)[c.id.number()] = c
	c.reducing = activity{coll: c, info: &reduceInfo, on: c}
	c.place.Parent = -1
	c.balanced = k.balancer.takes(c)
	switch c.kind {
	case single:
		c.root = int(c.home)
		c.only = location{coll: c, index: Ix(0), pe: c.home, next: c.home}
	case group:
		c.shape = Dims(k.n)
		c.root = c.id.creator()
		if c.pes == nil {
			c.place = k.treeFrom(c.root)
			c.exchange = k.newExchange(firstPEs(k.n), c.root)
		} else {
			if !c.onPE(c.root) {
				c.root = int(c.pes[0])
			}
			if c.onPE(k.me) {
				c.place = tree.OverHosts(c.pes, c.root, arity, k.hostOf).At(k.me)
			}
			c.exchange = k.newExchange(c.pes, c.root)
		}
	case array, sparse:
		switch pes := min(k.n, c.size()); {
		case c.shape.open || c.mapped != nil:
			// Any PE may have elements, now or later.
			c.root = c.id.creator()
			c.place = k.treeFrom(c.root)
			c.exchange = k.newExchange(firstPEs(k.n), c.root)
			c.rounds.gaps, c.rounds.slept = true, true
			c.rounds.asleep = slices.Repeat([]bool{true}, len(c.place.Children))
			if c.shape.open {
				c.growth = newGrowth(c.kind == sparse)
			}
			if c.atSync && c.kind == sparse {
				k.balancer.filling++
			}
		case k.me < pes:
			// Only the first PEs have elements if there are few, and only they
			// are in the tree: none on it but has something to contribute.
			c.place = k.treeOverFirst(pes, c.root)
			c.exchange = k.newExchange(firstPEs(pes), c.root)
		}
	}
}

// treeFrom returns this PE's place in the tree from root over all PEs.
func (k *kernel) treeFrom(root int) tree.Place { return k.treeOverFirst(k.n, root) }

// A treeKey names a tree over the first PEs of the job.
type treeKey struct{ pes, root int }

// treeOverFirst returns this PE's place in the tree from root over PEs 0 to
// pes-1. It enters each host once.
func (k *kernel) treeOverFirst(pes, root int) tree.Place {
	key := treeKey{pes, root}
	p, ok := k.trees[key]
	switch {
	case ok:
		return p
	case !k.hosts.several():
		p = tree.Of(root, pes, arity).At(k.me) // by arithmetic alone
	default:
		p = tree.OverHosts(firstPEs(pes), root, arity, k.hostOf).At(k.me)
	}
	k.trees[key] = p
	return p
}

// firstPEs returns PEs 0 to n-1.
func firstPEs(n int) []int32 {
	pes := make([]int32, n)
	for pe := range pes {
		pes[pe] = int32(pe)
	}
	return pes
}

// onPE reports whether a group on some PEs has a member on pe.
func (c *collection) onPE(pe int) bool {
	_, found := slices.BinarySearch(c.pes, int32(pe))
	return found
}

// send sends a message about the collection. To this PE it is an item.
func (c *collection) send(dst int, m []byte) {
	k := c.k
	switch {
	case dst != k.me:
		k.sendBytes(dst, m)
	case !c.created:
		k.early[c.id] = append(k.early[c.id], earlyMessage{k.me, m})
	default:
		k.pushReplay(k.me, m)
	}
}

// base returns the collection itself, or what a section is of.
func (c *collection) base() *collection {
	if c.kind == section {
		return c.of
	}
	return c
}

// dense reports whether every element has a slot below size.
func (c *collection) dense() bool { return c.kind != section && c.growth == nil }

// size is the number of elements, without those that an array got later.
func (c *collection) size() int {
	switch {
	case c.kind == single:
		return 1
	case c.kind == section:
		return c.count
	case c.pes != nil:
		return len(c.pes)
	default:
		return c.shape.size()
	}
}

// peOf returns the PE that element slot was made on.
func (c *collection) peOf(slot int) int {
	switch c.kind {
	case single:
		return int(c.home)
	case group:
		return slot
	default:
		if c.mapped != nil {
			return c.mapped.place(c, c.shape.index(slot))
		}
		return blockPE(slot, c.size(), c.k.n)
	}
}

// has reports whether the collection has an element slot from the start.
func (c *collection) has(slot int) bool {
	if c.pes != nil {
		return c.onPE(slot)
	}
	return slot < c.size()
}

const pageBits = 9 // locations come in pages of 512, made when first needed

// at returns the location of element slot, which the collection has.
func (c *collection) at(slot int) *location {
	if c.kind == single {
		return &c.only
	}
	page := slot >> pageBits
	if page >= len(c.pages) {
		c.pages = append(c.pages, make([][]*location, page+1-len(c.pages))...)
	}
	if c.pages[page] == nil {
		c.pages[page] = make([]*location, 1<<pageBits)
	}
	at := &c.pages[page][slot&(1<<pageBits-1)]
	if *at == nil {
		pe := int32(c.peOf(slot))
		*at = &location{coll: c, index: c.shape.index(slot), slot: uint32(slot), pe: pe, next: pe}
	}
	return *at
}

// locations yields those of the elements that this PE has heard of.
func (c *collection) locations() iter.Seq[*location] {
	return func(yield func(*location) bool) {
		switch c.kind {
		case section:
			return
		case single:
			yield(&c.only)
			return
		}
		for _, page := range c.pages {
			for _, loc := range page {
				if loc != nil && !yield(loc) {
					return
				}
			}
		}
		if c.growth == nil {
			return
		}
		for _, loc := range slices.SortedFunc(maps.Values(c.growth.byIndex), (*location).compare) {
			if !yield(loc) {
				return
			}
		}
	}
}

// element returns a chare that is on this PE, or nil.
func (c *collection) element(slot uint32) *element {
	if c.kind == single {
		return c.only.el
	}
	page := int(slot >> pageBits)
	if page >= len(c.pages) || c.pages[page] == nil {
		return nil
	}
	if loc := c.pages[page][slot&(1<<pageBits-1)]; loc != nil {
		return loc.el
	}
	return nil
}

// String returns "group hello.Hello" and the like, for reports.
func (c *collection) String() string {
	switch {
	case c.kind == single:
		return c.class.Name()
	case c.pes != nil:
		return fmt.Sprintf("group %s on PEs %v", c.class.Name(), c.pes)
	case c.kind == group:
		return "group " + c.class.Name()
	case c.kind == sparse:
		return fmt.Sprintf("sparse array %s of %d dimensions", c.class.Name(), c.shape.n)
	case c == c.k.gone:
		return "section that has been released"
	case c.kind == section:
		return "section of " + c.of.String()
	default:
		return fmt.Sprintf("array %s[%v]", c.class.Name(), c.shape)
	}
}
