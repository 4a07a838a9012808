package wire

import (
	"errors"
	"io"
	"math"
	"reflect"
	"strconv"
	"testing"
)

func TestDecoderTakesWhatWasAppended(t *testing.T) {
	var e Encoder
	e.Bool(true)
	e.Int(-2)
	e.Int8(-3)
	e.Int16(-4)
	e.Int32(-5)
	e.Int64(-6)
	e.Uint(7)
	e.Uint8(8)
	e.Uint16(9)
	e.Uint32(10)
	e.Uint64(11)
	e.Float32(12)
	e.Float64(13)
	e.Complex64(14i)
	e.Complex128(15i)
	e.String("16")
	e.ByteSlice([]byte{17})
	PutSlice(&e, []int{18, -18})
	PutSlice(&e, []uint{})
	PutSlice[float64](&e, nil)

	var d Decoder
	d.Reset(e.Bytes(), nil)
	got := []any{
		d.Bool(), d.Int(), d.Int8(), d.Int16(), d.Int32(), d.Int64(),
		d.Uint(), d.Uint8(), d.Uint16(), d.Uint32(), d.Uint64(),
		d.Float32(), d.Float64(), d.Complex64(), d.Complex128(),
		d.String(), d.ByteSlice(), TakeSlice[int](&d), TakeSlice[uint](&d), TakeSlice[float64](&d),
	}
	want := []any{
		true, -2, int8(-3), int16(-4), int32(-5), int64(-6),
		uint(7), uint8(8), uint16(9), uint32(10), uint64(11),
		float32(12), 13.0, complex64(14i), 15i,
		"16", []byte{17}, []int{18, -18}, []uint{}, []float64(nil),
	}
	if !reflect.DeepEqual(got, want) || d.Err() != nil || d.Len() != 0 {
		t.Errorf("got  %#v\nwant %#v\nerror %v, %d bytes left", got, want, d.Err(), d.Len())
	}
}

func TestSlicesAreTheSameWhereMemoryIsNotWhatTravels(t *testing.T) {
	var e Encoder
	PutSlice(&e, []int{1, -2})
	PutSlice(&e, []complex64{3 + 4i})
	withoutCopying(func() {
		var slow Encoder
		PutSlice(&slow, []int{1, -2})
		PutSlice(&slow, []complex64{3 + 4i})
		if string(slow.Bytes()) != string(e.Bytes()) {
			t.Errorf("got % x, want % x", slow.Bytes(), e.Bytes())
		}
		var d Decoder
		d.Reset(e.Bytes(), nil)
		ints, complexes := TakeSlice[int](&d), TakeSlice[complex64](&d)
		if d.Err() != nil || !reflect.DeepEqual(ints, []int{1, -2}) || complexes[0] != 3+4i {
			t.Errorf("got %v %v, error %v", ints, complexes, d.Err())
		}
	})
}

func TestDecoderIsZeroAfterAnError(t *testing.T) {
	b := make([]byte, 16)
	for i := range b {
		b[i] = 1
	}
	first := errors.New("first")
	for name, fail := range map[string]func(*Decoder) error{
		"Fail":      func(d *Decoder) error { d.Fail(first); return first },
		"too short": func(d *Decoder) error { d.Take(17); return io.ErrUnexpectedEOF },
		"negative":  func(d *Decoder) error { d.Take(-1); return io.ErrUnexpectedEOF },
	} {
		var d Decoder
		d.Reset(b, nil)
		d.Uint32()
		want := fail(&d)
		d.Fail(errors.New("second"))
		if d.Bool() || d.Int() != 0 || d.Uint8() != 0 || d.Uint16() != 0 || d.Float32() != 0 ||
			d.String() != "" || d.ByteSlice() != nil || d.Take(0) != nil || d.Len() != 0 || len(d.Rest()) != 0 {
			t.Errorf("%s: values after an error", name)
		}
		if !errors.Is(d.Err(), want) {
			t.Errorf("%s: got %v, want %v", name, d.Err(), want)
		}
	}
}

