package chare

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// This file holds the reductions of a collection, as one PE sees them. Each
// chare is waited for on exactly one PE, so that partial results need not be
// counted: a PE passes on what it has once all its chares have contributed and
// all PEs below it have passed on theirs.
//
// In a tree with gaps, some PEs have no chares, and do not know by themselves
// that a reduction has begun. Each PE tells the PE above it, with its partial
// results, whether it would know; those that would not are told by a kindBegin.
// And the root may have no chare that takes part, hence no types to finish the
// reduction with; then it has a PE finish it where one did.

// rounds are the reductions of a collection that are under way on one PE.
// Since every chare contributes in order, they complete in order too.
type rounds struct {
	first  uint64       // number of open[0]
	open   []*reduction // that lack contributions of this PE or those below
	down   []*reduction // all-reduces whose result has yet to come
	gaps   bool         // PEs of the tree may have no chares
	asleep []bool       // by child, if there are gaps: must be told of each reduction
	slept  bool         // the PE above believes that this one must be told

	positions int    // the next free one
	unsorted  bool   // the members here are not in the order of their indices
	uneven    bool   // some take part in later reductions only
	reckoned  string // the reducer that was noted last
	named     string // the reducer of the last partial result from below

	parent [1]int32 // the PE above, while a message to it is written

	partialBytes, reducedBytes int        // of the last messages sent
	spare                      *reduction // one that has ended, whose memory serves the next
	empty                      *reduction // the same, made ready
}

// A reduction is one of them.
type reduction struct {
	number    uint64
	way       way
	round     reduce.Partial // nil until a chare here has contributed
	all       reduce.Partial // across: the parts of all PEs; nil until then, or if nobody here waits for the result
	early     []earlyPartial // from below, ahead of the first contribution here
	awayEarly []awayPartial  // the same, to stand-ins
	nothing   []int32        // PEs without contributions, before this one knew the way
	away      []reply        // futures of those that contributed to stand-ins to an all-reduce
	result    finisher       // nil until a chare here has contributed
	common    agreement

	used finisher // of the reduction that had this memory before
}

// made reports whether a chare here has contributed to it.
func (x *reduction) made() bool { return x.round != nil }

// gathers returns what takes the partial results of other PEs, nil as long as
// there is nothing.
func (x *reduction) gathers() reduce.Partial {
	if x.way == across {
		return x.all
	}
	return x.round
}

// An agreement is what all contributions to one reduction must have in common,
// and the first element that said so.
type agreement struct {
	known   bool
	by      *location
	pe      int32 // where that element is
	reducer string
	target  []byte // as it travels; empty for an all-reduce
}

// An earlyPartial came before this PE knew the reducer.
type earlyPartial struct {
	child int
	list  []byte
}

// reduction returns the reduction with a number, which is open or yet to be.
func (c *collection) reduction(number uint64) *reduction { return c.begin(number, -1) }

// begin is reduction for a partial result from a child, which so has begun it.
func (c *collection) begin(number uint64, from int) *reduction {
	rs := &c.rounds
	if uint64(len(rs.open)) <= number-rs.first {
		for uint64(len(rs.open)) <= number-rs.first {
			x := rs.take(rs.first + uint64(len(rs.open)))
			if c.exchange == nil {
				x.way = up
			}
			rs.open = append(rs.open, x)
		}
		for child, asleep := range rs.asleep {
			if asleep && child != from {
				c.sendBegin(int(c.place.Children[child]), number)
			}
		}
	}
	return rs.open[number-rs.first]
}

// take makes a reduction, out of one that has ended if there is one.
func (rs *rounds) take(number uint64) *reduction {
	rs.prepare()
	x := rs.empty
	if x == nil {
		x = new(reduction)
	}
	rs.empty = nil
	x.number = number
	return x
}

// prepare makes one that has ended ready for take.
func (rs *rounds) prepare() {
	if x := rs.spare; x != nil && rs.empty == nil {
		*x = reduction{used: x.result}
		rs.spare, rs.empty = nil, x
	}
}

// sendBegin tells a PE below that all reductions up to a number have begun.
func (c *collection) sendBegin(dst int, number uint64) {
	h := header{kind: kindBegin, coll: c.id}
	e := c.k.encoder(h.append(c.k.scratch[:0]))
	e.Uint64(number)
	c.k.scratch = e.Bytes()[:0]
	c.k.sendBytes(dst, e.Bytes())
}

// handleBegin takes that.
func (c *collection) handleBegin(from int, rest []byte) {
	k := c.k
	d := k.decoder(rest)
	number := d.Uint64()
	err := d.Err()
	k.release()
	if err != nil || from != c.place.Parent || number > c.rounds.first+maxAhead {
		k.bad(from, fmt.Errorf("the beginning of reduction %d of %v: %v", number, c, err))
		return
	}
	if number >= c.rounds.first {
		c.reduction(number)
		c.advance()
	}
}

// maxAhead is how many reductions may be under way; more are a broken message.
const maxAhead = 1 << 32

