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
	known sync.Map // id -> *registration, of types that were found to implement typ
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
	registry.byType.Range(func(t, _ any) bool {
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
	r, ok := registry.byType.Load(v.Type())
	if !ok && isError && remoteErrorType.Implements(o.typ) {
		v = reflect.ValueOf(remote(err))
		r, ok = registry.byType.Load(remoteErrorType)
	}
	if !ok {
		e.Fail(withinType(o.typ, fmt.Errorf("holds a %v, which is not registered", v.Type())))
		return
	}
	encodeHeld(e, r.(*registration), v)
}

// encodeHeld writes what an interface holds, and which type that is.
func encodeHeld(e *Encoder, r *registration, v reflect.Value) {
	held, err := r.compiled()
	if err != nil {
		e.Fail(err)
		return
	}
	if !e.enter() {
		return
	}
	e.Uint64(uint64(r.id))
	if o, ok := held.ops.(*pointerOps); ok {
		e.pointer(pointed(v), o.elem)
	} else {
		addressable := reflect.New(r.typ).Elem()
		addressable.Set(v)
		held.encode(e, placeOfValue(addressable))
	}
	e.depth--
	if e.err != nil {
		e.err = withinType(r.typ, e.err)
	}
}

func (o *interfaceOps) decode(d *Decoder, p place) {
	v := value(o.typ, p)
	i := id(d.Uint64())
	if i == 0 {
		v.SetZero()
		return
	}
	if r, ok := o.known.Load(i); ok {
		decodeHeld(d, r.(*registration), v)
		return
	}
	if err, ok := registry.errorOf.Load(i); ok && reflect.TypeOf(err).Implements(o.typ) {
		v.Set(reflect.ValueOf(err))
		return
	}
	r, err := o.find(i)
	if err != nil {
		d.Fail(withinType(o.typ, err))
		return
	}
	o.known.Store(i, r)
	decodeHeld(d, r, v)
}

// find returns the type with the id i if it may stand in o.typ.
func (o *interfaceOps) find(i id) (*registration, error) {
	found, ok := registry.byID.Load(i)
	if !ok {
		return nil, fmt.Errorf("holds the type %#x, which is not registered here", uint64(i))
	}
	r := found.(*registration)
	if !r.typ.Implements(o.typ) {
		return nil, fmt.Errorf("cannot hold a %v", r.typ)
	}
	return r, nil
}

// decodeHeld reads what encodeHeld wrote after the type into the interface v.
func decodeHeld(d *Decoder, r *registration, v reflect.Value) {
	held, err := r.compiled()
	if err != nil {
		d.Fail(err)
		return
	}
	if !d.enter() {
		return
	}
	read := reflect.New(r.typ).Elem()
	held.decode(d, placeOfValue(read))
	d.depth--
	if err := d.Err(); err != nil {
		d.err = withinType(r.typ, err)
		return
	}
	v.Set(read)
}

func (o *interfaceOps) measure(p place) int {
	if value(o.typ, p).IsNil() {
		return idBytes
	}
	return -1
}
