package wire

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
)

// mapOps carry a map: the number of its entries, and for each the key and the
// element. Entries go in the order of their keys, so that one program with one
// seed writes the same bytes each time. The sorting is some half of the time
// that a map takes.
type mapOps struct {
	typ       reflect.Type
	key, elem *plan
	keys      reflect.Type // slice of keys
	elems     reflect.Type // slice of elements
	compare   func(a, b place) int
	asserts   bool // whether a key may be such that using it as one panics
}

func (c *compiler) fillMap(p *plan) error {
	k, v := p.typ.Key(), p.typ.Elem()
	key, err := c.plan(k)
	if err != nil {
		return within("key", err)
	}
	elem, err := c.plan(v)
	if err != nil {
		return within("value", err)
	}
	p.ops = &mapOps{p.typ, key, elem, reflect.SliceOf(k), reflect.SliceOf(v), order(k), holdsInterface(k)}
	p.min = countBytes
	p.parts = []part{{"key", key}, {"value", elem}}
	return nil
}

func (o *mapOps) encode(e *Encoder, p place) {
	m := value(o.typ, p)
	n := m.Len()
	e.countOrNil(n, m.IsNil())
	if n == 0 || !e.enter() {
		return
	}
	keys, elems := o.entries(m)
	for _, i := range o.sorted(keys) {
		o.key.encode(e, placeOfValue(keys.Index(i)))
		if e.err != nil {
			e.err = within("key", e.err)
			break
		}
		o.elem.encode(e, placeOfValue(elems.Index(i)))
		if e.err != nil {
			e.err = within("value", e.err)
			break
		}
	}
	e.depth--
}

// entries returns the keys of m and their elements.
func (o *mapOps) entries(m reflect.Value) (keys, elems reflect.Value) {
	n := m.Len()
	keys, elems = reflect.MakeSlice(o.keys, n, n), reflect.MakeSlice(o.elems, n, n)
	entries := m.MapRange()
	for i := 0; entries.Next(); i++ {
		keys.Index(i).SetIterKey(entries)
		elems.Index(i).SetIterValue(entries)
	}
	return keys, elems
}

// sorted returns the indices of keys in their order.
func (o *mapOps) sorted(keys reflect.Value) []int {
	indices := make([]int, keys.Len())
	for i := range indices {
		indices[i] = i
	}
	if o.compare == nil {
		return indices
	}
	first, stride := pointed(keys), o.key.typ.Size()
	slices.SortFunc(indices, func(i, j int) int {
		return o.compare(step(first, uintptr(i)*stride), step(first, uintptr(j)*stride))
	})
	return indices
}

func (o *mapOps) decode(d *Decoder, p place) {
	m := value(o.typ, p)
	n, isNil := d.count(o.key.min + o.elem.min)
	if n > 1 && o.key.size == 0 {
		d.Fail(errors.New("more than one entry with the one key there is"))
	}
	switch {
	case isNil || d.Err() != nil:
		m.SetZero()
	case d.enter():
		m.Set(reflect.MakeMapWithSize(o.typ, n))
		o.decodeEntries(d, m, n)
		d.depth--
	}
}

func (o *mapOps) decodeEntries(d *Decoder, m reflect.Value, n int) {
	key, elem := reflect.New(o.typ.Key()).Elem(), reflect.New(o.typ.Elem()).Elem()
	for range n {
		// What is there belongs to the entry before, and a type that reads
		// itself might use its memory again.
		key.SetZero()
		elem.SetZero()
		o.key.decode(d, placeOfValue(key))
		if err := d.Err(); err != nil {
			d.err = within("key", err)
			return
		}
		o.elem.decode(d, placeOfValue(elem))
		if err := d.Err(); err != nil {
			d.err = within("value", err)
			return
		}
		if o.asserts && !key.Comparable() {
			d.Fail(errors.New("a key that cannot be compared"))
			return
		}
		m.SetMapIndex(key, elem)
	}
	if m.Len() != n {
		d.Fail(errors.New("a map of " + strconv.Itoa(n) + " entries has a key twice"))
	}
}

// holdsInterface reports whether a t, which can be a key, may hold what cannot.
func holdsInterface(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Array:
		return holdsInterface(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if holdsInterface(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

func (o *mapOps) measure(p place) int {
	if value(o.typ, p).Len() == 0 {
		return countBytes
	}
	return -1
}
