package reduce

import (
	"fmt"
	"testing"

	"github.com/charm4go/charm/wire"
)

// One round of a PE with one chare and one PE below, which was first: what an
// AllReduce of 8 bytes on 2 PEs spends here.
func BenchmarkRoundOfOneNumber(b *testing.B) {
	below := Sum[float64]().NewRound(nil, 1, 0)
	below.Add(0, 1)
	list := sent(below).Rest()
	b.Run("root", func(b *testing.B) {
		round := Sum[float64]().NewRound(nil, 1, 1)
		var d wire.Decoder
		for b.Loop() {
			round.Reset(1, 1)
			d.Reset(list, nil)
			round.AddChild(0, &d)
			round.Add(0, 1)
			round.Result()
		}
	})
	b.Run("leaf", func(b *testing.B) {
		round := Sum[float64]().NewRound(nil, 1, 0)
		var e wire.Encoder
		buf := make([]byte, 0, 64)
		for b.Loop() {
			round.Reset(1, 0)
			round.Add(0, 1)
			e.Reset(buf, nil)
			round.Encode(&e)
		}
	})
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			round := Sum[float64]().NewRound(nil, 1, 0)
			round.Add(0, 1)
			round.Result()
		}
	})
}

// One round of a PE with 8 chares, which contribute in order or not, and one
// PE below.
func BenchmarkRoundOf20000Numbers(b *testing.B) {
	v := make([]float64, 20_000)
	below := Sum[[]float64]().NewRound(nil, 1, 0)
	below.Add(0, v)
	list := sent(below).Rest()
	for name, order := range map[string][]int{
		"in order": {0, 1, 2, 3, 4, 5, 6, 7},
		"reversed": {7, 6, 5, 4, 3, 2, 1, 0},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(9 * 8 * int64(len(v)))
			b.ReportAllocs()
			round := Sum[[]float64]().NewRound(nil, 8, 1)
			var d wire.Decoder
			for b.Loop() {
				round.Reset(8, 1)
				for _, position := range order {
					round.Add(position, v)
				}
				d.Reset(list, nil)
				round.AddChild(0, &d)
				round.Result()
			}
		})
	}
}

func BenchmarkLoop(b *testing.B) {
	benchmarkLoop(b, "sum", Sum[[]float64])
	benchmarkLoop(b, "max", Max[[]float64])
	benchmarkLoop(b, "max", Max[[]int64])
	benchmarkLoop(b, "sum", Sum[[]float32])
	benchmarkLoop(b, "or", Or[[]uint8])
	benchmarkLoop(b, "or", Or[[]bool])
}

func benchmarkLoop[S ~[]E, E any](b *testing.B, name string, r Reducer[S, S]) {
	b.Run(fmt.Sprintf("%s/%T", name, *new(E)), func(b *testing.B) {
		v := make(S, 20_000)
		b.SetBytes(int64(8 * len(v)))
		round := r().NewRound(nil, b.N+1, 0)
		i := 0
		for b.Loop() {
			round.Expect(1)
			round.Add(i, v)
			i++
		}
	})
}
