package chare

import "fmt"

// A Chare is a pointer to a struct that embeds Base.
type Chare interface {
	Caller
	base() *Base
}

// A Caller is whoever acts: a chare, or a Task. Functions that need to know
// take one as their first argument.
type Caller interface {
	// PE returns the PE that the caller runs on, from 0.
	PE() int
	// NumPEs returns the number of PEs of the job.
	NumPEs() int

	// Host returns the host that the PE is on, from 0.
	Host() int

	// NumHosts returns the number of hosts of the job.
	NumHosts() int

	// HostPEs returns the PEs of a host, ascending. They need not be in a row.
	HostPEs(host int) []int

	// HostFirstPE returns the first of them.
	HostFirstPE(host int) int

	// HostNumPEs returns how many there are.
	HostNumPEs(host int) int

	// PEHost returns the host that a PE is on.
	PEHost(pe int) int

	// PERank returns a PE's place among those of its host, from 0.
	PERank(pe int) int

	kernel() *kernel
}

// Void is the result of a method that has none.
type Void = struct{}

// Base makes a chare of the struct that embeds it, and gives it the methods
// below. They are for the chare's own methods, and work from its constructor
// on.
type Base struct{ el *element }

func (b *Base) base() *Base { return b }

func (b *Base) kernel() *kernel { return b.element().coll.k }

// element returns the element, and panics if there is none.
func (b *Base) element() *element {
	if b.el == nil {
		panic("chare: this value is not a chare: chares are made by the New functions that charmgen writes")
	}
	return b.el
}

// WireSkip marks Base as no part of what a chare sends of itself.
func (b *Base) WireSkip() {}

// Index returns the chare's place in its collection.
func (b *Base) Index() Index { return b.element().loc.index }

// PE returns the PE that the chare is on.
func (b *Base) PE() int { return b.kernel().me }

// NumPEs returns the number of PEs of the job.
func (b *Base) NumPEs() int { return b.kernel().n }

// Exit ends the job with an exit code, on all PEs. It does not return: the
// running method is unwound, and methods in the queues do not run any more. Of
// several codes, the first that was given counts.
func (b *Base) Exit(code int) { b.kernel().exit(code) }

// Abort ends the job at once with exit code 1 and a message that tells who
// called it. It does not return.
func (b *Base) Abort(message string) { b.kernel().abort(message) }

// An element is a chare together with what the runtime keeps for it. What each
// contribution needs is together at its beginning.
type element struct {
	loc        *location
	coll       *collection            // that of loc
	own        membership             // in coll
	conditions *conditions            // nil until something waits for one
	sections   map[collID]*membership // nil: it is in none

	chare      Chare
	made       bool          // its constructor has ended
	onMade     []func()      // who waits for that
	coroutines int           // methods of it that have begun and not ended, of those that may wait
	channels   *channelTable // nil until there is one
	trip       *trip         // nil: it is not to move
	client     *client       // of load balancing; nil: none
}

// A membership is a chare's part in the reductions of a collection or section.
type membership struct {
	position  int        // among the contributions of this PE
	at        int        // among the members on this PE
	next      uint64     // the reduction that it contributes to next
	elsewhere *elsewhere // nil: no other PE has to do with it
}

// member returns the chare's part in a collection or section, or nil.
func (el *element) member(c *collection) *membership {
	if c == el.coll {
		return &el.own
	}
	return el.sections[c.id]
}

// String returns "hello.Hello[3]", without brackets for a single chare.
func (el *element) String() string { return el.loc.String() }

// newElement makes an empty chare at a location. Its constructor is yet to run.
func newElement(loc *location) *element {
	el := &element{loc: loc, coll: loc.coll, chare: loc.coll.class.make()}
	el.chare.base().el = el
	loc.el = el
	loc.pe = int32(loc.coll.k.me)
	loc.next = loc.pe
	if loc.coll.balanced {
		loc.coll.k.balancer.enlist(el)
	}
	return el
}

// A location is what a PE knows of the whereabouts of one chare. A PE has one
// location for each chare that it has heard of, so that proxies are equal
// exactly if they point to the same one.
type location struct {
	coll  *collection
	el    *element // the chare, if it is here
	index Index
	slot  uint32 // noSlot: messages name the chare by its index
	pe    int32  // where it is, as far as we know
	next  int32  // where it went from here, or was to be made: others' messages go there
	epoch uint32 // how often it had moved when it was there

	sent   bool // messages of this PE have gone to it elsewhere, maybe by PEs in between
	around bool // they do not simply go by the slot: see find.go
}

// noSlot is the slot of a chare outside the bounds of its array, which it was
// inserted into: its messages name it by the index, ahead of all else.
const noSlot = ^uint32(0)

func (loc *location) String() string {
	if loc.coll.kind == single {
		return loc.coll.class.Name()
	}
	return fmt.Sprintf("%s[%v]", loc.coll.class.Name(), loc.index)
}
