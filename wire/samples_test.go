package wire

import (
	"io"
	"math"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"sync/atomic"
	"testing"
	"time"
)

// A sample is a value of some type that should arrive as it was sent.
type sample interface {
	name() string
	value() any
	encode(e *Encoder)
	decode(d *Decoder) any
	size() int
	with(v any) sample // the same with another value
}

// of is the sample v of type T.
type of[T any] struct {
	label string
	v     T
}

func (s of[T]) name() string          { return s.label }
func (s of[T]) value() any            { return s.v }
func (s of[T]) encode(e *Encoder)     { For[T]().Encode(e, &s.v) }
func (s of[T]) size() int             { return For[T]().Size(&s.v) }
func (s of[T]) decode(d *Decoder) any { return decodeOne[T](d) }

func (s of[T]) with(v any) sample {
	s.v, _ = v.(T) // a nil interface stays nil
	return s
}

func decodeOne[T any](d *Decoder) any {
	var v T
	For[T]().Decode(d, &v)
	return v
}

// bytesOf returns what is written for s.
func bytesOf(t testing.TB, s sample) []byte {
	t.Helper()
	var e Encoder
	s.encode(&e)
	if e.Err() != nil {
		t.Fatalf("encoding %+v: %v", s.value(), e.Err())
	}
	return e.Bytes()
}

