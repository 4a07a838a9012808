package reduce

import (
	"reflect"
	"sync"
	"sync/atomic"
)

// An op is one of the built-in reducers, for any type.
type op uint8

const (
	sum op = iota
	product
	largest
	smallest
	and
	or
	xor
	nop
	gather
	numOps
)

func (o op) String() string { return opNames[o] }

var opNames = [numOps]string{"sum", "product", "max", "min", "and", "or", "xor", "nop", "gather"}

// specs has the Specs of each op: making one compiles a codec, and a Reducer is
// asked for its Spec at every contribution. Those of an op are few, and found
// faster one by one than in a map.
var specs [numOps]struct {
	adding sync.Mutex
	known  atomic.Pointer[[]knownSpec]
}

// A knownSpec is an *S with the type S.
type knownSpec struct {
	t    reflect.Type
	spec any
}

func cached[V, R any](o op, make func() *Spec[V, R]) *Spec[V, R] {
	of, t := &specs[o], reflect.TypeFor[Spec[V, R]]()
	if s := find[V, R](of.known.Load(), t); s != nil {
		return s
	}
	of.adding.Lock()
	defer of.adding.Unlock()
	known := of.known.Load()
	if s := find[V, R](known, t); s != nil {
		return s
	}
	more := []knownSpec{{t, make()}}
	if known != nil {
		more = append(more, *known...)
	}
	of.known.Store(&more)
	return more[0].spec.(*Spec[V, R])
}

func find[V, R any](known *[]knownSpec, t reflect.Type) *Spec[V, R] {
	if known == nil {
		return nil
	}
	for i := range *known {
		if k := &(*known)[i]; k.t == t {
			return k.spec.(*Spec[V, R])
		}
	}
	return nil
}
