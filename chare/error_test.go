package chare

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/charm4go/charm/wire"
)

func TestErrorSaysWhereItWas(t *testing.T) {
	for _, c := range []struct {
		e    Error
		want string
	}{
		{Error{Chare: "main.Block[3,4]", Entry: "Run", PE: 2, Err: io.EOF}, "main.Block[3,4].Run on PE 2: EOF"},
		{Error{Chare: "main", Err: io.EOF}, "main on PE 0: EOF"},
	} {
		if got := c.e.Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestErrorTravels(t *testing.T) {
	inner := &Error{Chare: "a.B", Entry: "C", PE: 7, Err: fmt.Errorf("around: %w", io.ErrUnexpectedEOF), Stack: "here"}
	sent := error(&Error{Chare: "d.E[1]", Entry: "F", PE: 3, Err: errors.Join(inner, io.EOF), Results: []int{1}})
	var enc wire.Encoder
	enc.Reset(nil, nil)
	wire.For[error]().Encode(&enc, &sent)
	if enc.Err() != nil {
		t.Fatal(enc.Err())
	}
	for n := range enc.Bytes() {
		var dec wire.Decoder
		dec.Reset(enc.Bytes()[:n], nil)
		var got error
		if wire.For[error]().Decode(&dec, &got); dec.Err() == nil {
			t.Errorf("%d of %d bytes make an error: %v", n, len(enc.Bytes()), got)
		}
	}
	var dec wire.Decoder
	dec.Reset(enc.Bytes(), nil)
	var got error
	wire.For[error]().Decode(&dec, &got)
	var e *Error
	if dec.Err() != nil || !errors.As(got, &e) || e.Chare != "d.E[1]" || e.Entry != "F" || e.PE != 3 {
		t.Fatalf("got %v, %v", got, dec.Err())
	}
	if !errors.Is(got, io.EOF) || !errors.Is(got, io.ErrUnexpectedEOF) {
		t.Errorf("%v is not what it wrapped", got)
	}
	if got.Error() != sent.Error() {
		t.Errorf("got  %q\nwant %q", got, sent)
	}
	if e.Results != nil {
		t.Errorf("results have travelled: %v", e.Results)
	}
	var first *Error
	if !errors.As(e.Err, &first) || first.Chare != "a.B" || first.Stack != "here" {
		t.Errorf("the inner error is %+v", first)
	}
}

func TestJoinedErrorsAreOne(t *testing.T) {
	if joined("all", "Run", 0, nil) != nil {
		t.Error("no errors make one")
	}
	one := &Error{Chare: "a[1]", Entry: "Run", PE: 1, Err: io.EOF}
	if joined("all", "Run", 0, []*Error{one}) != one {
		t.Error("one error is another when joined")
	}
	e := joined("all", "Run", 0, []*Error{one, {Chare: "a[2]", Entry: "Run", PE: 2, Err: io.ErrClosedPipe}})
	for _, want := range []string{"all.Run on PE 0", "a[1].Run on PE 1: EOF", "a[2].Run on PE 2: " + io.ErrClosedPipe.Error()} {
		if !strings.Contains(e.Error(), want) {
			t.Errorf("%q does not say %q", e, want)
		}
	}
	if !errors.Is(e, io.EOF) || !errors.Is(e, io.ErrClosedPipe) {
		t.Errorf("%v is not what it joins", e)
	}
}
