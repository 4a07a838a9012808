package reduce

import (
	"reflect"
	"testing"

	"github.com/charm4go/charm/wire"
)

// A chare may change its slice as soon as it has contributed it, and whoever
// gets a result may do with it what he likes.
func TestARoundSharesNoMemory(t *testing.T) {
	concat := Func("concat", func(a, b []int) []int { return append(a, b...) })
	for name, test := range map[string]struct {
		reducer Reducer[[]int, []int]
		want    []int
	}{
		"built in": {Sum[[]int], []int{11, 22}},
		"custom":   {concat, []int{1, 2, 10, 20}},
	} {
		for _, order := range [][2]int{{0, 1}, {1, 0}} {
			round := test.reducer().NewRound(nil, 2, 0)
			for range 3 { // in the memory of the round before
				v := make([]int, 2, 100) // with room that append would take
				for _, position := range order {
					copy(v, [][]int{{1, 2}, {10, 20}}[position])
					if err := round.Add(position, v); err != nil {
						t.Fatal(err)
					}
					clear(v[:cap(v)])
				}
				result := round.Result()
				round.Reset(2, 0)
				if !reflect.DeepEqual(result, test.want) {
					t.Errorf("%s, order %v: got %v, want %v", name, order, result, test.want)
				}
				clear(result[:cap(result)])
			}
		}
	}
}

// The last contribution that is missing is only copied if that is needed.
func TestAResultSharesNoMemoryWithASingleContribution(t *testing.T) {
	v := []int{1, 2}
	want := []int{1, 2}
	round := Sum[[]int]().NewRound(nil, 1, 0)
	round.Add(0, v)
	result := round.Result()
	v[0] = 9
	if !reflect.DeepEqual(result, want) {
		t.Errorf("got %v, want %v", result, want)
	}

	v[0] = 1
	round.Reset(1, 0)
	round.Add(0, v)
	round.Expect(1)
	v[0] = 9
	round.Add(1, []int{10, 20})
	if got, want := round.Result(), []int{11, 22}; !reflect.DeepEqual(got, want) {
		t.Errorf("after Expect: got %v, want %v", got, want)
	}
}

func TestARoundOfOneNumberAllocatesOnlyItself(t *testing.T) {
	round := Sum[float64]().NewRound(nil, 1, 1)
	list := sent(func() Partial {
		below := Sum[float64]().NewRound(nil, 1, 0)
		below.Add(0, 1)
		return below
	}()).Rest()
	var d wire.Decoder
	reduce := func() {
		round.Add(0, 1)
		d.Reset(list, nil)
		round.AddChild(0, &d)
		round.Result()
	}
	if n := testing.AllocsPerRun(100, func() { round.Reset(1, 1); reduce() }); n != 0 {
		t.Errorf("%v allocations in a round used again, want 0", n)
	}
	if n := testing.AllocsPerRun(100, func() { round = Sum[float64]().NewRound(nil, 1, 1); reduce() }); n != 1 {
		t.Errorf("%v allocations in a new round, want 1", n)
	}
}

func TestARoundOfManyNumbersUsesItsMemoryAgain(t *testing.T) {
	v := make([]float64, 1000)
	buf := make([]byte, 0, 10_000)
	var e wire.Encoder
	round := Sum[[]float64]().NewRound(nil, 3, 0)
	for _, order := range [][3]int{{0, 1, 2}, {2, 1, 0}} {
		if n := testing.AllocsPerRun(10, func() {
			round.Reset(3, 0)
			for _, position := range order {
				round.Add(position, v)
			}
			e.Reset(buf, nil)
			round.Encode(&e)
		}); n != 0 {
			t.Errorf("order %v: %v allocations, want 0", order, n)
		}
	}
}

func TestResetForgetsAnUnfinishedReduction(t *testing.T) {
	round := Sum[[]int]().NewRound(nil, 3, 0)
	round.Add(0, []int{1, 2})
	round.Add(2, []int{3, 4})
	round.Reset(1, 0)
	round.Add(0, []int{5})
	if got, want := round.Result(), []int{5}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNilAndEmptySlicesStayWhatTheyAre(t *testing.T) {
	for _, v := range [][]float64{nil, {}} {
		below := Sum[[]float64]().NewRound(nil, 2, 0)
		root := Sum[[]float64]().NewRound(nil, 0, 1)
		for _, position := range []int{1, 0} {
			if err := below.Add(position, v); err != nil {
				t.Fatal(err)
			}
		}
		if err := root.AddChild(0, sent(below)); err != nil {
			t.Fatal(err)
		}
		if got := root.Result(); !reflect.DeepEqual(got, v) {
			t.Errorf("sum of %#v is %#v", v, got)
		}
	}
}
