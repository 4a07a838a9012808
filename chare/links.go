package chare

import (
	"cmp"
	"slices"

	"github.com/charm4go/charm/lb"
)

// This file measures which chares send to which, for the strategies of load
// balancing that look at it.

// links are what a chare has sent since the last step, by the receiver.
type links map[*location]*sent

// sent is what has been sent to one chare.
type sent struct{ messages, bytes int64 }

// sends notes that the running chare sends to another.
func (k *kernel) sends(to *location, bytes int) {
	a := k.running
	if a == nil || a.el == nil || a.el.client == nil || a.el.loc == to || k.meter.off {
		return
	}
	l := &a.el.client.links
	if *l == nil {
		*l = links{}
	}
	t := (*l)[to]
	if t == nil {
		t = &sent{}
		(*l)[to] = t
	}
	t.messages++
	t.bytes += int64(bytes)
}

// take appends them, as those of the object at a position, and forgets them.
func (l *links) take(from int32, out []lb.Link) []lb.Link {
	first := len(out)
	for to, t := range *l {
		out = append(out, lb.Link{From: from, To: to.identity(), PE: to.pe, Messages: t.messages, Bytes: t.bytes})
	}
	*l = nil
	slices.SortFunc(out[first:], func(a, b lb.Link) int { return cmp.Compare(a.To, b.To) })
	return out
}

// identity returns a number by which all PEs know a chare. That two chares have
// the same is as good as impossible; measurements would be wrong then, nothing
// else.
func (loc *location) identity() uint64 {
	h := mixed(uint64(loc.coll.id))
	for _, x := range loc.index.c[:loc.index.n] {
		h = mixed(h ^ uint64(uint32(x)))
	}
	return h
}

// mixed mixes the bits of x (the finalizer of SplitMix64: Steele, Lea, Flood:
// Fast splittable pseudorandom number generators, 2014).
func mixed(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// ordinal returns a number for a collection that is short enough for
// lb.Object.
func (c *collection) ordinal() uint32 { return uint32(mixed(uint64(c.id))) }