var samples = []sample{
	of[bool]{"bool", true},
	of[int]{"int", math.MinInt},
	of[int8]{"int8", -8},
	of[int16]{"int16", -1600},
	of[int32]{"int32", math.MinInt32},
	of[int64]{"int64", math.MinInt64},
	of[uint]{"uint", math.MaxUint},
	of[uint8]{"uint8", 200},
	of[uint16]{"uint16", 60000},
	of[uint32]{"uint32", math.MaxUint32},
	of[uint64]{"uint64", math.MaxUint64},
	of[float32]{"float32", -1.5},
	of[float64]{"float64", math.Inf(-1)},
	of[complex64]{"complex64", 1 - 2i},
	of[complex128]{"complex128", -3 + 4i},
	of[celsius]{"named number", -273.15},
	of[string]{"string", "grüße\x00"},
	of[string]{"empty string", ""},

	of[[3]int16]{"array of numbers", [3]int16{1, -2, 3}},
	of[[2]string]{"array of strings", [2]string{"a", "bc"}},
	of[[0]string]{"array of none", [0]string{}},
	of[[1 << 10]void]{"array of nothing", [1 << 10]void{}},

	of[[]byte]{"bytes", []byte("abc")},
	of[[]byte]{"no bytes", []byte{}},
	of[[]byte]{"nil bytes", nil},
	of[[]int]{"ints", []int{1, -2, math.MaxInt}},
	of[[]uint]{"uints", []uint{1, math.MaxUint}},
	of[[]int16]{"int16s", []int16{1, 2, 3}},
	of[[]float32]{"float32s", []float32{1, 2, 3}},
	of[[]float64]{"float64s", []float64{1, -2, math.Pi}},
	of[[]complex64]{"complex64s", []complex64{1, 2i}},
	of[[]complex128]{"complex128s", []complex128{1, 2i}},
	of[[]celsius]{"named numbers", []celsius{1, 2}},
	of[flags]{"bools", flags{true, false, true}},
	of[[]string]{"strings", []string{"", "a", "bcd"}},
	of[[]string]{"nil strings", nil},
	of[[][]int]{"nil, empty and other slices", [][]int{nil, {}, {1}}},
	of[[]void]{"slice of nothing", make([]void, 1000)},
	of[[][3]float64]{"slice of arrays", [][3]float64{{1, 2, 3}, {4, 5, 6}}},

	of[void]{"empty struct", void{}},
	of[vector]{"struct of floats", vector{1, 2, 3}},
	of[[]body]{"structs of floats", []body{{vector{1, 2, 3}, vector{4, 5, 6}}, {}}},
	of[padded]{"struct with padding", padded{1, 2, 3}},
	of[[]padded]{"structs with padding", []padded{{1, 2, 3}, {4, 5, 6}}},
	of[runs]{"struct with runs", runs{1, 2, 3, 4, "five", [3]uint16{6, 7, 8}, 9}},
	of[absent]{"fields left out", absent{kept: 1}},

	of[map[string]int]{"map", map[string]int{"a": 1, "b": 2, "c": 3, "": 4}},
	of[map[string]int]{"empty map", map[string]int{}},
	of[map[string]int]{"nil map", nil},
	of[peers]{"named map", peers{"x": 1}},
	of[map[key][]int]{"map with struct keys", map[key][]int{{"a", [2]int{1, 2}}: {1}, {"a", [2]int{1, 1}}: nil, {"b", [2]int{}}: {}}},
	of[map[float64]bool]{"map with float keys", map[float64]bool{1: true, -1: false}},
	of[map[bool]void]{"set", map[bool]void{true: {}, false: {}}},
	of[map[void]void]{"map with the one key there is", map[void]void{{}: {}}},
	of[map[complex128]int]{"map with complex keys", map[complex128]int{1i: 1, 1: 2}},
	of[map[any]string]{"map with keys of any type", map[any]string{1: "int", "1": "string", 1.0: "float"}},

	of[*int]{"nil pointer", nil},
	of[*int]{"pointer", new(int)},
	of[**string]{"pointer to pointer", pointerTo(pointerTo("x"))},
	of[*void]{"pointer to nothing", &void{}},
	of[*node]{"list", listOf(20)},
	of[*node]{"ring", ringOf(10)},
	of[node]{"struct that points to itself", selfish()},
	of[tree]{"tree by slices and maps", tree{"a", []tree{{label: "b"}, {label: "c", children: []tree{}}}, map[string]tree{"d": {label: "e"}}}},
	of[map[*int]int]{"map with one pointer for key", map[*int]int{nil: 1}},

	of[any]{"nil interface", nil},
	of[any]{"number in an interface", 3},
	of[any]{"things in interfaces", []any{1, "a", nil, 2.5, []int{1}, map[string]any{"x": true}, time.Second}},
	of[shape]{"struct in an interface", square{2}},
	of[shape]{"pointer in an interface", &disc{2}},
	of[shape]{"nil pointer in an interface", (*disc)(nil)},
	of[[]shape]{"interfaces", []shape{square{1}, nil, &disc{2}}},
	of[error]{"nil error", nil},
	of[error]{"known error", io.EOF},
	of[error]{"registered error", &codeError{7}},
	of[any]{"known error in any", errMissing},

	of[proxy]{"marshaler", proxy{id: 3}},
	of[[]proxy]{"marshalers", []proxy{{id: 3}, {id: 4}}},
	of[map[proxy]*proxy]{"marshalers in a map", map[proxy]*proxy{{id: 1}: {id: 2}, {id: 0}: nil}},
	of[time.Time]{"time", time.Date(2024, 2, 29, 12, 30, 0, 5, time.UTC)},
	of[time.Duration]{"duration", time.Hour},
	of[stamp]{"struct with the methods of an embedded field", stamp{time.Unix(5, 0).UTC(), 7}},
	of[ownStamp]{"struct with methods of its own beside", ownStamp{n: 9}},
	of[big.Int]{"big.Int", *new(big.Int).Lsh(big.NewInt(-5), 200)},
	of[*big.Int]{"pointer to big.Int", big.NewInt(5)},
	of[map[int]big.Int]{"big.Int in a map", map[int]big.Int{1: *big.NewInt(1), 2: *big.NewInt(2), 3: *big.NewInt(3)}},
	of[*big.Rat]{"big.Rat", big.NewRat(2, 3)},
	of[netip.Addr]{"netip.Addr", netip.MustParseAddr("fe80::1%eth0")},
	of[net.IP]{"net.IP", net.IPv4(127, 0, 0, 1)},
	of[*url.URL]{"url.URL", &url.URL{Scheme: "http", Host: "a.b", Path: "/c"}},
	of[word]{"text as a last resort", word{text: "hello"}},
	of[atomic.Int64]{"atomic", atomic.Int64{}},

	of[mixed]{"mixed struct", mixedSample()},
}

func pointerTo[T any](v T) *T { return &v }

// listOf returns a list of n nodes.
func listOf(n int) (first *node) {
	for i := range n {
		first = &node{i, first}
	}
	return first
}

// ringOf returns a node of n that form a ring.
func ringOf(n int) *node {
	last := &node{}
	first := last
	for i := range n - 1 {
		first = &node{i, first}
	}
	last.next = first
	return first
}

// selfish returns a node by value whose copy is in a ring of one.
func selfish() node { return *ringOf(1) }

func mixedSample() mixed {
	m := mixed{
		a: 1, b: 2, c: 3, Name: "mixed", on: true,
		vs:    []vector{{1, 2, 3}},
		m:     map[string]int{"a": 1, "b": 2},
		any:   "any",
		shape: square{1},
		err:   io.ErrUnexpectedEOF,
		parts: [3]int16{4, 5, 6},
		when:  time.Unix(1e9, 0).UTC(),
		big:   big.NewInt(1e18),
	}
	m.next = &mixed{Name: "next", next: &mixed{}}
	m.next.next.next = m.next
	return m
}
