package wire

import "reflect"

// structOps carry a struct: its fields in their order. Neighbours that are raw,
// without padding between them, are one field here.
type structOps struct {
	fields []field
}

type field struct {
	name   string
	offset uintptr
	plan   *plan
}

func (c *compiler) fillStruct(p *plan) error {
	var fields []field
	for i := range p.typ.NumField() {
		f := p.typ.Field(i)
		if leftOut(f) {
			continue
		}
		fp, err := c.plan(f.Type)
		if err != nil {
			return within("field "+f.Name, err)
		}
		p.parts = append(p.parts, part{"field " + f.Name, fp})
		if fp.size != 0 {
			fields = append(fields, field{f.Name, f.Offset, fp})
		}
	}
	fields = joined(fields)
	p.ops = &structOps{fields}
	p.size, p.min = sizes(fields)
	p.raw = len(fields) == 1 && fields[0].plan.raw && p.size == int(p.typ.Size())
	return nil
}

// sizes returns the size of the fields on the wire, -1 if it depends, and the
// least it can be.
func sizes(fields []field) (size, min int) {
	for _, f := range fields {
		min += f.plan.min
		if f.plan.size < 0 {
			size = -1
		} else if size >= 0 {
			size += f.plan.size
		}
	}
	return size, min
}

// leftOut reports whether a field does not travel.
func leftOut(f reflect.StructField) bool {
	return f.Name == "_" || f.Tag.Get("charm") == "-" || skips(f.Type)
}

// joined returns the fields with each run of raw ones made one.
func joined(fields []field) []field {
	var out []field
	for len(fields) > 0 {
		n := runLength(fields)
		if n == 1 {
			out = append(out, fields[0])
		} else {
			out = append(out, oneOf(fields[:n]))
		}
		fields = fields[n:]
	}
	return out
}

// runLength returns how many of the first fields are raw and stand side by side
// in memory; at least 1.
func runLength(fields []field) int {
	n := 1
	end := fields[0].offset + fields[0].plan.typ.Size()
	for fields[0].plan.raw && n < len(fields) && fields[n].plan.raw && fields[n].offset == end {
		end += fields[n].plan.typ.Size()
		n++
	}
	return n
}

// oneOf makes a run of raw fields one.
func oneOf(run []field) field {
	inner := make([]field, len(run))
	copy(inner, run)
	for i := range inner {
		inner[i].offset -= run[0].offset
	}
	size, min := sizes(inner)
	return field{
		name:   run[0].name + " to " + run[len(run)-1].name,
		offset: run[0].offset,
		plan:   &plan{ops: &structOps{inner}, raw: true, size: size, min: min},
	}
}

func (s *structOps) encode(e *Encoder, p place) {
	for i := range s.fields {
		f := &s.fields[i]
		f.plan.encode(e, step(p, f.offset))
		if e.err != nil {
			e.err = within("field "+f.name, e.err)
			return
		}
	}
}

func (s *structOps) decode(d *Decoder, p place) {
	for i := range s.fields {
		f := &s.fields[i]
		f.plan.decode(d, step(p, f.offset))
		if err := d.Err(); err != nil {
			d.err = within("field "+f.name, err)
			return
		}
	}
}

func (s *structOps) measure(p place) int {
	total := 0
	for i := range s.fields {
		f := &s.fields[i]
		size := f.plan.measure(step(p, f.offset))
		if size < 0 {
			return -1
		}
		total += size
	}
	return total
}
