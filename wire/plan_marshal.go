package wire

import (
	"errors"
	"reflect"
)

// A Marshaler writes itself, at least one byte. It is asked before all other
// ways to encode its type.
type Marshaler interface {
	MarshalWire(e *Encoder)
}

// An Unmarshaler, the pointer to a Marshaler, reads what MarshalWire wrote.
type Unmarshaler interface {
	UnmarshalWire(d *Decoder)
}

// marshalOps carry a Marshaler.
type marshalOps struct {
	typ reflect.Type
}

// fillMarshaler reports whether p's type is a Marshaler and p made its plan.
func fillMarshaler(p *plan) (done bool, err error) {
	t := p.typ
	writes, reads := has[Marshaler](t, marshalWire), has[Unmarshaler](t, unmarshalWire)
	switch {
	case !writes && !reads:
		return false, nil
	case !reads:
		return false, withinType(t, errors.New("has MarshalWire but not UnmarshalWire"))
	case !writes:
		return false, withinType(t, errors.New("has UnmarshalWire but not MarshalWire"))
	}
	p.ops, p.min = marshalOps{t}, 1
	if reflect.PointerTo(t).Implements(reflect.TypeFor[Sizer]()) {
		p.ops = sizedMarshalOps{marshalOps{t}}
	}
	return true, nil
}

func (o marshalOps) encode(e *Encoder, p place) {
	before := e.Len()
	pointer(o.typ, p).(Marshaler).MarshalWire(e)
	if e.Len() == before && e.err == nil {
		// A decoder could not tell how many of nothing a slice may hold.
		e.Fail(withinType(o.typ, errors.New("MarshalWire wrote nothing")))
	}
}

func (o marshalOps) decode(d *Decoder, p place) {
	pointer(o.typ, p).(Unmarshaler).UnmarshalWire(d)
}

// sizedMarshalOps carry a Marshaler that is a Sizer.
type sizedMarshalOps struct{ marshalOps }

func (o sizedMarshalOps) measure(p place) int { return pointer(o.typ, p).(Sizer).WireSize() }
