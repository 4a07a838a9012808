package reduce

import (
	"testing"

	"github.com/charm4go/charm/wire"
)

// Whatever arrives is added or is an error.
func FuzzAddChild(f *testing.F) {
	good := Sum[[]float64]().NewRound(nil, 1, 0)
	good.Add(0, []float64{1, 2})
	var e wire.Encoder
	good.Encode(&e)
	for n := range len(e.Bytes()) + 1 { // cut everywhere
		f.Add(e.Bytes()[:n])
		f.Add(append(e.Bytes()[:len(e.Bytes()):len(e.Bytes())], e.Bytes()[:n]...))
	}
	f.Fuzz(func(t *testing.T, list []byte) {
		partials := []Partial{
			Sum[[]float64]().NewRound(nil, 0, 1),
			Sum[float64]().NewRound(nil, 0, 1),
			And[[]bool]().NewRound(nil, 0, 1),
			Gather[point, []string]().NewRound(nil, 0, 1),
			Nop[struct{}]().NewRound(nil, 0, 1),
			NewRelay("any", 1),
		}
		for _, p := range partials {
			var d wire.Decoder
			d.Reset(list, nil)
			err := p.AddChild(0, &d)
			if missing := p.Missing(); (err != nil) != (missing == 1) {
				t.Errorf("%s: error %v, but %d missing", p.Name(), err, missing)
			}
			if err == nil {
				p.Encode(new(wire.Encoder))
			}
		}
	})
}

// And, Or and Xor compute with bools as with bytes that are 0 or 1.
func TestABoolOtherThan0And1IsAnError(t *testing.T) {
	below := And[[]bool]().NewRound(nil, 1, 0)
	below.Add(0, []bool{true})
	list := sent(below).Rest()
	list[len(list)-1] = 2
	var d wire.Decoder
	d.Reset(list, nil)
	if err := And[[]bool]().NewRound(nil, 0, 1).AddChild(0, &d); err == nil {
		t.Error("no error")
	}
}

func TestAListCutAnywhereIsAnError(t *testing.T) {
	below := Sum[[]float64]().NewRound(nil, 1, 0)
	below.Add(0, []float64{1, 2})
	list := sent(below).Rest()
	for n := 1; n < len(list); n++ {
		var d wire.Decoder
		d.Reset(list[:n], nil)
		if err := Sum[[]float64]().NewRound(nil, 0, 1).AddChild(0, &d); err == nil {
			t.Errorf("%d of %d bytes are taken for a list", n, len(list))
		}
	}
}
