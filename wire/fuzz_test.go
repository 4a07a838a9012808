package wire

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// rich has what the seeds of FuzzRoundTrip decide about.
type rich struct {
	n       int
	x       float64
	s       string
	b       []byte
	on      bool
	small   [3]int16
	bodies  []body
	padded  []padded
	strings []string
	floats  []float32
	byName  map[string][]int
	byKey   map[key]*rich
	child   *rich
	twin    *rich
	any     any
	err     error
	when    time.Time
	proxies []proxy
}

// richFrom makes a value up, up to depth pointers deep. What can be nil, empty
// or shared at times is.
func richFrom(r *rand.Rand, depth int, s string, b []byte, x float64) *rich {
	v := &rich{n: int(r.Int64()), x: x, s: s, b: b, on: r.IntN(2) == 0}
	count := func() int { return r.IntN(4) }
	for range count() {
		v.bodies = append(v.bodies, body{at: vector{x, float64(r.Int64()), 0}})
		v.padded = append(v.padded, padded{int8(r.Int()), r.Int64(), int16(r.Int())})
		v.strings = append(v.strings, s)
		v.proxies = append(v.proxies, proxy{id: r.IntN(100)})
	}
	v.floats = make([]float32, count())
	if r.IntN(2) == 0 {
		v.byName = map[string][]int{}
		for range count() {
			v.byName[s[:r.IntN(len(s)+1)]] = []int{r.IntN(9)}
		}
	}
	v.any = []any{nil, v.n, s, []any{x}, square{x}, &disc{x}, map[string]any{s: b}}[r.IntN(7)]
	v.err = []error{nil, errMissing, &codeError{v.n}}[r.IntN(3)]
	v.when = time.Unix(r.Int64N(1e10), r.Int64N(1e9)).UTC()
	if depth > 0 {
		v.child = richFrom(r, depth-1, s, b, x)
		v.twin = []*rich{nil, v, v.child, v.child.twin}[r.IntN(4)]
		v.byKey = map[key]*rich{{s, [2]int{1, 2}}: v.child, {"", [2]int{v.n, 0}}: richFrom(r, depth-1, "", nil, 0)}
	}
	return v
}

func FuzzRoundTrip(f *testing.F) {
	f.Add(uint64(1), uint8(2), "text", []byte{1, 2}, 1.5)
	f.Add(uint64(2), uint8(0), "", []byte(nil), math.Inf(1))
	f.Fuzz(func(t *testing.T, seed uint64, depth uint8, s string, b []byte, x float64) {
		if x != x {
			x = 0 // a NaN is not equal to the one that arrives
		}
		v := richFrom(rand.New(rand.NewPCG(seed, 0)), int(depth%4), s, b, x)
		message := bytesOf(t, of[*rich]{"", v})
		got := decodeAll(t, of[*rich]{}, message)
		if !reflect.DeepEqual(got, v) {
			t.Errorf("sent %+v, got %+v", v, got)
		}
		if again := bytesOf(t, of[*rich]{"", got.(*rich)}); !bytes.Equal(again, message) {
			t.Errorf("what arrived is written as\n% x, it arrived as\n% x", again, message)
		}
	})
}

// Whatever decodes from any bytes is a value like any other: it can be written,
// and what is written reads as the same. first chooses the type.
func FuzzDecodeGarbage(f *testing.F) {
	for i, s := range samples {
		f.Add(uint8(i), bytesOf(f, s))
	}
	f.Fuzz(func(t *testing.T, first uint8, b []byte) {
		s := samples[int(first)%len(samples)]
		var d Decoder
		d.Reset(b, nil)
		got := s.decode(&d)
		if d.Err() != nil || !ordered(s) {
			return
		}
		var e Encoder
		s.with(got).encode(&e)
		if e.Err() != nil {
			t.Fatalf("%s: % x decodes to %+v, which cannot be encoded: %v", s.name(), b, got, e.Err())
		}
		again := decodeAll(t, s, e.Bytes())
		var e2 Encoder
		s.with(again).encode(&e2)
		if !bytes.Equal(e.Bytes(), e2.Bytes()) {
			t.Errorf("%s: % x decodes to %+v, written as\n% x, then\n% x", s.name(), b, got, e.Bytes(), e2.Bytes())
		}
	})
}
