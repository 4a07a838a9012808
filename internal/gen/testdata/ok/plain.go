// Package plain has parameters of all plain types, and of types made of them.
//
// want: e.Bool(a.b)
// want: e.Int(a.i)
// want: e.Uint8(a.y)
// want: e.Int32(a.r)
// want: e.Complex128(a.z)
// want: e.String(a.s)
// want: e.Float64(float64(a.c))
// want: a.c = Celsius(d.Float64())
// want: e.Int64(int64(a.d))
// want: a.d = time.Duration(d.Int64())
// want: Size: func(a *plainEveryArgs) int { return 48 + wire.SizeString(a.s) },
// want: Size: func(a *plainNamedArgs) int { return 16 },
// want: wire.PutSlice(e, a.temperatures)
// want: a.temperatures = wire.TakeSlice[Celsius](d)
// want: a.raw = wire.TakeSlice[byte](d)
// want: return wire.SizeSlice(a.temperatures) + wire.SizeSlice(a.raw) + wire.SizeSlice(a.row)
package plain

import (
	"time"

	"github.com/charm4go/charm/chare"
)

type Celsius float64

type Row []float32

type Plain struct{ chare.Base }

func (*Plain) Every(b bool, i int, y byte, r rune, f float32, z complex128, h int16, u uint, w uint32, s string) {
}

func (*Plain) Named(c Celsius, d time.Duration) {}

func (*Plain) Slices(temperatures []Celsius, raw []byte, row Row) {}
