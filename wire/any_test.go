package wire_test

import (
	"strings"
	"testing"

	"github.com/charm4go/charm/wire"
)

type anyNode struct {
	name string
	next *anyNode
}

func TestAnyIsWhatACodecWrites(t *testing.T) {
	n := anyNode{name: "one"}
	n.next = &n
	var of, typed wire.Encoder
	wire.EncodeAny(&of, &n)
	wire.For[anyNode]().Encode(&typed, &n)
	if string(of.Bytes()) != string(typed.Bytes()) || of.Err() != nil {
		t.Fatalf("EncodeAny writes %x, a Codec %x (%v)", of.Bytes(), typed.Bytes(), of.Err())
	}
	var got anyNode
	var d wire.Decoder
	d.Reset(of.Bytes(), nil)
	wire.DecodeAny(&d, &got)
	if d.Err() != nil || got.name != "one" || got.next != &got {
		t.Errorf("got %+v, %v", got, d.Err())
	}
}

func TestAnyTellsWhatCannotTravel(t *testing.T) {
	type bad struct{ F func() }
	var e wire.Encoder
	wire.EncodeAny(&e, &bad{})
	var d wire.Decoder
	d.Reset([]byte{1, 2, 3}, nil)
	wire.DecodeAny(&d, &bad{})
	for what, err := range map[string]error{"CheckAny": wire.CheckAny(&bad{}), "EncodeAny": e.Err(), "DecodeAny": d.Err()} {
		if err == nil || !strings.Contains(err.Error(), "field F") {
			t.Errorf("%s: %v, want an error that names field F", what, err)
		}
	}
}