// participants returns how many chares here take part in a reduction that none
// of them has contributed to yet.
func (c *collection) participants(number uint64) int {
	if !c.rounds.uneven {
		return len(c.members)
	}
	n := 0
	for _, el := range c.members {
		if el.member(c).since() <= number {
			n++
		}
	}
	return n
}

// awake reports whether this PE will begin the next reduction without being
// told: because of its own chares, or of those below.
func (c *collection) awake() bool {
	rs := &c.rounds
	if !rs.gaps && len(c.place.Children) > 0 || slices.Contains(rs.asleep, false) {
		return true
	}
	next := rs.first + uint64(len(rs.open))
	takesPart := func(el *element) bool { return el.member(c).since() <= next }
	return c.standIns.any(next) || slices.ContainsFunc(c.members, takesPart)
}

// known reports whether it is known to be an all-reduce by the reducer, so that
// contributions to one agree.
func (x *reduction) known(reducer string) bool {
	a := &x.common
	return a.known && len(a.target) == 0 && a.reducer == reducer && x.way != undecided
}

// agree ends the job if a contribution does not fit those before it.
func (c *collection) agree(x *reduction, a *agreement) {
	if !x.common.known {
		x.common = *a
		return
	}
	first := &x.common
	if a.reducer == first.reducer && bytes.Equal(a.target, first.target) {
		return
	}
	what := fmt.Sprintf("%q and %q", first.reducer, a.reducer)
	if a.reducer == first.reducer {
		what = "two targets"
	}
	panic(fmt.Sprintf("chare: reduction %d of %v: elements %s and %s contribute to %s; all must contribute alike, in the same order",
		x.number, c, c.member(first.by), c.member(a.by), what))
}

// handleReduction takes a message about a reduction. Reducers may be the user's,
// and panic.
func (c *collection) handleReduction(from int, h *header, rest, m []byte) {
	k := c.k
	was := k.running
	k.begin(&c.reducing)
	switch h.kind {
	case kindReduce:
		c.handleReduce(from, rest)
	case kindReduced:
		c.handleReduced(from, rest, m)
	case kindBegin:
		c.handleBegin(from, rest)
	case kindPart:
		c.handlePart(from, h, rest)
	case kindFinish:
		c.handleFinish(from, rest)
	case kindTakeOver:
		c.handleTakeOver(from, rest)
	case kindAway:
		c.handleAway(from, h, rest)
	}
	k.resume(was)
}

// reduceInfo stands for handleReduction, in errors and profiles.
var reduceInfo = entryInfo{name: "Reduce"}

// fail is called when a reducer panics there.
func (c *collection) fail(err *Error) {
	c.k.stop()
	c.k.fatal(err)
}

// handleReduce takes the partial result of a PE below.
func (c *collection) handleReduce(from int, rest []byte) {
	k, rs := c.k, &c.rounds
	defer k.release()
	d := k.decoder(rest)
	number := d.Uint64()
	asleep := d.Bool()
	a := c.takeAgreement(d)
	child := slices.Index(c.place.Children, int32(from))
	if d.Err() == nil && c.exchange != nil && number < rs.first {
		if x := c.exchange.reduction(number); x != nil {
			c.agree(x, &a)
		}
	}
	if d.Err() != nil || child < 0 || number < rs.first || number > rs.first+maxAhead {
		k.bad(from, fmt.Errorf("a partial result for reduction %d of %v: %v", number, c, d.Err()))
		return
	}
	if asleep {
		c.mayDrowse()
	}
	if rs.gaps {
		if n := len(rs.open); asleep && !rs.asleep[child] && n > 0 && rs.open[n-1].number > number {
			c.sendBegin(from, rs.open[n-1].number) // it may not have begun these
		}
		rs.asleep[child] = asleep
	}
	x := c.begin(number, child)
	if a.known {
		c.agree(x, &a)
	}
	c.decide(x, up)
	c.addAhead(x, child, d)
	c.advance()
}

// addPartial adds the partial result of another PE to what gathers those.
func (c *collection) addPartial(x *reduction, to reduce.Partial, child int, d *wire.Decoder) {
	c.mustAdd(x, to.AddChild(child, d))
}

// mustAdd ends the job if a partial result could not be added.
func (c *collection) mustAdd(x *reduction, err error) {
	if err != nil {
		c.k.fatal(&Error{Chare: c.String(), Entry: "Reduce", PE: c.k.me, Err: fmt.Errorf("reduction %d: %w", x.number, c.named(x, err))})
	}
}

// addAhead is addPartial for what may come before there is what gathers it.
func (c *collection) addAhead(x *reduction, child int, d *wire.Decoder) {
	if to := x.gathers(); to != nil {
		c.addPartial(x, to, child, d)
	} else {
		x.early = append(x.early, earlyPartial{child, bytes.Clone(d.Rest())})
	}
}

// addEarly adds those that came ahead of what takes them.
func (c *collection) addEarly(x *reduction) {
	for _, e := range x.early {
		c.addPartial(x, x.gathers(), e.child, c.k.decoder(e.list))
	}
	x.early = nil
}

