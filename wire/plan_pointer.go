package wire

// pointerOps carry a pointer, see share.go.
type pointerOps struct {
	elem *plan
}

func (c *compiler) fillPointer(p *plan) error {
	elem, err := c.plan(p.typ.Elem())
	if err != nil {
		return within("pointee", err)
	}
	p.ops, p.min = &pointerOps{elem}, 1
	p.parts = []part{{"pointee", elem}}
	return nil
}

func (o *pointerOps) encode(e *Encoder, p place) { e.pointer(*at[place](p), o.elem) }
func (o *pointerOps) decode(d *Decoder, p place) { *at[place](p) = d.pointer(o.elem) }

func (o *pointerOps) measure(p place) int {
	if *at[place](p) == nil {
		return 1
	}
	return -1
}
