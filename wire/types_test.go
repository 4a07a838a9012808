package wire

import (
	"errors"
	"math"
	"math/big"
	"time"
)

type (
	celsius float64
	flags   []bool
	peers   map[string]celsius

	vector struct{ X, Y, Z float64 } // raw
	body   struct{ at, v vector }    // raw
	padded struct {
		small int8
		large int64
		last  int16
	}
	runs struct { // two runs of numbers with a string between
		a, b int
		c, d float32
		name string
		e    [3]uint16
		f    uint16
	}
	void   struct{}
	absent struct {
		kept    int
		skipped int `charm:"-"`
		_       int
		base    skipMe
		basep   *skipMe
	}
	tree struct {
		label    string
		children []tree
		byName   map[string]tree
	}
	node struct {
		value int
		next  *node
	}
	shape  interface{ area() float64 }
	square struct{ side float64 }
	disc   struct{ radius float64 }
	stamp  struct { // has the methods of time.Time, but is more than one
		time.Time
		n int
	}
	ownStamp struct { // declares them itself
		stamp
		n int
	}
	key struct {
		kind string
		at   [2]int
	}
)

func (s square) area() float64 { return s.side * s.side }
func (d *disc) area() float64  { return math.Pi * d.radius * d.radius }

type skipMe struct{ ch chan int }

func (skipMe) WireSkip() {}

func (o ownStamp) MarshalBinary() ([]byte, error) { return []byte{byte(o.n)}, nil }

func (o *ownStamp) UnmarshalBinary(b []byte) error {
	if len(b) != 1 {
		return errors.New("not one byte")
	}
	o.n = int(b[0])
	return nil
}

// A proxy is a Marshaler that needs its context to be read.
type proxy struct {
	id   int
	home *string
}

func (p proxy) MarshalWire(e *Encoder) { e.Int(p.id) }
func (p proxy) WireSize() int          { return 8 }
func (p *proxy) UnmarshalWire(d *Decoder) {
	p.id = d.Int()
	p.home, _ = d.Context().(*string)
}

// A word travels as text, for it has a channel.
type word struct {
	text string
	ch   chan int
}

func (w word) MarshalText() ([]byte, error)  { return []byte(w.text), nil }
func (w *word) UnmarshalText(b []byte) error { w.text = string(b); return nil }

func init() {
	Register[square]()
	Register[*disc]()
	Register[*node]()
	Register[*codeError]()
	Register[nest]()
	RegisterError("wire.errMissing", errMissing)
}

type codeError struct{ code int }

func (c *codeError) Error() string { return "code" }

var errMissing = errors.New("missing")

// A mixed has fields of many kinds.
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
	shape shape
	err   error
	parts [3]int16
	when  time.Time
	big   *big.Int
}
