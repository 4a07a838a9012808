package reduce

import (
	"reflect"

	"github.com/charm4go/charm/wire"
)

// cloneInto makes *dst a copy of v in the memory of *dst, if that is large
// enough. A copy of nil is nil, and of an empty slice an empty slice.
func cloneInto[E any](dst *[]E, v []E) {
	switch {
	case v == nil:
		*dst = nil
	case *dst == nil:
		*dst = append([]E{}, v...)
	default:
		*dst = append((*dst)[:0], v...)
	}
}

// deepCopy makes a copy of *p as if it had travelled to another PE.
func deepCopy[P any](codec *wire.Codec[P], ctx any, p *P) error {
	var e wire.Encoder
	e.Reset(nil, ctx)
	codec.Encode(&e, p)
	if err := e.Err(); err != nil {
		return err
	}
	var d wire.Decoder
	d.Reset(e.Bytes(), ctx)
	*p = *new(P)
	codec.Decode(&d, p)
	return d.Err()
}

// hasReferences reports whether a copy of a t by assignment may share memory
// that can be changed.
func hasReferences(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return hasReferences(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasReferences(t.Field(i).Type) {
				return true
			}
		}
		return false
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice, reflect.UnsafePointer:
		return true
	}
	return false
}
