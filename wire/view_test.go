package wire

import (
	"bytes"
	"slices"
	"testing"
)

// viewed is what TakeView makes of what PutView wrote after so many bytes, in a
// message that starts at an aligned address.
func viewed[T Fixed](t *testing.T, ahead int, s []T, share bool) (got []T, shared bool) {
	t.Helper()
	var e Encoder
	e.Reset(make([]byte, ahead, 1024), nil)
	PutView(&e, s)
	e.Uint8(77)
	if n := e.Len() - ahead - 1; n != SizeView(s) {
		t.Errorf("%v after %d bytes takes %d bytes, SizeView says %d", s, ahead, n, SizeView(s))
	}
	var d Decoder
	d.Reset(e.Bytes(), nil)
	d.Take(ahead)
	got, shared = TakeView[T](&d, share)
	if last := d.Uint8(); last != 77 || d.Err() != nil {
		t.Errorf("%v after %d bytes: %d follows, want 77, error %v", s, ahead, last, d.Err())
	}
	if shared {
		clear(e.Bytes())
		if !slices.Equal(got, make([]T, len(s))) {
			t.Errorf("%v after %d bytes is said to be shared, and is not", s, ahead)
		}
		got = s
	}
	return got, shared
}

func TestViewsAreSharedWhereverTheyStand(t *testing.T) {
	wide, narrow := []float64{1, 2, 3.5}, []uint8{1, 2, 3, 4, 5}
	for ahead := range 20 {
		for _, share := range []bool{false, true} {
			if got, shared := viewed(t, ahead, wide, share); !slices.Equal(got, wide) || shared != share {
				t.Errorf("%v after %d bytes: got %v, shared %t, want %t", wide, ahead, got, shared, share)
			}
			if got, shared := viewed(t, ahead, narrow, share); !slices.Equal(got, narrow) || shared != share {
				t.Errorf("%v after %d bytes: got %v, shared %t, want %t", narrow, ahead, got, shared, share)
			}
		}
	}
	if got, _ := viewed[int32](t, 3, nil, true); got != nil {
		t.Errorf("nil arrives as %v", got)
	}
	if got, _ := viewed(t, 3, []int32{}, true); got == nil || len(got) != 0 {
		t.Errorf("an empty slice arrives as %v", got)
	}
}

func TestViewsAtOddAddressesAreCopied(t *testing.T) {
	want := []float64{1, 2}
	var e Encoder
	e.Reset(nil, nil)
	PutView(&e, want)
	moved := append(make([]byte, 1, 100), e.Bytes()...)
	var d Decoder
	d.Reset(moved[1:], nil)
	if got, shared := TakeView[float64](&d, true); shared || !slices.Equal(got, want) {
		t.Errorf("got %v, shared %t, want %v, not shared", got, shared, want)
	}
}

func TestViewsOnHostsOfTheOtherKindAreCopied(t *testing.T) {
	littleEndian = !littleEndian
	defer func() { littleEndian = !littleEndian }()
	want := []uint16{1, 2, 300}
	if got, shared := viewed(t, 5, want, true); shared || !slices.Equal(got, want) {
		t.Errorf("got %v, shared %t, want %v, not shared", got, shared, want)
	}
}

func TestViewsCutShortAreErrors(t *testing.T) {
	var e Encoder
	e.Reset(nil, nil)
	PutView(&e, []int32{1, 2, 3})
	for n := range e.Len() {
		var d Decoder
		d.Reset(e.Bytes()[:n], nil)
		if got, _ := TakeView[int32](&d, true); got != nil || d.Err() == nil {
			t.Errorf("of %d bytes the first %d give %v, error %v", e.Len(), n, got, d.Err())
		}
	}
}

func FuzzTakeView(f *testing.F) {
	var e Encoder
	e.Reset(nil, nil)
	PutView(&e, []int32{1, 2, 3})
	f.Add(e.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Decoder
		d.Reset(b, nil)
		s, _ := TakeView[int32](&d, true)
		if d.Err() != nil || d.Len() > 0 {
			return
		}
		e.Reset(nil, nil)
		PutView(&e, s)
		if e.Len() != len(b) || !bytes.Equal(e.Bytes()[:countBytes], b[:countBytes]) {
			t.Errorf("%v in %x is %x when written again", s, b, e.Bytes())
		}
	})
}
