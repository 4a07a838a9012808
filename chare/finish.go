package chare

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// This file holds the ends of reductions: what the root does with the result.

// A finisher knows the type of a reduction's result.
type finisher interface {
	// finish delivers the result of a complete round: at the root, or across.
	finish(c *collection, x *reduction)
	// handOver makes what this PE has contributed a part of what is combined
	// across, if it can do so without encoding it.
	handOver(rank int) (done bool, err error)
	// take takes the result of an all-reduce from a message.
	take(k *kernel, encoded []byte) error
}

// resultFor is where the result of a reduction goes: to its target, or to the
// futures of this PE's members. It also has the rounds, with their types.
type resultFor[V, R any] struct {
	to      Target[R]
	futures []*Future[R]
	next    *Future[R] // for a later reduction

	round reduce.Round[V, R] // of what is contributed here, and of PEs below
	all   reduce.Round[V, R] // across, of all PEs
}

// promise returns a future that gets the result.
func (r *resultFor[V, R]) promise(c *collection) *Future[R] {
	r.foresee(c)
	f := r.next
	r.next = nil
	r.futures = append(r.futures, f)
	return f
}

// foresee makes the future for a later contribution, while other PEs have to be waited
// for anyway.
func (r *resultFor[V, R]) foresee(c *collection) {
	if r.next == nil {
		r.next = newReductionFuture[R](c)
	}
}

//go:noinline // for the stack of contribute
func newReductionFuture[R any](c *collection) *Future[R] {
	return newFuture[R](c.k, origin{who: c, what: reductionOf})
}

func (r *resultFor[V, R]) finish(c *collection, x *reduction) {
	k := c.k
	round, children := r.round, c.place.Children
	if x.way == across {
		round, children = r.all, nil
	}
	v := round.Result()
	if r.to.to != nil {
		r.to.Send(v)
		return
	}
	if len(children) > 0 || len(x.away) > 0 {
		r.pass(c, x, children, v)
	}
	// Each chare gets its own copy, as everywhere.
	codec := wire.For[R]()
	for _, f := range r.futures[1:] {
		f.ended(copied(k, codec, v), nil)
	}
	r.futures[0].ended(v, nil)
}

func (r *resultFor[V, R]) handOver(rank int) (done bool, err error) {
	return r.round.HandOver(r.all, rank)
}

// pass sends the result of an all-reduce to the PEs below, and to the chares that
// contributed from elsewhere.
func (r *resultFor[V, R]) pass(c *collection, x *reduction, children []int32, v R) {
	k, length := c.k, c.rounds.reducedBytes
	m, err := reduced(c, x.number, &v, k.room(children, length))
	if err != nil {
		k.leaveRoom(children, length)
		panic(err)
	}
	c.rounds.reducedBytes = len(m)
	var away []byte
	if len(x.away) > 0 {
		away = bytes.Clone(m[headerBytes+8:])
	}
	k.sendFrom(children, length, m)
	x.sendAway(k, away)
}

// reduced appends the message with the result of an all-reduce to buf. An error
// says that the result cannot travel.
func reduced[R any](c *collection, number uint64, v *R, buf []byte) ([]byte, error) {
	h := header{kind: kindReduced, coll: c.id}
	e := c.k.encoder(h.append(buf))
	e.Uint64(number)
	e = c.k.encoder(e.Bytes())
	wire.For[R]().Encode(e, v)
	if err := e.Err(); err != nil {
		return nil, fmt.Errorf("chare: the result of reduction %d of %v cannot travel: %w", number, c, err)
	}
	return e.Bytes(), nil
}

func (r *resultFor[V, R]) take(k *kernel, encoded []byte) error {
	for _, f := range r.futures {
		var v R
		d := k.decoder(encoded)
		wire.For[R]().Decode(d, &v)
		if err := d.Err(); err != nil {
			return err
		}
		f.ended(v, nil)
	}
	return nil
}

// handleReduced takes the result of an all-reduce.
func (c *collection) handleReduced(from int, rest, m []byte) {
	k, rs := c.k, &c.rounds
	defer k.release()
	d := k.decoder(rest)
	number := d.Uint64()
	i := slices.IndexFunc(rs.down, func(x *reduction) bool { return x.number == number })
	if i < 0 || rs.down[i].way == up {
		k.sendMany(c.place.Children, m)
	}
	switch {
	case d.Err() == nil && i >= 0:
		x := rs.down[i]
		rs.down = slices.Delete(rs.down, i, i+1)
		encoded := d.Rest()
		if x.result != nil {
			if err := x.result.take(k, encoded); err != nil {
				k.bad(from, err)
			}
		}
		x.sendAway(k, encoded)
		rs.spare = x
		if c.released {
			c.free()
		}
	case d.Err() != nil || number >= rs.first: // else no chare here took part
		k.bad(from, fmt.Errorf("the result of reduction %d of %v, which is not under way", number, c))
	}
}

// finishRelayed finishes a reduction in which no chare of the root takes part:
// here, if another one by that reducer has been seen here, else where one does.
func (c *collection) finishRelayed(x *reduction) {
	k := c.k
	h := header{kind: kindFinish, coll: c.id}
	e := k.encoder(h.append(nil))
	e.Uint64(x.number)
	c.putAgreement(e, &x.common)
	e = k.encoder(e.Bytes())
	x.gathers().Encode(e)
	if m := e.Bytes(); k.reckoners[x.common.reducer] != nil {
		c.reckon(k.me, m[headerBytes:])
	} else {
		k.sendBytes(int(x.common.pe), m)
	}
}

// handleFinish finishes a reduction for the root.
func (c *collection) handleFinish(from int, rest []byte) {
	rest = bytes.Clone(rest)
	c.k.release()
	c.reckon(from, rest)
}

// reckon finishes a reduction from its partial results alone.
func (c *collection) reckon(from int, rest []byte) {
	k := c.k
	d := k.decoder(rest)
	number := d.Uint64()
	a := c.takeAgreement(d)
	r := k.reckoners[a.reducer]
	switch err := d.Err(); {
	case err != nil || r == nil:
		k.bad(from, fmt.Errorf("reduction %d of %v by %q to be finished: %v", number, c, a.reducer, err))
	default:
		if err := r.reckon(c, from, number, a.target, d.Rest()); err != nil {
			k.fatal(&Error{Chare: c.String(), Entry: "Reduce", PE: k.me, Err: fmt.Errorf("reduction %d: %w", number, err)})
		}
	}
}

// A reckoner finishes reductions by one reducer.
type reckoner interface {
	reckon(c *collection, root int, number uint64, target, list []byte) error
}

type reckonerOf[V, R any] struct{ spec *reduce.Spec[V, R] }

func (r *reckonerOf[V, R]) reckon(c *collection, root int, number uint64, target, list []byte) error {
	k := c.k
	round := r.spec.NewRound(k, 0, 1)
	if err := round.AddChild(0, k.decoder(list)); err != nil {
		return err
	}
	v := round.Result()
	if len(target) == 0 {
		m, err := reduced(c, number, &v, nil)
		if err == nil {
			c.send(root, m)
		}
		return err
	}
	var to Target[R]
	d := k.decoder(target)
	to.UnmarshalWire(d)
	if err := d.Err(); err != nil {
		return err
	}
	to.Send(v)
	return nil
}