// named says which elements have contributed slices of different lengths, if
// that is what err tells.
func (c *collection) named(x *reduction, err error) error {
	var l *reduce.LengthError
	if !errors.As(err, &l) {
		return err
	}
	from := func(o reduce.Origin) string {
		if o.Child && x.way == across {
			return fmt.Sprintf("the elements on PE %d", c.exchange.pes[o.Number])
		}
		if o.Child {
			return fmt.Sprintf("the elements on PE %d and below it", c.place.Children[o.Number])
		}
		for _, el := range c.members {
			if el.member(c).position == o.Number {
				return el.String()
			}
		}
		return fmt.Sprintf("an element that has left PE %d", c.k.me)
	}
	return fmt.Errorf("slices of different lengths: %d from %s, %d from %s", l.FirstLen, from(l.FirstFrom), l.Len, from(l.From))
}

// advance passes on what is complete.
func (c *collection) advance() {
	rs := &c.rounds
	for len(rs.open) > 0 && c.complete(rs.open[0]) {
		x := rs.open[0]
		rs.first++
		if len(rs.open) == 1 {
			rs.open = rs.open[:0]
		} else {
			rs.open = rs.open[1:]
		}
		switch {
		case x.way == undecided:
			c.sendNothing(x)
		case x.way == across:
			c.sendAcross(x)
		case c.place.Parent >= 0:
			c.sendPartial(x)
			c.awaitResult(x)
		case x.result != nil:
			x.result.finish(c, x)
			rs.spare = x
		default:
			c.awaitResult(x)
			c.finishRelayed(x)
		}
		c.retire()
	}
	c.settleGuests()
}

// awaitResult keeps a reduction whose result will come, if somebody here waits
// for it.
func (c *collection) awaitResult(x *reduction) {
	if len(x.common.target) == 0 && (x.result != nil || len(x.away) > 0) {
		c.rounds.down = append(c.rounds.down, x)
	} else {
		c.rounds.spare = x
	}
	if c.released {
		c.free()
	}
}

// complete reports whether nothing is missing of a reduction. If none of the
// chares here takes part, it makes its round.
func (c *collection) complete(x *reduction) bool {
	switch {
	case c.growth != nil && c.growth.inserting:
		return false
	case x.way == undecided:
		return c.hasNothing(x)
	case x.round != nil:
		return x.round.Missing() == 0
	case x.way == up && len(x.early) < len(c.place.Children) || c.participants(x.number) > 0 || len(x.awayEarly) < c.standing(x.number):
		return false
	}
	children := c.below(x)
	x.round = reduce.NewRelay(x.common.reducer, children+len(x.awayEarly))
	if x.way == up {
		c.addEarly(x)
	}
	for i, e := range x.awayEarly {
		c.addPartial(x, x.round, children+i, c.k.decoder(e.list))
	}
	return true
}

// below returns how many PEs below this one pass on to it.
func (c *collection) below(x *reduction) int {
	if x.way == across {
		return 0
	}
	return len(c.place.Children)
}

// sendPartial sends what this PE and those below have contributed to the PE
// above.
func (c *collection) sendPartial(x *reduction) {
	k := c.k
	h := header{kind: kindReduce, coll: c.id}
	rs := &c.rounds
	rs.parent[0] = int32(c.place.Parent)
	parent, length := rs.parent[:], rs.partialBytes
	e := k.encoder(h.append(k.room(parent, length)))
	e.Uint64(x.number)
	rs.slept = !c.awake()
	e.Bool(rs.slept)
	c.putAgreement(e, &x.common)
	e = k.encoder(e.Bytes()) // what follows is read by itself
	x.round.Encode(e)
	if err := e.Err(); err != nil {
		k.leaveRoom(parent, length)
		panic(fmt.Sprintf("chare: reduction %d of %v: a partial result cannot travel: %v", x.number, c, err))
	}
	rs.partialBytes = e.Len()
	k.sendFrom(parent, length, e.Bytes())
}

// putAgreement and takeAgreement are how an agreement travels.
func (c *collection) putAgreement(e *wire.Encoder, a *agreement) {
	e.Bool(a.known)
	if a.known {
		c.putMember(e, a.by)
		e.Int32(a.pe)
		e.String(a.reducer)
		e.ByteSlice(a.target)
	}
}

func (c *collection) takeAgreement(d *wire.Decoder) (a agreement) {
	a.known = d.Bool()
	if a.known {
		a.by = c.takeMember(d)
		a.pe = d.Int32()
		a.reducer = takeName(d, c.rounds.named)
		c.rounds.named = a.reducer
		a.target = d.ByteSlice()
	}
	if a.pe < 0 || int(a.pe) >= c.k.n {
		d.Fail(fmt.Errorf("chare: a contribution on PE %d", a.pe))
	}
	return a
}

// takeName reads a string that is probably known, and then takes no memory.
func takeName(d *wire.Decoder, known string) string {
	name := d.Take(int(d.Uint32()))
	if string(name) == known {
		return known
	}
	return string(name)
}
