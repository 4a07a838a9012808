package pe

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// due takes out of a PE's timers what is due at a time.
func due(p *PE, now int64) (items []number) {
	p.timers.expire(now, func(it Item) { items = append(items, it.(number)) })
	return items
}

func TestTimersComeInOrder(t *testing.T) {
	now := int64(1000)
	p := New(nil, Options{Now: func() int64 { return now }})
	for i, delay := range []int64{30, 10, 20, 10, -5, 0, 30} {
		p.After(delay, number(i))
	}
	for _, step := range []struct {
		at   int64
		want []number
	}{
		{999, nil},
		{1000, []number{4, 5}}, // a negative delay is none
		{1009, nil},
		{1010, []number{1, 3}}, // of one time, in the order of setting
		{2000, []number{2, 0, 6}},
	} {
		if got := due(p, step.at); !slices.Equal(got, step.want) {
			t.Errorf("due at %d: %v, want %v", step.at, got, step.want)
		}
	}
	if p.Timers() != 0 {
		t.Errorf("%d timers are left", p.Timers())
	}
}

func TestVeryLongTimersDoNotCome(t *testing.T) {
	p := New(nil, Options{Now: func() int64 { return 1000 }})
	p.After(math.MaxInt64, number(1))
	p.After(math.MaxInt64-1000, number(2))
	if got := due(p, math.MaxInt64-1); len(got) > 0 {
		t.Errorf("after very long: %v", got)
	}
}

func TestCancelledTimersDoNotCome(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		p := New(nil, Options{Now: func() int64 { return 0 }})
		n := 1 + r.IntN(20)
		all := make([]*Timer, n)
		delays := make([]int64, n)
		for i := range all {
			delays[i] = r.Int64N(10)
			all[i] = p.After(delays[i], number(i))
		}
		var want []number
		for i, timer := range all {
			if r.IntN(2) == 0 {
				if !p.Cancel(timer) || p.Cancel(timer) {
					t.Fatal("Cancel does not report whether the timer was still to run")
				}
			} else {
				want = append(want, number(i))
			}
		}
		slices.SortStableFunc(want, func(a, b number) int { return int(delays[a] - delays[b]) })
		if at, ok := p.NextTimer(); ok != (len(want) > 0) || ok && at != delays[want[0]] {
			t.Fatalf("next timer at %d, %v, want one of %v at %v", at, ok, want, delays)
		}
		if got := due(p, 100); !slices.Equal(got, want) {
			t.Fatalf("due: %v, want %v of %v", got, want, delays)
		}
		for _, timer := range all {
			if p.Cancel(timer) {
				t.Fatal("a timer that has come can be cancelled")
			}
		}
	}
}
