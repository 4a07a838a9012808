package reduce

import (
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
	known  atomic.Pointer[[]any]
}

func cached[V, R any](o op, make func() *Spec[V, R]) *Spec[V, R] {
	of := &specs[o]
	if s := find[V, R](of.known.Load()); s != nil {
		return s
	}
	of.adding.Lock()
	defer of.adding.Unlock()
	known := of.known.Load()
	if s := find[V, R](known); s != nil {
		return s
	}
	spec := make()
	more := []any{spec}
	if known != nil {
		more = append(more, *known...)
	}
	of.known.Store(&more)
	return spec
}

func find[V, R any](known *[]any) *Spec[V, R] {
	if known == nil {
		return nil
	}
	for _, s := range *known {
		if s, ok := s.(*Spec[V, R]); ok {
			return s
		}
	}
	return nil
}
