package wire

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"testing"
)

// args are arguments of a call as generated code carries them.
type args struct{ A, B, C int }

func BenchmarkInts(b *testing.B) {
	room := make([]byte, 0, 64)
	v := args{1, 2, 3}
	var e Encoder
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			e.Reset(room, nil)
			e.Int(v.A)
			e.Int(v.B)
			e.Int(v.C)
		}
	})
	b.Run("decode", func(b *testing.B) {
		var d Decoder
		for b.Loop() {
			d.Reset(e.Bytes(), nil)
			v = args{d.Int(), d.Int(), d.Int()}
			if d.Err() != nil {
				b.Fatal(d.Err())
			}
		}
	})
	b.Run("codec", func(b *testing.B) { benchmark(b, v) })
}

func BenchmarkFloats(b *testing.B) {
	v := make([]float64, 1<<17) // 1 MiB
	b.Run("slice", func(b *testing.B) {
		room := make([]byte, 0, 2<<20)
		var e Encoder
		b.SetBytes(1 << 20)
		for b.Loop() {
			e.Reset(room, nil)
			PutSlice(&e, v)
		}
	})
	b.Run("codec", func(b *testing.B) { benchmark(b, v) })
}

func BenchmarkStruct(b *testing.B) {
	benchmark(b, struct {
		ID       int
		At, V    vector
		Name     string
		Weights  []float32
		Alive    bool
		Tags     []string
		Parent   *vector
		Priority uint8
	}{
		ID: 7, Name: "particle", Weights: make([]float32, 16), Alive: true,
		Tags: []string{"a", "b"}, Parent: &vector{1, 2, 3},
	})
}

func BenchmarkStructs(b *testing.B) {
	benchmark(b, make([]body, 1000))
}

func BenchmarkMap(b *testing.B) {
	v := map[string]float64{}
	for i := range 100 {
		v[fmt.Sprint("key ", i)] = float64(i)
	}
	benchmark(b, v)
}

func BenchmarkList(b *testing.B) {
	for _, n := range []int{5, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkWire(b, listOf(n)) })
	}
}

func BenchmarkInterfaces(b *testing.B) {
	benchmarkWire(b, []any{1, 2.5, "three", square{4}})
}

// benchmark measures v by this package and, to compare, by encoding/gob, whose
// types are sent beforehand.
func benchmark[T any](b *testing.B, v T) {
	benchmarkWire(b, v)
	b.Run("gob", func(b *testing.B) {
		var stream bytes.Buffer
		enc, dec := gob.NewEncoder(&stream), gob.NewDecoder(&stream)
		b.ReportAllocs()
		for b.Loop() {
			var out T
			if err := enc.Encode(&v); err != nil {
				b.Skip(err)
			}
			b.SetBytes(int64(stream.Len()))
			if err := dec.Decode(&out); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchmarkWire[T any](b *testing.B, v T) {
	c := For[T]()
	var e Encoder
	c.Encode(&e, &v)
	room := e.Bytes()
	b.Run("encode", func(b *testing.B) {
		b.SetBytes(int64(len(room)))
		b.ReportAllocs()
		for b.Loop() {
			e.Reset(room[:0], nil)
			c.Encode(&e, &v)
		}
		if e.Err() != nil {
			b.Fatal(e.Err())
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(len(room)))
		b.ReportAllocs()
		var d Decoder
		for b.Loop() {
			var out T
			d.Reset(room, nil)
			c.Decode(&d, &out)
		}
		if d.Err() != nil {
			b.Fatal(d.Err())
		}
	})
}
