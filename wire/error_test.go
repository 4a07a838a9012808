package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"testing"
)

// manyErrors cannot be compared, so it cannot be looked up.
type manyErrors []error

func (m manyErrors) Error() string { return fmt.Sprintf("%d errors", len(m)) }

type panics struct{ n *int }

func (p *panics) Error() string { return fmt.Sprint(*p.n) }

// sent returns err as it arrives.
func sent(t *testing.T, err error) error {
	t.Helper()
	s := of[error]{"", err}
	got, _ := decodeAll(t, s, bytesOf(t, s)).(error)
	return got
}

func TestErrorsArrive(t *testing.T) {
	_, missing := os.Open("/does/not/exist")
	code := &codeError{3}
	for _, test := range []struct {
		err error
		typ string  // of the RemoteError, "" if it arrives as itself
		is  []error // what errors.Is must find
	}{
		{err: io.EOF, is: []error{io.EOF}},
		{err: context.Canceled, is: []error{context.Canceled}},
		{err: context.DeadlineExceeded, is: []error{context.DeadlineExceeded}},
		{err: errMissing, is: []error{errMissing}},
		{err: missing, typ: "*fs.PathError", is: []error{fs.ErrNotExist, os.ErrNotExist}},
		{err: errors.New("text"), typ: "*errors.errorString"},
		{err: fmt.Errorf("reading: %w", io.EOF), typ: "*fmt.wrapError", is: []error{io.EOF}},
		{err: errors.Join(io.EOF, fmt.Errorf("and %w", errMissing)), typ: "*errors.joinError", is: []error{io.EOF, errMissing}},
		{err: fmt.Errorf("code: %w", code), typ: "*fmt.wrapError"},
		{err: manyErrors{io.EOF}, typ: "wire.manyErrors"},
	} {
		got := sent(t, test.err)
		if got.Error() != test.err.Error() {
			t.Errorf("%v arrived as %v", test.err, got)
		}
		if remote, ok := got.(*RemoteError); ok != (test.typ != "") || ok && remote.Type != test.typ {
			t.Errorf("%v arrived as %T %+v, want type %q", test.err, got, got, test.typ)
		}
		for _, is := range test.is {
			if !errors.Is(got, is) {
				t.Errorf("%v arrived as one that is not %v", test.err, is)
			}
		}
	}
}

func TestRegisteredErrorIsFoundInsideOthers(t *testing.T) {
	got := sent(t, sent(t, fmt.Errorf("a: %w", errors.Join(io.EOF, &codeError{3}))))
	var code *codeError
	if !errors.As(got, &code) || code.code != 3 {
		t.Errorf("got %T %v, want one that wraps code 3", got, got)
	}
	if r := got.(*RemoteError); r.Type != "*fmt.wrapError" {
		t.Errorf("sent on, it became a %s", r.Type)
	}
}

func TestErrorThatPanicsDoesNotEndTheSender(t *testing.T) {
	if got := sent(t, &panics{}); got == nil {
		t.Error("it arrived as nil")
	}
}
