package wire_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/charm4go/charm/wire"
)

func TestASliceOfNumbersIsDecodedInPlace(t *testing.T) {
	codec := wire.For[[]float64]()
	for shift := range 9 {
		var e wire.Encoder
		e.Reset(make([]byte, shift, 64), nil)
		v := []float64{1, 2, 3}
		codec.Encode(&e, &v)
		var d wire.Decoder
		d.Reset(e.Bytes()[shift:], nil)
		var got []float64
		if !codec.DecodeInPlace(&d, &got) {
			if d.Pos() != 0 || d.Err() != nil || shift == 4 {
				t.Fatalf("shifted by %d: it has taken %d bytes, and %v", shift, d.Pos(), d.Err())
			}
			continue
		}
		if align := reflect.TypeFor[float64]().Align(); (shift+4)%align != 0 {
			t.Errorf("shifted by %d: numbers at no multiple of %d bytes are left there", shift, align)
		}
		if !slices.Equal(got, v) || d.Len() != 0 {
			t.Errorf("shifted by %d: got %v, and %d bytes are left", shift, got, d.Len())
		}
		clear(e.Bytes())
		if !slices.Equal(got, make([]float64, 3)) {
			t.Errorf("shifted by %d: what was decoded in place is a copy: %v", shift, got)
		}
	}
}

func TestWhatIsNoSliceOfNumbersIsNotDecodedInPlace(t *testing.T) {
	var e wire.Encoder
	e.Reset(nil, nil)
	e.String("text of some length")
	notInPlace[string](t, e.Bytes())
	notInPlace[[]string](t, e.Bytes())
	notInPlace[[]bool](t, e.Bytes())
	notInPlace[[]float64](t, e.Bytes()) // cut short
	notInPlace[[]float64](t, nil)
}

func notInPlace[T any](t *testing.T, b []byte) {
	t.Helper()
	var d wire.Decoder
	d.Reset(b, nil)
	var v T
	if wire.For[T]().DecodeInPlace(&d, &v) || d.Pos() != 0 || d.Err() != nil {
		t.Errorf("%T: got %v after %d bytes, and %v", v, v, d.Pos(), d.Err())
	}
}
