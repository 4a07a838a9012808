package wire

import (
	"runtime/debug"
	"testing"
)

func TestPointersKeepTheirShape(t *testing.T) {
	type pair struct{ a, b *node }
	n := &node{value: 1}
	s := of[pair]{"", pair{n, n}}
	if got := decodeAll(t, s, bytesOf(t, s)).(pair); got.a != got.b || got.a == n || got.a.value != 1 {
		t.Errorf("sent one pointer twice, got %+v", got)
	}
	s = of[pair]{"", pair{&node{value: 1}, &node{value: 1}}}
	if got := decodeAll(t, s, bytesOf(t, s)).(pair); got.a == got.b {
		t.Errorf("sent two pointers, got one twice")
	}
}

func TestPointersKeepTheirShapeBetweenArguments(t *testing.T) {
	n := ringOf(20)
	var list any = n
	var e Encoder
	For[*node]().Encode(&e, &n)
	For[any]().Encode(&e, &list)
	var d Decoder
	d.Reset(e.Bytes(), nil)
	var n2 *node
	var list2 any
	For[*node]().Decode(&d, &n2)
	For[any]().Decode(&d, &list2)
	if d.Err() != nil || list2 != any(n2) {
		t.Errorf("got %p and %p, want one pointer; error %v", n2, list2, d.Err())
	}
}

func TestPointerToTheValueItself(t *testing.T) {
	type chare struct {
		child *struct{ parent *chare }
	}
	c := new(chare)
	c.child = &struct{ parent *chare }{c}
	var e Encoder
	For[chare]().Encode(&e, c)
	var d Decoder
	d.Reset(e.Bytes(), nil)
	moved := new(chare)
	For[chare]().Decode(&d, moved)
	if d.Err() != nil || moved.child.parent != moved {
		t.Errorf("the child's parent is %p, want %p; error %v", moved.child.parent, moved, d.Err())
	}
}

func TestStructAndItsFirstFieldAreTwoPointees(t *testing.T) {
	type first struct{ n node }
	type both struct {
		outer *first
		inner *node
	}
	f := &first{node{value: 4}}
	s := of[both]{"", both{f, &f.n}}
	if got := decodeAll(t, s, bytesOf(t, s)).(both); got.outer.n.value != 4 || got.inner.value != 4 {
		t.Errorf("got %+v %+v, want 4 twice", got.outer, got.inner)
	}
}

// nest is a Marshaler that has a Codec write what it holds, a second time.
type nest struct{ n *node }

func (n nest) MarshalWire(e *Encoder) {
	For[node]().Encode(e, n.n)
	For[*node]().Encode(e, &n.n)
}

func (n *nest) UnmarshalWire(d *Decoder) {
	n.n = new(node)
	For[node]().Decode(d, n.n)
	For[*node]().Decode(d, &n.n)
}

func TestCodecsWithinCodecsCountPointersAlike(t *testing.T) {
	n := listOf(3)
	s := of[[]any]{"", []any{n, nest{n}, n, nest{listOf(2)}}}
	got := decodeAll(t, s, bytesOf(t, s)).([]any)
	if got[0] != got[2] || got[0] != any(got[1].(nest).n) {
		t.Errorf("one pointer three times arrived as %p, %p, %p", got[0], got[1].(nest).n, got[2])
	}
}

func TestLongListNeedsNoDeepStack(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(1 << 20))
	const length = 200_000
	s := of[*node]{"", listOf(length)}
	n := 0
	for got := decodeAll(t, s, bytesOf(t, s)).(*node); got != nil; got = got.next {
		n++
	}
	if n != length {
		t.Errorf("sent a list of %d, got %d", length, n)
	}
}

func TestValueThatContainsItselfIsAnError(t *testing.T) {
	type slice []slice
	inSlice := slice{nil}
	inSlice[0] = inSlice
	inMap := map[string]any{}
	inMap["self"] = inMap
	inAny := []any{nil}
	inAny[0] = inAny
	for _, s := range []sample{of[slice]{"", inSlice}, of[any]{"", inMap}, of[[]any]{"", inAny}} {
		var e Encoder
		if s.encode(&e); e.Err() == nil {
			t.Errorf("%T within itself was written", s.value())
		}
	}
}

func TestEncoderForgetsPointersOfTheLastMessage(t *testing.T) {
	var e Encoder
	for range 2 {
		n := listOf(20)
		e.Reset(nil, nil)
		For[*node]().Encode(&e, &n)
		For[*node]().Encode(&e, &n)
		if want := 2*(1+20*9) + 4 - 20*9; e.Len() != want {
			t.Errorf("%d bytes, want %d", e.Len(), want)
		}
	}
}
