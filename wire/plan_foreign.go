package wire

import (
	"encoding"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"reflect"
)

// foreignOps carry a type that has an encoding of its own, such as time.Time:
// the length of that in 4 bytes, and that.
type foreignOps struct {
	typ    reflect.Type
	append func(v any, b []byte) ([]byte, error) // v is a pointer to the value
	set    func(v any, b []byte) error
}

// fillForeign reports whether p's type has an encoding of its own and p made
// its plan. Such a type knows better than its fields what it needs: those of a
// big.Int have a meaning that depends on the host.
func fillForeign(p *plan) bool {
	o := &foreignOps{typ: p.typ}
	readsBinary := has[encoding.BinaryUnmarshaler](p.typ, unmarshalBinary)
	switch t := p.typ; {
	case readsBinary && has[encoding.BinaryAppender](t, appendBinary):
		o.append, o.set = putAppended, setBinary
	case readsBinary && has[encoding.BinaryMarshaler](t, marshalBinary):
		o.append, o.set = putBinary, setBinary
	case has[gob.GobEncoder](t, gobEncode) && has[gob.GobDecoder](t, gobDecode):
		o.append, o.set = putGob, setGob
	default:
		return false
	}
	p.ops, p.min = o, countBytes
	return true
}

// fillText is fillForeign for an encoding as text. It is the last resort, for
// types that cannot travel by their fields: texts are often for people, and say
// less than the fields.
func fillText(p *plan) bool {
	if !has[encoding.TextMarshaler](p.typ, marshalText) || !has[encoding.TextUnmarshaler](p.typ, unmarshalText) {
		return false
	}
	p.ops, p.min = &foreignOps{p.typ, putText, setText}, countBytes
	return true
}

func putAppended(v any, b []byte) ([]byte, error) { return v.(encoding.BinaryAppender).AppendBinary(b) }

func putBinary(v any, b []byte) ([]byte, error) {
	own, err := v.(encoding.BinaryMarshaler).MarshalBinary()
	return append(b, own...), err
}

func putGob(v any, b []byte) ([]byte, error) {
	own, err := v.(gob.GobEncoder).GobEncode()
	return append(b, own...), err
}

func putText(v any, b []byte) ([]byte, error) {
	own, err := v.(encoding.TextMarshaler).MarshalText()
	return append(b, own...), err
}

func setBinary(v any, b []byte) error { return v.(encoding.BinaryUnmarshaler).UnmarshalBinary(b) }
func setGob(v any, b []byte) error    { return v.(gob.GobDecoder).GobDecode(b) }
func setText(v any, b []byte) error   { return v.(encoding.TextUnmarshaler).UnmarshalText(b) }

func (o *foreignOps) encode(e *Encoder, p place) {
	start := e.Len()
	e.Uint32(0) // the length, once it is known
	b, err := o.append(pointer(o.typ, p), e.buf)
	if err == nil && len(b) < len(e.buf) {
		err = errors.New("AppendBinary has cut what it was to append to")
	}
	if err != nil {
		e.Fail(withinType(o.typ, err))
		return
	}
	n := len(b) - len(e.buf)
	e.buf = b
	binary.LittleEndian.PutUint32(e.buf[start:], uint32(n))
}

func (o *foreignOps) decode(d *Decoder, p place) {
	n, isNil := d.count(1)
	own := d.Take(n)
	if d.Err() != nil {
		return
	}
	if isNil {
		d.Fail(withinType(o.typ, errors.New("has no length")))
		return
	}
	// Whoever implements these methods must copy what it keeps of own.
	if err := o.set(pointer(o.typ, p), own); err != nil {
		d.Fail(withinType(o.typ, err))
	}
}
