package chare

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// This file holds the contributions of chares to the PEs that answer for them,
// and what becomes of PEs that all chares have left.

// contributeAway sends a contribution to the PE that waits for it.
func contributeAway[V, R any](c *collection, pe int, el *element, m *membership, v V, spec *reduce.Spec[V, R], to Target[R], forAll bool) (f *Future[R]) {
	k := c.k
	number := m.next
	m.next++
	round := spec.NewRound(k, 1, 0)
	if err := round.Add(0, v); err != nil {
		panic(fmt.Sprintf("chare: reduction %d of %v: contribution of %v: %v", number, c, el, err))
	}
	h := header{kind: kindAway, coll: c.id}
	if forAll {
		f = newFuture[R](k, origin{})
		h.reply = reply{mode: replyResult, pe: int32(k.me), id: f.address()}
	}
	target := encodedTarget(k, to)
	e := k.encoder(h.append(nil))
	e.Uint64(number)
	c.putAgreement(e, &agreement{true, el.loc, int32(k.me), spec.Name(), target})
	e = k.encoder(e.Bytes())
	round.Encode(e)
	if err := e.Err(); err != nil {
		panic(fmt.Sprintf("chare: reduction %d of %v: a contribution cannot travel: %v", number, c, err))
	}
	if m := e.Bytes(); pe == k.me {
		k.pushReplay(pe, m)
	} else {
		k.sendBytes(pe, m)
	}
	return f
}

// An awayPartial is a contribution to a stand-in, ahead of the first of this PE.
type awayPartial struct {
	position int
	list     []byte
}

// handleAway takes a contribution to a stand-in.
func (c *collection) handleAway(from int, h *header, rest []byte) {
	k := c.k
	defer k.release()
	d := k.decoder(rest)
	number := d.Uint64()
	a := c.takeAgreement(d)
	s := c.standIns.in(a.by, number)
	if d.Err() != nil || s == nil || number < c.rounds.first || number > c.rounds.first+maxAhead {
		k.bad(from, fmt.Errorf("a contribution from elsewhere to reduction %d of %v: %v", number, c, d.Err()))
		return
	}
	x := c.reduction(number)
	c.agree(x, &a)
	c.decide(x, c.wayOf(a.target))
	if h.reply.mode != replyNone {
		x.away = append(x.away, h.reply)
	}
	if at := s.position; x.round == nil {
		x.awayEarly = append(x.awayEarly, awayPartial{at, bytes.Clone(d.Rest())})
	} else {
		c.addAway(x, at, d)
	}
	c.advance()
}

func (c *collection) addAway(x *reduction, position int, d *wire.Decoder) {
	c.mustAdd(x, x.round.(reduce.Host).AddAway(position, d))
}

// sendAway sends the result of an all-reduce, as it travels, to the chares that
// contributed from elsewhere.
func (x *reduction) sendAway(k *kernel, encoded []byte) {
	for _, r := range x.away {
		h := header{kind: kindFuture, coll: collID(r.id)}
		e := k.encoder(h.append(nil))
		e.Bool(false)
		if m := append(e.Bytes(), encoded...); int(r.pe) == k.me {
			k.pushReplay(k.me, m)
		} else {
			k.sendBytes(int(r.pe), m)
		}
	}
}

// drowse tells the PE above when nothing on this PE or below it would begin a
// reduction any more.
func (c *collection) drowse() {
	rs := &c.rounds
	if !c.inTree() || c.awake() {
		return
	}
	c.mayDrowse()
	if rs.slept || c.place.Parent < 0 {
		return
	}
	rs.slept = true
	h := header{kind: kindAsleep, coll: c.id}
	c.k.sendBytes(c.place.Parent, h.append(nil))
}

// mayDrowse notes that PEs of the tree may have no chares.
func (c *collection) mayDrowse() {
	rs := &c.rounds
	if !rs.gaps {
		rs.gaps = true
		rs.asleep = make([]bool, len(c.place.Children))
	}
}

// handleAsleep takes that of a PE below. It may not have begun what is under
// way.
func (c *collection) handleAsleep(from int) {
	k, rs := c.k, &c.rounds
	k.release()
	child := slices.Index(c.place.Children, int32(from))
	if child < 0 {
		k.bad(from, fmt.Errorf("it is asleep in %v, and not below this PE", c))
		return
	}
	c.mayDrowse()
	rs.asleep[child] = true
	if n := len(rs.open); n > 0 {
		c.sendBegin(from, rs.open[n-1].number)
	}
	c.drowse()
}
