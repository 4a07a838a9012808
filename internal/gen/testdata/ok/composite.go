// Package composite has parameters that travel by codecs: one for each type.
//
// want: var compositeWire0 = wire.For[map[string]int]()
// want: compositeWire0.Encode(e, &a.m)
// want: compositeWire0.Decode(d, &a.counts)
// want: func (p CompositeProxy) Count(m, counts map[string]int) {
// want: func (p CompositeProxy) Pair(pair Pair[int, *big.Int], x [3]float64) {
// want: var compositeWire1 = wire.For[Pair[int, *big.Int]]()
// want: if n0 < 0 || n1 < 0 {
// want: return 8 + wire.SizeString(a.name) + n0 + n1
// want: Random(*rand.Zipf, *rand_.PCG)
package composite

import (
	"math/big"
	"math/rand"
	rand2 "math/rand/v2"

	"github.com/charm4go/charm/chare"
)

type Pair[A, B any] struct {
	First  A
	Second B
}

type Composite struct{ chare.Base }

func (*Composite) Count(m, counts map[string]int) {}

func (*Composite) Pair(pair Pair[int, *big.Int], x [3]float64) {}

func (*Composite) Sized(n int, name string, a [2]string, b struct{ X, Y int }) {}

func (*Composite) Varied(v any, err error, s Shape) {}

func (*Composite) Random(a *rand.Zipf, b *rand2.PCG) {}

type Shape interface{ Area() float64 }
