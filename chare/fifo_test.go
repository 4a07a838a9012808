package chare

import "testing"

func TestFifoIsFirstInFirstOut(t *testing.T) {
	var q fifo[int]
	in, out := 0, 0
	for round := range 50 {
		for range round * 3 % 17 {
			q.push(in)
			in++
		}
		for range min(q.n, round*5%13) {
			if got := q.pop(); got != out {
				t.Fatalf("got %d, want %d", got, out)
			}
			out++
		}
	}
	for q.n > 0 {
		if got := q.pop(); got != out {
			t.Fatalf("got %d, want %d", got, out)
		}
		out++
	}
	if out != in {
		t.Errorf("%d values came out of %d", out, in)
	}
}

func TestFifoKeepsNothingThatWasTaken(t *testing.T) {
	var q fifo[*int]
	for range 10 {
		q.push(new(int))
	}
	for q.n > 0 {
		q.pop()
	}
	for i, p := range q.buf {
		if p != nil {
			t.Errorf("position %d still holds a pointer", i)
		}
	}
}
