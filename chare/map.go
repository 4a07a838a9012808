package chare

import (
	"fmt"
	"slices"
	"strings"
)

// A Map places the elements of arrays.
type Map struct {
	name string
	id   uint32 // position among the sorted names, from 1
	pe   func(i Index, numPEs int) int
}

// NewMap registers a map under a name. It is for package variables, so that all
// PEs have it:
//
//	var byRow = chare.NewMap("byRow", func(i chare.Index, numPEs int) int { return i.X() % numPEs })
//
// The function says for an index which of the PEs 0 to numPEs-1 its element is
// made on. It is called on any PE and any number of times, and the answer may
// depend on nothing but its arguments. NewMap panics if another map has the
// name.
func NewMap(name string, pe func(i Index, numPEs int) int) *Map {
	classes.Lock()
	defer classes.Unlock()
	if classes.maps[name] != nil {
		panic(fmt.Sprintf("chare: map %s is registered twice", name))
	}
	if classes.maps == nil {
		classes.maps = map[string]*Map{}
	}
	m := &Map{name: name, pe: pe}
	classes.maps[name] = m
	return m
}

// WithMap places the elements of an array by a map. Without it, an array with
// bounds is placed in blocks of consecutive elements, and all other elements by
// their index: the remainder of the coordinate by the number of PEs in one
// dimension, a hash in more.
func WithMap(m *Map) Option {
	return func(p *placement) { p.mapped = m }
}

// sortedMaps returns all maps, each at the position that is its id. Position 0
// is empty.
func sortedMaps() []*Map {
	classes.Lock()
	defer classes.Unlock()
	all := make([]*Map, 1, 1+len(classes.maps))
	for _, m := range classes.maps {
		all = append(all, m)
	}
	slices.SortFunc(all[1:], func(a, b *Map) int { return strings.Compare(a.name, b.name) })
	for i, m := range all[1:] {
		m.id = uint32(i + 1)
	}
	return all
}

// place returns the PE of an element of c. It panics if the map names one that
// is not there.
func (m *Map) place(c *collection, i Index) int {
	pe := m.pe(i, c.k.n)
	if pe < 0 || pe >= c.k.n {
		panic(fmt.Sprintf("chare: map %s puts element %v of %v on PE %d: there are PEs 0 to %d", m.name, i, c, pe, c.k.n-1))
	}
	return pe
}

// scattered places an element that is in no bounds.
func scattered(i Index, pes int) int {
	if i.n == 1 {
		return (int(i.c[0])%pes + pes) % pes
	}
	h := uint64(14695981039346656037) // FNV-1a, a coordinate at a time
	for _, x := range i.c[:i.n] {
		h = (h ^ uint64(uint32(x))) * 1099511628211
	}
	h ^= h >> 32 // the lower bits of the product know nothing of the upper ones
	return int(h % uint64(pes))
}
