package wire

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
)

// mapOps carry a map: the number of its entries, and for each the key and the
// element. Entries go in the order of their keys, so that one program with one
// seed writes the same bytes each time. Sorting is about half of the time that
// a map takes.
type mapOps struct {
	typ       reflect.Type
	key, elem *plan

	keys, elems           reflect.Type // slices of them
	keyStride, elemStride uintptr

	compare   func(a, b place) int // keys; nil if they have no order
	checkKeys bool                 // whether a key may be such that using it as one panics
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
	p.ops = &mapOps{
		typ: p.typ, key: key, elem: elem,
		keys: reflect.SliceOf(k), elems: reflect.SliceOf(v),
		keyStride: k.Size(), elemStride: v.Size(),
		compare: order(k), checkKeys: holdsInterface(k),
	}
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
	for _, i := range o.sorted(keys, n) {
		o.key.encode(e, step(keys, uintptr(i)*o.keyStride))
		if e.err != nil {
			e.err = within("key", e.err)
			break
		}
		o.elem.encode(e, step(elems, uintptr(i)*o.elemStride))
		if e.err != nil {
			e.err = within("value", e.err)
			break
		}
	}
	e.depth--
}

// entries returns where copies of the keys of m stand, and of their elements.
func (o *mapOps) entries(m reflect.Value) (keys, elems place) {
	n := m.Len()
	k, v := reflect.MakeSlice(o.keys, n, n), reflect.MakeSlice(o.elems, n, n)
	entries := m.MapRange()
	for i := 0; entries.Next(); i++ {
		k.Index(i).SetIterKey(entries)
		v.Index(i).SetIterValue(entries)
	}
	return pointed(k), pointed(v)
}

// sorted returns the indices of n keys in their order.
func (o *mapOps) sorted(keys place, n int) []int32 {
	indices := make([]int32, n)
	for i := range indices {
		indices[i] = int32(i)
	}
	if o.compare != nil {
		slices.SortFunc(indices, func(i, j int32) int {
			return o.compare(step(keys, uintptr(i)*o.keyStride), step(keys, uintptr(j)*o.keyStride))
		})
	}
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
		if o.checkKeys && !key.Comparable() {
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
