package chare

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// This file holds the exchange, the way of all-reduces between few PEs of one
// host: each PE sends what its chares have contributed to all others, and each
// combines it all. So a result is there after one message, and not after one up
// the tree and another down.
//
// All PEs combine the same encoded parts in the same order, that of the tree, so
// they get the same bits, and those that a reduction to a target gives.
//
// Which collections exchange depends only on what all PEs know of them. Whether
// one of their reductions goes across or up is known to those who contribute: to
// an all-reduce, or to a target. For each chare there is one PE that answers for
// it in each reduction, whichever way that goes (away.go); so chares may move. A
// PE that nobody is on, or that is told of a reduction behind one that nobody has
// told it of, says to all that it has nothing for either way.

// mostExchanging is how many PEs exchange at most. Their messages grow with the
// square of it. Their tree has no PEs between the root and the others.
const mostExchanging = 4

// A way is how the partial results of a reduction travel.
type way uint8

const (
	undecided way = iota
	up            // the tree
	across        // to all PEs of an exchange
)

// An exchange is what a collection has whose all-reduces go across.
type exchange struct {
	pes    []int32 // in the order of their parts: that of the tree
	others []int32 // without this one
	rank   int     // of this one among pes

	passed []*reduction // that lack parts of others
	bytes  int          // of the last message
	said   string       // the reducer that the others were told last
	heard  []string     // from each of pes
}

// newExchange returns the exchange between some PEs, nil if they are too many or
// too few, this one is not among them, or they are on several hosts.
func (k *kernel) newExchange(pes []int32, root int) *exchange {
	if n := len(pes); n < 2 || n > mostExchanging || k.hosts.several() || k.onlyTrees {
		return nil
	}
	ex := &exchange{pes: []int32{int32(root)}, heard: make([]string, len(pes))}
	for _, pe := range pes {
		if int(pe) != root {
			ex.pes = append(ex.pes, pe)
		}
	}
	ex.rank = slices.Index(ex.pes, int32(k.me))
	if ex.rank < 0 {
		return nil
	}
	ex.others = slices.Delete(slices.Clone(ex.pes), ex.rank, ex.rank+1)
	return ex
}

// wayOf returns the way of a reduction with a target, or of an all-reduce.
func (c *collection) wayOf(target []byte) way {
	if c.exchange != nil && len(target) == 0 {
		return across
	}
	return up
}

// decide notes the way of a reduction, which somebody has told.
func (c *collection) decide(x *reduction, w way) {
	if x.way == w {
		return
	}
	if x.way != undecided {
		panic(fmt.Sprintf("chare: reduction %d of %v: some contribute to a target, some to an all-reduce; all must contribute alike, in the same order", x.number, c))
	}
	x.way = w
	for _, pe := range x.nothing {
		if from := c.sourceOf(x, int(pe)); from >= 0 {
			x.early = append(x.early, earlyPartial{child: from})
		}
	}
	x.nothing = nil
}

// sourceOf returns the number of a PE among those that pass on to this one, -1 if
// it does not.
func (c *collection) sourceOf(x *reduction, pe int) int {
	if x.way == across {
		return slices.Index(c.exchange.pes, int32(pe))
	}
	return slices.Index(c.place.Children, int32(pe))
}

// hasNothing reports whether this PE will contribute nothing to a reduction,
// whichever way that goes. The root waits until it knows.
func (c *collection) hasNothing(x *reduction) bool {
	return c.place.Parent >= 0 && c.participants(x.number) == 0 && c.standing(x.number) == 0
}

// sendNothing tells all others.
func (c *collection) sendNothing(x *reduction) {
	h := header{kind: kindPart, entry: partNothing, coll: c.id}
	e := c.k.encoder(h.append(c.k.scratch[:0]))
	e.Uint64(x.number)
	c.k.scratch = e.Bytes()[:0]
	c.k.sendMany(c.exchange.others, e.Bytes())
	c.rounds.spare = x
}

// What the entry field of a part says.
const (
	partKnown     uint16 = 1 << iota // somebody has contributed: the slot field says who
	partNamed                        // the reducer is another than in the part before
	partElsewhere                    // who has contributed is on another PE than the sender
	partNothing                      // whichever way it goes
)

