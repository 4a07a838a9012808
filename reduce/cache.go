package reduce

import (
	"reflect"
	"sync"
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

// specs has the Specs of each op by their type: making one compiles a codec,
// and a Reducer is asked for its Spec at every contribution.
var specs [numOps]sync.Map // reflect.Type of S to *S

func cached[V, R any](o op, make func() *Spec[V, R]) *Spec[V, R] {
	t := reflect.TypeFor[Spec[V, R]]()
	if s, ok := specs[o].Load(t); ok {
		return s.(*Spec[V, R])
	}
	s, _ := specs[o].LoadOrStore(t, make())
	return s.(*Spec[V, R])
}
