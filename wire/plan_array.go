package wire

import "strconv"

// arrayOps carry an array: its elements, n of them.
type arrayOps struct {
	elem   *plan
	n      int
	stride uintptr
}

func (c *compiler) fillArray(p *plan) error {
	elem, err := c.plan(p.typ.Elem())
	if err != nil {
		return within("element", err)
	}
	n := p.typ.Len()
	a := &arrayOps{elem, n, p.typ.Elem().Size()}
	if elem.size == 0 {
		a.n = 0 // there may be very many of nothing
	}
	p.ops, p.raw, p.min = a, elem.raw, n*elem.min
	if elem.size >= 0 {
		p.size = n * elem.size
	}
	p.parts = []part{{"element", elem}}
	return nil
}

func (a *arrayOps) encode(e *Encoder, p place) { encodeElements(e, a.elem, p, a.n, a.stride) }
func (a *arrayOps) decode(d *Decoder, p place) { decodeElements(d, a.elem, p, a.n, a.stride) }
func (a *arrayOps) measure(p place) int        { return measureElements(a.elem, p, a.n, a.stride) }

// encodeElements writes n values that stand stride bytes apart.
func encodeElements(e *Encoder, elem *plan, p place, n int, stride uintptr) {
	for i := range n {
		elem.encode(e, step(p, uintptr(i)*stride))
		if e.err != nil {
			e.err = within("element "+strconv.Itoa(i), e.err)
			return
		}
	}
}

// decodeElements reads n values that stand stride bytes apart.
func decodeElements(d *Decoder, elem *plan, p place, n int, stride uintptr) {
	for i := range n {
		elem.decode(d, step(p, uintptr(i)*stride))
		if err := d.Err(); err != nil {
			d.err = within("element "+strconv.Itoa(i), err)
			return
		}
	}
}

// measureElements returns the size of n values that stand stride bytes apart,
// or -1.
func measureElements(elem *plan, p place, n int, stride uintptr) int {
	total := 0
	for i := range n {
		size := elem.measure(step(p, uintptr(i)*stride))
		if size < 0 {
			return -1
		}
		total += size
	}
	return total
}
