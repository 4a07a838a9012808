package when

import (
	"math"

	"github.com/charm4go/charm/chare"
)

type Block struct {
	chare.Base
	step int
	next *Block
	odd  Unknown
}

// want 14: condition: b.step is a value of type int, want one that is true or false
//
//charm:when b.step
func (b *Block) Number() {}

// want 26: condition: undefined: stp
//
//charm:when   b.step == stp
func (b *Block) Misspelt(step int) {}

// want 16: condition: b.stp undefined (type *Block has no field or method stp
//
//charm:when b.stp == step
func (b *Block) Field(step int) {}

// want 24: condition: invalid operation: b.step == step (mismatched types int and string)
//
//charm:when b.step == step
func (b *Block) Mismatch(step string) {}

// want 29: condition: t is the task of the method, which a condition cannot wait with
//
//charm:when b.step == 1 && t.PE() == 0
func (b *Block) Task(t *chare.Task) {}

// want 23: condition: expected operand, found
//
//charm:when b.step ==
func (b *Block) Half(step int) {}

// want 14: condition: int is no value, want one that is true or false
//
//charm:when int
func (b *Block) Type(step int) {}

// want 14: condition: b.work() is no value, want one
//
//charm:when b.work()
func (b *Block) Nothing(step int) {}

func (b *Block) work() {}

// want 21: condition: expected '==', found '='
//
//charm:when b.step = 3
func (b *Block) Assign(step int) {}

// want 1: //charm:when wants a condition: a Go expression with the receiver and the parameters of Empty
//
//charm:when
func (b *Block) Empty(step int) {}

// want 1: Two has two conditions: join them by &&
//
//charm:when b.step == step
//charm:when b.next == nil
func (b *Block) Two(step int) {}

// want 14: condition: undefined: b
//
//charm:when b.step == step
func (*Block) Unnamed(step int) {}

// want 14: condition: b.odd == 3 has a part whose type is unknown
//
//charm:when b.odd == 3
func (b *Block) UnknownType() {}

// want 1: //charm:when has no effect here: it belongs to the comment directly above an entry method
//
//charm:when math.Pi > 3
func (b *Block) Init() {}

// want 1: //charm:when has no effect here
//
//charm:when true
//charm:local
func (b *Block) Local() {}

// want 1: //charm:when has no effect here
//
//charm:when true
func (b *Block) inside() {}

type Typed[T any] struct{ v T }

type OfType struct {
	chare.Base
	Typed[string]
}

// want 1: //charm:when is not for methods of generic types
//
//charm:when t.v == v
func (t *Typed[T]) Generic(v T) {}
