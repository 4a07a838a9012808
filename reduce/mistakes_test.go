package reduce

import (
	"errors"
	"fmt"
	"testing"

	"github.com/charm4go/charm/wire"
)

// sent returns what arrives at the PE above p.
func sent(p Partial) *wire.Decoder {
	var e wire.Encoder
	p.Encode(&e)
	d := new(wire.Decoder)
	d.Reset(e.Bytes(), nil)
	return d
}

func TestDifferentLengthsAreAnErrorThatNamesBoth(t *testing.T) {
	one := func(v ...int) Partial {
		round := Max[[]int]().NewRound(nil, 1, 0)
		round.Add(0, v)
		return round
	}
	two := NewRelay("max of []int", 2)
	two.AddChild(0, sent(one(1, 2)))
	two.AddChild(1, sent(one(1, 2, 3)))

	round := Max[[]int]().NewRound(nil, 3, 2)
	if err := round.Add(2, []int{5, 6, 7}); err != nil {
		t.Fatal(err)
	}
	for want, got := range map[string]error{
		"reduce: max of []int: the contribution at position 1 has length 2, but the contribution at position 2 has length 3": round.Add(1, []int{5, 6}),
		"reduce: max of []int: the result of child 1 has length 1, but the contribution at position 2 has length 3":          round.AddChild(1, sent(one(1))),
		"reduce: max of []int: the result of child 0 has length 2, but the contribution at position 2 has length 3":          round.AddChild(0, sent(two)),
	} {
		var lengthError *LengthError
		if !errors.As(got, &lengthError) || got.Error() != want {
			t.Errorf("got  %v\nwant %s", got, want)
		}
	}
}

func TestMistakesPanicWithAnExplanation(t *testing.T) {
	for want, f := range map[string]func(){
		`reduce: two reducers are named "twice"`: func() {
			Func("twice", func(a, _ int) int { return a })
			Func("twice", func(a, _ string) string { return a })
		},
		`reduce: two reducers are named "sum"`: func() {
			Func("sum", func(a, _ int) int { return a })
		},
		"reduce: sum of int: 2 contributions or results are missing": func() {
			Sum[int]().NewRound(nil, 1, 1).Result()
		},
		"reduce: sum of int: Expect(-2) when 1 contributions are missing": func() {
			Sum[int]().NewRound(nil, 1, 1).Expect(-2)
		},
		"reduce: sum of int: 1 contributions or results are missing": func() {
			NewRelay("sum of int", 1).Encode(new(wire.Encoder))
		},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("panic is %q, want %q", got, want)
				}
			}()
			f()
		}()
	}
}

type socket struct{ C chan int }

func TestAContributionThatCannotTravelIsAnError(t *testing.T) {
	first := Func("first", func(a, _ socket) socket { return a })
	err := first().NewRound(nil, 1, 0).Add(0, socket{})
	if err == nil {
		t.Fatal("no error")
	}
	t.Log(err)
}

func TestNopOnlyCounts(t *testing.T) {
	type void struct{}
	below := Nop[void]().NewRound(nil, 2, 0)
	below.Add(1, void{})
	below.Add(0, void{})
	root := Nop[void]().NewRound(nil, 0, 1)
	if err := root.AddChild(0, sent(below)); err != nil || root.Missing() != 0 {
		t.Errorf("error %v, %d missing, want none", err, root.Missing())
	}
	root.Result()
}