func TestTakeAndRestAreTheInputsOwn(t *testing.T) {
	b := []byte{1, 2, 3, 4, 5}
	var d Decoder
	d.Reset(b, nil)
	d.Uint8()
	took := d.Take(2)
	if &took[0] != &b[1] || len(took) != 2 || cap(took) != 2 {
		t.Errorf("took %v of capacity %d", took, cap(took))
	}
	if d.Pos() != 3 || d.Len() != 2 || &d.Rest()[0] != &b[3] {
		t.Errorf("at %d, %d left, rest %v", d.Pos(), d.Len(), d.Rest())
	}
}

func TestIntegerBeyondThisHostIsAnError(t *testing.T) {
	var e Encoder
	e.Int64(math.MaxInt32 + 1)
	var d Decoder
	d.Reset(e.Bytes(), nil)
	d.Int()
	if failed := d.Err() != nil; failed != (strconv.IntSize == 32) {
		t.Errorf("on a host of %d bits: %v", strconv.IntSize, d.Err())
	}
}

// Lengths that claim more than the message holds must not be believed, least of
// all by allocating.
func TestLengthsAreNotTrusted(t *testing.T) {
	huge := []byte{0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	for _, s := range []sample{
		of[string]{}, of[[]byte]{}, of[[]float64]{}, of[[]string]{}, of[[]*node]{}, of[[]any]{}, of[[]proxy]{},
		of[map[string]int]{}, of[map[void]void]{}, of[map[void]int]{}, of[[][0]int]{}, of[large]{},
	} {
		var d Decoder
		d.Reset(huge, nil)
		if n := testing.AllocsPerRun(1, func() { s.decode(&d) }); n > 50 {
			t.Errorf("%T: %v allocations", s, n)
		}
		_, ofNothing := s.(of[[][0]int])
		if d.Err() == nil && !ofNothing {
			t.Errorf("%T: no error", s)
		}
	}
}

type large []struct {
	a [1 << 20]*int
	s string
}

func TestPointersAreNotTrusted(t *testing.T) {
	type megabyte struct {
		n [1 << 17]int64
	}
	// Each byte claims a megabyte that is to follow.
	b := []byte{200, 0, 0, 0}
	for range 200 {
		b = append(b, pointerNew)
	}
	var d Decoder
	d.Reset(b, nil)
	if decodeOne[[]*megabyte](&d); d.Err() == nil {
		t.Error("no error")
	}
	if len(d.met) > 2 {
		t.Errorf("%d values made for 200 bytes", len(d.met))
	}
	for _, bad := range [][]byte{{3}, {pointerAgain, 5, 0, 0, 0}, {pointerAgain, 0, 0, 0, 0}} {
		d.Reset(bad, nil)
		if decodeOne[*node](&d); d.Err() == nil {
			t.Errorf("no error from % x", bad)
		}
	}
}

func TestKeyThatCannotBeOneIsAnError(t *testing.T) {
	var e Encoder
	e.Uint32(1)
	slice := any([]int{1})
	For[any]().Encode(&e, &slice)
	e.Int(1)
	var d Decoder
	d.Reset(e.Bytes(), nil)
	if decodeOne[map[any]int](&d); d.Err() == nil {
		t.Error("no error from a slice as key")
	}
}

func TestKeyTwiceIsAnError(t *testing.T) {
	var e Encoder
	PutSlice(&e, []int64{1, 2, 1, 3})
	b := e.Bytes()
	b[0] = 2 // entries
	var d Decoder
	d.Reset(b, nil)
	if decodeOne[map[int64]int64](&d); d.Err() == nil {
		t.Error("no error")
	}
}

func TestInterfaceTakesOnlyWhatImplementsIt(t *testing.T) {
	for _, held := range []any{"a string", io.EOF} {
		var d Decoder
		d.Reset(bytesOf(t, of[any]{"", held}), nil)
		if got := decodeOne[shape](&d); d.Err() == nil {
			t.Errorf("%T became the shape %v", held, got)
		}
	}
}
