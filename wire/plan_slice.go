package wire

import (
	"fmt"
	"math"
	"reflect"

	"github.com/charm4go/charm/internal/bulk"
)

// sliceOps carry a slice: the number of its elements, and those.
type sliceOps struct {
	elem   *plan
	typ    reflect.Type
	stride uintptr
	align  int
}

func (c *compiler) fillSlice(p *plan) error {
	elemType := p.typ.Elem()
	elem, err := c.plan(elemType)
	if err != nil {
		return within("element", err)
	}
	if elem.size == 0 && elemType.Size() > 0 {
		return withinType(p.typ, errEmpty(elemType))
	}
	p.ops = &sliceOps{elem, p.typ, elemType.Size(), elemType.Align()}
	p.min = countBytes
	p.parts = []part{{"element", elem}}
	return nil
}

func (s *sliceOps) encode(e *Encoder, p place) {
	h := at[sliceHeader](p)
	e.countOrNil(h.len, h.data == nil)
	switch {
	case h.len == 0 || s.elem.size == 0:
	case s.elem.raw && littleEndian:
		e.buf = bulk.Append(e.buf, memory(h.data, h.len*s.elem.size))
	case e.enter():
		encodeElements(e, s.elem, h.data, h.len, s.stride)
		e.depth--
	}
}

func (s *sliceOps) decode(d *Decoder, p place) {
	n, isNil := d.count(s.elem.min)
	switch {
	case isNil || d.Err() != nil:
		*at[sliceHeader](p) = sliceHeader{}
	case s.elem.raw && littleEndian:
		*at[sliceHeader](p) = freshSlice(d.Take(n*s.elem.size), n, s.align)
	case uint64(n)*uint64(s.stride) > math.MaxInt:
		d.Fail(fmt.Errorf("%d elements are too many for this host", n))
	case d.enter():
		v := value(s.typ, p)
		v.Set(reflect.MakeSlice(s.typ, n, n))
		if s.elem.size != 0 {
			decodeElements(d, s.elem, pointed(v), n, s.stride)
		}
		d.depth--
	}
}

func (s *sliceOps) measure(p place) int {
	h := at[sliceHeader](p)
	if s.elem.size >= 0 {
		return countBytes + h.len*s.elem.size
	}
	size := measureElements(s.elem, h.data, h.len, s.stride)
	if size < 0 {
		return -1
	}
	return countBytes + size
}
