package pe

import (
	"math/rand/v2"
	"testing"
)

// number is an item to tell from others.
type number int

func (number) Run() {}

func TestQueueIsLikeASlice(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var q queue
	var model []number
	for step := range 20_000 {
		grow := step/2500%2 == 0 // then shrink
		switch n := number(step); {
		case r.IntN(3) > 0 == grow && r.IntN(4) > 0:
			q.pushBack(n)
			model = append(model, n)
		case r.IntN(3) > 0 == grow:
			q.pushFront(n)
			model = append([]number{n}, model...)
		case len(model) > 0:
			if got := q.pop(); got != model[0] {
				t.Fatalf("step %d: got %v, want %v", step, got, model[0])
			}
			model = model[1:]
		}
		if q.n != len(model) {
			t.Fatalf("step %d: %d items, want %d", step, q.n, len(model))
		}
	}
}

func TestQueueKeepsNothingThatWasTaken(t *testing.T) {
	var q queue
	for range 3 {
		for i := range 100 {
			q.pushBack(number(i))
		}
		for range 100 {
			q.pop()
		}
	}
	for i, it := range q.buf {
		if it != nil {
			t.Errorf("position %d still holds %v", i, it)
		}
	}
}
