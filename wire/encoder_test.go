package wire

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"github.com/charm4go/charm/internal/bulk"
)

func TestEncoderAppendsLittleEndian(t *testing.T) {
	var e Encoder
	e.Bool(true)
	e.Int(-2)
	e.Int8(-3)
	e.Int16(-4)
	e.Int32(-5)
	e.Uint8(1)
	e.Uint16(0x0201)
	e.Uint32(0x04030201)
	e.Float64(1)
	e.String("ab")
	e.ByteSlice(nil)
	PutSlice(&e, []int16{1, -1})
	want := []byte{
		1,
		0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xfd,
		0xfc, 0xff,
		0xfb, 0xff, 0xff, 0xff,
		1,
		1, 2,
		1, 2, 3, 4,
		0, 0, 0, 0, 0, 0, 0xf0, 0x3f,
		2, 0, 0, 0, 'a', 'b',
		0xff, 0xff, 0xff, 0xff,
		2, 0, 0, 0, 1, 0, 0xff, 0xff,
	}
	if !bytes.Equal(e.Bytes(), want) {
		t.Errorf("got  % x\nwant % x", e.Bytes(), want)
	}
}

// What is long goes into the room that there is, or else into room for all of it.
func TestEncoderAppendsWhatIsLong(t *testing.T) {
	for _, n := range []int{bulk.CloneMin, 128<<10 - 1, 128 << 10, 256<<10 + 1, 3 << 20} {
		long := make([]byte, n)
		for i := range long {
			long[i] = byte(i % 251)
		}
		for _, room := range []int{0, 1 + countBytes + n} {
			var e Encoder
			e.Reset(make([]byte, 0, room), nil)
			e.Uint8(1)
			first := &e.Bytes()[0]
			e.String(string(long))
			if got := e.Bytes(); !bytes.Equal(got[1+countBytes:], long) || room > 0 && first != &got[0] {
				t.Errorf("%d bytes and room for %d: got %d bytes, in that room: %v", n, room, e.Len(), first == &got[0])
			}
		}
	}
}

func TestEncoderFillsTheRoomItIsGiven(t *testing.T) {
	room := make([]byte, 3, 11)
	var e Encoder
	e.Reset(room, nil)
	e.Uint64(math.MaxUint64)
	if e.Len() != 11 || &e.Bytes()[0] != &room[0] {
		t.Errorf("8 bytes did not go into room for 8: length %d", e.Len())
	}
	e.Bool(true)
	if e.Len() <= cap(room) || &e.Bytes()[0] == &room[0] {
		t.Errorf("growth did not show: length %d, room %d", e.Len(), cap(room))
	}
}

func TestEncoderKeepsTheFirstError(t *testing.T) {
	first := errors.New("first")
	var e Encoder
	e.Fail(first)
	e.Fail(errors.New("second"))
	For[func()]().Encode(&e, new(func()))
	if e.Err() != first {
		t.Errorf("got %v, want %v", e.Err(), first)
	}
	if e.Reset(nil, 7); e.Err() != nil || e.Context() != 7 {
		t.Errorf("after Reset: error %v, context %v", e.Err(), e.Context())
	}
}

func TestNumbersAreAppendedWithoutAllocating(t *testing.T) {
	room := make([]byte, 0, 256)
	floats := []float64{1, 2, 3}
	var e Encoder
	if n := testing.AllocsPerRun(100, func() {
		e.Reset(room, nil)
		e.Int(1)
		e.Float64(2)
		e.String("abc")
		PutSlice(&e, floats)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