// sendAcross sends what this PE has contributed to all others, and adds it to
// what they send.
func (c *collection) sendAcross(x *reduction) {
	k, ex := c.k, c.exchange
	h := header{kind: kindPart, coll: c.id}
	a := &x.common
	if a.known {
		h.entry, h.slot = partKnown, a.by.slot
		if a.reducer != ex.said {
			h.entry |= partNamed
		}
		if int(a.pe) != k.me {
			h.entry |= partElsewhere
		}
	}
	length := ex.bytes
	e := k.encoder(h.append(k.room(ex.others, length)))
	e.Uint64(x.number)
	c.putContributor(e, &h, a)
	from := e.Len()
	e = k.encoder(e.Bytes()) // what follows is read by itself
	x.round.Encode(e)
	if err := e.Err(); err != nil {
		k.leaveRoom(ex.others, length)
		panic(fmt.Sprintf("chare: reduction %d of %v: a partial result cannot travel: %v", x.number, c, err))
	}
	m := e.Bytes()
	ex.bytes, ex.said = len(m), a.reducer
	k.sendFrom(ex.others, length, m)
	c.rounds.prepare() // while the others' parts are on their way

	if x.all == nil && len(x.away) > 0 { // of chares elsewhere; none here knows the types
		x.all = reduce.NewRelay(a.reducer, len(ex.pes))
		c.addEarly(x)
	}
	if x.all == nil {
		c.rounds.spare = x // nobody here waits for the result
		return
	}
	ex.passed = append(ex.passed, x)
	c.addOwn(x, m[from:])
	c.finishAcross(x)
}

// addOwn adds what this PE has contributed, and as it is encoded, to what others
// send.
func (c *collection) addOwn(x *reduction, encoded []byte) {
	if x.result != nil {
		done, err := x.result.handOver(c.exchange.rank)
		c.mustAdd(x, err)
		if done {
			return
		}
	}
	c.addPartial(x, x.all, c.exchange.rank, c.k.decoder(encoded))
}

// putContributor writes of an agreement what the header has no room for.
func (c *collection) putContributor(e *wire.Encoder, h *header, a *agreement) {
	if h.entry&partElsewhere != 0 {
		e.Uint64(uint64(a.pe)) // not less, so that the numbers that follow are aligned
	}
	if h.entry&partKnown != 0 && h.slot == noSlot {
		putIndex(e, a.by.index)
	}
	if h.entry&partNamed != 0 {
		e.String(a.reducer)
	}
}

// takeContributor reads that.
func (c *collection) takeContributor(d *wire.Decoder, h *header, rank int) (a agreement) {
	if h.entry&partKnown == 0 {
		return a
	}
	ex := c.exchange
	a.known, a.pe = true, ex.pes[rank]
	if h.entry&partElsewhere != 0 {
		pe := d.Uint64()
		if pe >= uint64(c.k.n) {
			d.Fail(fmt.Errorf("chare: a contribution on PE %d", pe))
			return a
		}
		a.pe = int32(pe)
	}
	a.by = c.takeElementAt(d, h.slot)
	if h.entry&partNamed != 0 {
		ex.heard[rank] = takeName(d, ex.said)
	}
	a.reducer = ex.heard[rank]
	return a
}

// handlePart takes what another PE has contributed.
func (c *collection) handlePart(from int, h *header, rest []byte) {
	k, rs, ex := c.k, &c.rounds, c.exchange
	defer k.release()
	rank := -1
	if ex != nil {
		rank = slices.Index(ex.pes, int32(from))
	}
	if rank < 0 {
		k.bad(from, fmt.Errorf("a part of a reduction of %v, with which it has nothing to do", c))
		return
	}
	d := k.decoder(rest)
	number := d.Uint64()
	a := c.takeContributor(d, h, rank)
	if d.Err() != nil || number > rs.first+maxAhead {
		k.bad(from, fmt.Errorf("a part of reduction %d of %v: %v", number, c, d.Err()))
		return
	}
	if number < rs.first {
		if x := ex.reduction(number); x != nil { // else nobody here waits for it
			c.agreeAcross(x, &a)
			c.addPartial(x, x.all, rank, d)
			c.finishAcross(x)
		}
		return
	}
	x := c.reduction(number)
	c.agreeAcross(x, &a)
	switch {
	case h.entry&partNothing == 0:
		c.decide(x, across)
		c.addAhead(x, rank, d)
	case x.way == undecided:
		x.nothing = append(x.nothing, int32(from))
	default:
		if source := c.sourceOf(x, from); source >= 0 {
			c.addAhead(x, source, d)
		}
	}
	c.advance()
}

// agreeAcross is agree for a part, which may be nothing.
func (c *collection) agreeAcross(x *reduction, a *agreement) {
	if a.known {
		c.agree(x, a)
	}
}

// reduction returns one that this PE has passed on, or nil.
func (ex *exchange) reduction(number uint64) *reduction {
	for _, x := range ex.passed {
		if x.number == number {
			return x
		}
	}
	return nil
}

// finishAcross delivers the result of a reduction here, once no part is missing.
func (c *collection) finishAcross(x *reduction) {
	if x.all.Missing() > 0 {
		return
	}
	ex := c.exchange
	if len(ex.passed) == 1 {
		ex.passed = ex.passed[:0]
	} else {
		i := slices.Index(ex.passed, x)
		ex.passed = slices.Delete(ex.passed, i, i+1)
	}
	if x.result != nil {
		x.result.finish(c, x)
		c.rounds.spare = x
		return
	}
	c.rounds.down = append(c.rounds.down, x)
	c.finishRelayed(x)
}
