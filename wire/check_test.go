package wire

import (
	"net"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestCheckSaysWhatCannotTravel(t *testing.T) {
	type inner struct{ Conn net.Conn }
	type locked struct {
		mu sync.RWMutex
		n  int
	}
	type half struct{ halfMarshaler }
	type loop struct {
		next *loop
		ch   chan int
	}
	for _, test := range []struct {
		typ  reflect.Type
		want string
	}{
		{reflect.TypeFor[inner](), "field Conn: net.Conn: an interface whose concrete types are not registered"},
		{reflect.TypeFor[[]map[string]*inner](), "element: value: pointee: field Conn: net.Conn: an interface whose concrete types are not registered"},
		{reflect.TypeFor[locked](), "field mu: sync.RWMutex: holds a lock; leave it out with the tag `charm:\"-\"`"},
		{reflect.TypeFor[struct{ f *os.File }](), "field f: pointee: os.File: is open in one process; leave it out with the tag `charm:\"-\"`"},
		{reflect.TypeFor[loop](), "field ch: chan int: a channel joins goroutines of one process"},
		{reflect.TypeFor[map[string]func()](), "value: func(): a function is an address in one process"},
		{reflect.TypeFor[map[chan int]int](), "key: chan int: a channel joins goroutines of one process"},
		{reflect.TypeFor[atomic.Pointer[int]](), "field v: unsafe.Pointer: an address means nothing in another process"},
		{reflect.TypeFor[[2]uintptr](), "element: uintptr: an address means nothing in another process"},
		{reflect.TypeFor[*time.Timer](), "pointee: field C: <-chan time.Time: a channel joins goroutines of one process"},
		{reflect.TypeFor[halfMarshaler](), "wire.halfMarshaler: has MarshalWire but not UnmarshalWire"},
		{reflect.TypeFor[[]skipped](), "[]wire.skipped: elements of type wire.skipped, of which nothing travels"},
	} {
		err := Check(test.typ)
		if err == nil || err.Error() != test.want {
			t.Errorf("Check of %v:\n got %v\nwant %v", test.typ, err, test.want)
		}
	}
}

type halfMarshaler struct{}

func (halfMarshaler) MarshalWire(*Encoder) {}

type skipped struct {
	n int `charm:"-"`
}

func TestCheckAllowsWhatTravels(t *testing.T) {
	for _, s := range samples {
		typ := reflect.TypeOf(s).Field(1).Type
		if err := Check(typ); err != nil {
			t.Errorf("Check of %v: %v", typ, err)
		}
	}
}

// holder holds interfaces of a type that is registered only by a test.
type (
	holder struct{ held late }
	late   interface{ late() }
	lately struct{ n int }
)

func (lately) late() {}

func TestRegisterAfterFor(t *testing.T) {
	c := For[holder]()
	if err := c.Err(); err == nil || !strings.Contains(err.Error(), "not registered") {
		t.Errorf("before Register: got %v, want an error", err)
	}
	var e Encoder
	if c.Encode(&e, &holder{lately{1}}); e.Err() == nil {
		t.Error("encoded what is not registered")
	}
	Register[lately]()
	if err := c.Err(); err != nil {
		t.Errorf("after Register: %v", err)
	}
	s := of[holder]{"", holder{lately{1}}}
	if got := decodeAll(t, s, bytesOf(t, s)); got != s.value() {
		t.Errorf("sent %v, got %v", s.value(), got)
	}
}

func TestEncodingErrorsSayWhere(t *testing.T) {
	type wrong struct{ ch chan int }
	type outer struct {
		list []any
		next *outer
	}
	for _, test := range []struct {
		s    sample
		want string
	}{
		{of[wrong]{"", wrong{}}, "field ch: chan int: a channel joins goroutines of one process"},
		{of[outer]{"", outer{list: []any{1, &wrong{}}}},
			"field list: element 1: interface {}: holds a *wire.wrong, which is not registered"},
		{of[outer]{"", outer{next: &outer{list: []any{wrong{}}}}},
			"wire.outer: field list: element 0: interface {}: holds a wire.wrong, which is not registered"},
		{of[any]{"", map[string]any{"a": []any{wrong{}}}},
			"map[string]interface {}: value: []interface {}: element 0: interface {}: holds a wire.wrong, which is not registered"},
	} {
		var e Encoder
		test.s.encode(&e)
		if e.Err() == nil || e.Err().Error() != test.want {
			t.Errorf("encoding %+v:\n got %v\nwant %v", test.s.value(), e.Err(), test.want)
		}
	}
}

func TestDecodingErrorsSayWhere(t *testing.T) {
	b := bytesOf(t, of[runs]{"", runs{name: "abc"}})
	var d Decoder
	d.Reset(b[:34], nil)
	decodeOne[runs](&d)
	const want = "field e to f: the message ends too early, after 34 bytes"
	if d.Err() == nil || d.Err().Error() != want {
		t.Errorf("got %v, want %v", d.Err(), want)
	}
}

func TestRegisterPanicsWhenItCannotTellTypesApart(t *testing.T) {
	type taker struct{}
	for name, register := range map[string]func(){
		"name taken":         func() { Register[taker]("int") },
		"two names":          func() { Register[square]("another") },
		"an interface":       func() { Register[shape]() },
		"error's name taken": func() { RegisterError("io.EOF", net.ErrClosed) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			register()
		}()
	}
	Register[square]() // again is fine
}
