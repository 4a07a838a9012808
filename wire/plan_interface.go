package wire

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
)

// interfaceOps carry an interface: the id of the type of what it holds, and
// that; or the id of a registered error. An error of a type that is not
// registered travels as a *RemoteError.
type interfaceOps struct {
	typ   reflect.Type
	known sync.Map // id -> *plan, of those that were found to implement typ
}

func fillInterface(p *plan) {
	p.min = idBytes
	p.ops = &interfaceOps{typ: p.typ}
}

var remoteErrorType = reflect.TypeFor[*RemoteError]()

// idBytes is the size of an id on the wire.
const idBytes = 8

// check returns an error if no type is registered that implements o.typ.
func (o *interfaceOps) check() error {
	found := false
	registry.types.Range(func(_, t any) bool {
		found = t.(reflect.Type).Implements(o.typ)
		return !found
	})
	if found {
		return nil
	}
	return withinType(o.typ, errors.New("an interface whose concrete types are not registered"))
}

func (o *interfaceOps) encode(e *Encoder, p place) {
	v := value(o.typ, p).Elem()
	if !v.IsValid() {
		e.Uint64(0)
		return
	}
	err, isError := v.Interface().(error)
	if isError {
		if known, ok := knownID(err); ok {
			e.Uint64(uint64(known))
			return
		}
	}
	i, ok := registry.ids.Load(v.Type())
	if !ok && isError && remoteErrorType.Implements(o.typ) {
		v = reflect.ValueOf(remote(err))
		i, ok = registry.ids.Load(remoteErrorType)
	}
	if !ok {
		e.Fail(withinType(o.typ, fmt.Errorf("holds a %v, which is not registered", v.Type())))
		return
	}
	e.Uint64(uint64(i.(id)))
	encodeHeld(e, v)
}

// encodeHeld writes what an interface holds.
func encodeHeld(e *Encoder, v reflect.Value) {
	held, err := planOf(v.Type())
	if err != nil {
		e.Fail(err)
		return
	}
	if !e.enter() {
		return
	}
	if o, ok := held.ops.(*pointerOps); ok {
		e.pointer(pointed(v), o.elem)
	} else {
		addressable := reflect.New(v.Type()).Elem()
		addressable.Set(v)
		held.encode(e, placeOfValue(addressable))
	}
	e.depth--
	if e.err != nil {
		e.err = withinType(v.Type(), e.err)
	}
}

func (o *interfaceOps) decode(d *Decoder, p place) {
	v := value(o.typ, p)
	i := id(d.Uint64())
	if i == 0 {
		v.SetZero()
		return
	}
	if err, ok := registry.errorOf.Load(i); ok {
		if known := reflect.ValueOf(err); known.Type().Implements(o.typ) {
			v.Set(known)
			return
		}
	}
	held, err := o.plan(i)
	if err != nil {
		d.Fail(withinType(o.typ, err))
		return
	}
	decodeHeld(d, held, v)
}

// decodeHeld reads what encodeHeld wrote into the interface v.
func decodeHeld(d *Decoder, held *plan, v reflect.Value) {
	if !d.enter() {
		return
	}
	read := reflect.New(held.typ).Elem()
	held.decode(d, placeOfValue(read))
	d.depth--
	if err := d.Err(); err != nil {
		d.err = withinType(held.typ, err)
		return
	}
	v.Set(read)
}

// plan returns the plan of the type with the id i, which may stand in o.typ.
func (o *interfaceOps) plan(i id) (*plan, error) {
	if p, ok := o.known.Load(i); ok {
		return p.(*plan), nil
	}
	t, ok := registry.types.Load(i)
	if !ok {
		return nil, fmt.Errorf("holds the type %#x, which is not registered here", uint64(i))
	}
	typ := t.(reflect.Type)
	if !typ.Implements(o.typ) {
		return nil, fmt.Errorf("cannot hold a %v", typ)
	}
	p, err := planOf(typ)
	if err != nil {
		return nil, err
	}
	o.known.Store(i, p)
	return p, nil
}

func (o *interfaceOps) measure(p place) int {
	if value(o.typ, p).IsNil() {
		return idBytes
	}
	return -1
}
