package wire

import (
	"bytes"
	"reflect"
	"testing"
)

// encode returns the bytes of v.
func encode[T any](t testing.TB, v T) []byte {
	t.Helper()
	var e Encoder
	e.Reset(nil, nil)
	For[T]().Encode(&e, &v)
	if e.Err() != nil {
		t.Fatalf("encoding %T %+v: %v", v, v, e.Err())
	}
	return e.Bytes()
}

// decode returns the value that b holds, all of it.
func decode[T any](t testing.TB, b []byte) T {
	t.Helper()
	var d Decoder
	d.Reset(b, nil)
	var v T
	For[T]().Decode(&d, &v)
	if d.Err() != nil {
		t.Fatalf("decoding %T from %x: %v", v, b, d.Err())
	}
	if d.Len() != 0 {
		t.Fatalf("decoding %T from %x: %d bytes left", v, b, d.Len())
	}
	return v
}

type vector struct{ X, Y, Z float64 }

type mixed struct {
	a     int32
	b     uint32
	c     float64
	Name  string
	on    bool
	vs    []vector
	m     map[string]int
	next  *mixed
	any   any
	err   error
	parts [3]int16
}

func TestMixedStructComesBack(t *testing.T) {
	m := mixed{a: 1, b: 2, c: 3, Name: "x", on: true, vs: []vector{{1, 2, 3}}, m: map[string]int{"a": 1, "b": 2}, any: 7, parts: [3]int16{1, 2, 3}}
	m.next = &mixed{Name: "y"}
	m.next.next = m.next
	b := encode(t, m)
	g := decode[mixed](t, b)
	if g.next.next != g.next {
		t.Error("a node that points to itself came back pointing elsewhere")
	}
	g.next.next, m.next.next = nil, nil
	if !reflect.DeepEqual(g, m) {
		t.Errorf("got %+v want %+v", g, m)
	}
	m.next.next = m.next
	if !bytes.Equal(encode(t, m), b) {
		t.Error("the same value gave other bytes")
	}
}
