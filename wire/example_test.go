package wire_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/charm4go/charm/wire"
)

type Particle struct {
	At   [3]float64
	name string
	next *Particle
}

func Example() {
	p := &Particle{At: [3]float64{1, 2, 3}, name: "a"}
	p.next = p // a ring of one

	var e wire.Encoder
	wire.For[*Particle]().Encode(&e, &p)

	var d wire.Decoder
	d.Reset(e.Bytes(), nil)
	var q *Particle
	wire.For[*Particle]().Decode(&d, &q)
	fmt.Println(q.name, q.At, q.next == q, d.Err())
	// Output: a [1 2 3] true <nil>
}

type Shape interface{ Area() float64 }

type Square struct{ Side float64 }

func (s Square) Area() float64 { return s.Side * s.Side }

func init() { wire.Register[Square]() }

func ExampleRegister() {
	shapes := []Shape{Square{2}, nil}

	var e wire.Encoder
	wire.For[[]Shape]().Encode(&e, &shapes)

	var d wire.Decoder
	d.Reset(e.Bytes(), nil)
	var got []Shape
	wire.For[[]Shape]().Decode(&d, &got)
	fmt.Println(got[0].Area(), got[1], d.Err())
	// Output: 4 <nil> <nil>
}

// A Grid writes only its inner cells.
type Grid struct {
	n     int
	cells []float64
}

func (g *Grid) MarshalWire(e *wire.Encoder) {
	e.Int(g.n)
	wire.PutSlice(e, g.cells[1:g.n+1])
}

func (g *Grid) UnmarshalWire(d *wire.Decoder) {
	n := d.Int()
	inner := wire.TakeSlice[float64](d)
	if len(inner) != n {
		d.Fail(fmt.Errorf("%d cells of a grid of %d", len(inner), n))
		return
	}
	g.n, g.cells = n, make([]float64, n+2)
	copy(g.cells[1:], inner)
}

func ExampleMarshaler() {
	g := Grid{2, []float64{9, 1, 2, 9}}

	var e wire.Encoder
	wire.For[Grid]().Encode(&e, &g)

	var d wire.Decoder
	d.Reset(e.Bytes(), nil)
	var got Grid
	wire.For[Grid]().Decode(&d, &got)
	fmt.Println(got.cells, d.Err())
	// Output: [0 1 2 0] <nil>
}

func ExampleRemoteError() {
	_, err := os.Open("/no/such/file")

	var e wire.Encoder
	wire.For[error]().Encode(&e, &err)

	var d wire.Decoder
	d.Reset(e.Bytes(), nil)
	var got error
	wire.For[error]().Decode(&d, &got)
	fmt.Println(got)
	fmt.Println(errors.Is(got, fs.ErrNotExist))
	var remote *wire.RemoteError
	fmt.Println(errors.As(got, &remote), remote.Type)
	// Output:
	// open /no/such/file: no such file or directory
	// true
	// true *fs.PathError
}
