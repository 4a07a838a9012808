package conformance

import (
	"github.com/charm4go/charm/chare"
)

var proxies = []Scenario{
	{Name: "proxies are equal exactly if they stand for the same", Run: proxyEquality},
	{Name: "proxies stay equal when they travel", Run: proxiesTravel},
	{Name: "zero proxies travel", Run: zeroProxiesTravel},
	{Name: "This and All are the proxies that others have", Run: thisAndAll},
	{Name: "proxies say what they stand for", Run: proxyTexts},
}

// A Holder keeps proxies and passes them on.
type Holder struct {
	chare.Base
	held Luggage
}

// Luggage is proxies in all places where they can be.
type Luggage struct {
	One   HolderProxy
	Many  HolderProxies
	Notes map[HolderProxy]string
	Names map[HolderProxies]string
	List  []HolderProxy
	Ref   chare.Ref
	Ptr   *HolderProxies
}

// Hold keeps l.
func (h *Holder) Hold(l Luggage) { h.held = l }

// Held returns what Hold kept.
func (h *Holder) Held() Luggage { return h.held }

// Carry passes l on along the route, and returns what comes back.
func (h *Holder) Carry(t *chare.Task, route []HolderProxy, l Luggage) Luggage {
	l.check()
	if len(route) == 0 {
		return l
	}
	return route[0].Ret().Carry(route[1:], l).Get(t)
}

// Self returns the proxies of this, and whether they are those given.
func (h *Holder) Self(p HolderProxy, all HolderProxies) (Luggage, error) {
	equal("This", h.This(), p)
	equal("All", h.All(), all)
	return Luggage{One: h.This(), Many: h.All()}, nil
}

// check panics unless the proxies in l stand for the same, on this PE.
func (l *Luggage) check() {
	equal("the note on One", l.Notes[l.One], "one")
	equal("the name of Many", l.Names[l.Many], "many")
	equal("Ref", l.Ref, l.One.Ref)
	equal("List[0]", l.List[0], l.One)
	equal("Ptr", *l.Ptr, l.Many)
	must(l.List[1] != l.One, "two elements have equal proxies")
}

// luggage packs proxies of many, and of two of them.
func luggage(many HolderProxies, one, other HolderProxy) Luggage {
	return Luggage{
		One: one, Many: many, Ref: one.Ref, Ptr: &many,
		Notes: map[HolderProxy]string{one: "one", other: "other"},
		Names: map[HolderProxies]string{many: "many"},
		List:  []HolderProxy{one, other},
	}
}

func proxyEquality(t *chare.Task) {
	a, b := NewHolderArray(t, chare.Dims(3)), NewHolderArray(t, chare.Dims(3))
	g, c, d := NewHolderGroup(t), NewHolder(t), NewHolder(t)
	equal("element 2 and itself", a.At(2), a.At(2))
	different := []HolderProxy{a.At(0), a.At(1), b.At(0), g.At(0), c, d, {}}
	for i, p := range different {
		for j, q := range different {
			equal(p.String()+" == "+q.String(), p == q, i == j)
		}
	}
	again := g
	must(a != b && a != g && g == again && a != HolderProxies{}, "equality of collections: %v, %v, %v", a, b, g)
	counts := map[HolderProxy]int{}
	for range 3 {
		for _, p := range different {
			counts[p]++
		}
	}
	equal("keys", len(counts), len(different))
	equal("count of one key", counts[a.At(1)], 3)
}

func proxiesTravel(t *chare.Task) {
	group := NewHolderGroup(t)
	var route []HolderProxy
	for pe := range 2 * t.NumPEs() {
		route = append(route, group.At((pe*3+1)%t.NumPEs()))
	}
	last := t.NumPEs() - 1
	array, some := NewHolderArray(t, chare.Dims(2*t.NumPEs()+3)), NewHolderGroup(t, chare.OnPEs(0, last))
	all := []Luggage{luggage(array, array.At(0), array.At(last+1))}
	if last > 0 {
		all = append(all, luggage(some, some.At(0), some.At(last)))
	}
	for _, l := range all {
		back := group.At(last).Ret().Carry(route, l).Get(t)
		alike("luggage after a journey", back, l)
		group.Hold(l)
		for _, held := range group.Ret().Held().Get(t) {
			held.check()
			alike("luggage that was kept", held, l)
		}
	}
}

func zeroProxiesTravel(t *chare.Task) {
	far := NewHolder(t, chare.OnPE(t.NumPEs()-1))
	l := Luggage{Notes: map[HolderProxy]string{{}: "one"}, List: []HolderProxy{{}, far}}
	far.Hold(l)
	got := far.Ret().Held().Get(t)
	alike("zero proxies that were kept", got, l)
	equal("a zero proxy", got.One, HolderProxy{})
}

func thisAndAll(t *chare.Task) {
	g, a := NewHolderGroup(t), NewHolderArray(t, chare.Dims(t.NumPEs()+2))
	for _, many := range []HolderProxies{g, a} {
		for i := range many.Len() {
			l := many.At(i).Ret().Self(many.At(i), many).Get(t)
			equal("This", l.One, many.At(i))
			equal("All", l.Many, many)
		}
	}
}

func proxyTexts(t *chare.Task) {
	a := NewHolderArray(t, chare.Dims(3, 4))
	equal("an array", a.String(), "array conformance.Holder[3,4]")
	equal("an element", a.At(2, 1).String(), "conformance.Holder[2,1]")
	equal("a single chare", NewHolder(t).String(), "conformance.Holder")
	equal("a group", NewHolderGroup(t).String(), "group conformance.Holder")
	equal("a member", NewHolderGroup(t).At(0).String(), "conformance.Holder[0]")
}
