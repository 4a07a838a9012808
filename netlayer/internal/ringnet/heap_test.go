package ringnet

import (
	"math/rand/v2"
	"testing"

	"github.com/charm4go/charm/ring"
)

func newTestHeap(blockBytes int) *heap {
	mem := ring.Memory(blockBytes + blockBytes/unitBytes*lineBytes + 8)
	h := newHeap(mem[:blockBytes], mem[blockBytes:len(mem)-8], ring.Word(mem, len(mem)-8))
	return &h
}

// readerGivesBack does what a reader does.
func (h *heap) readerGivesBack(b block) {
	if readersOf(h.readers, int(b.unit)).Add(^uint64(0)) == 0 {
		h.starved.Store(0)
	}
}

// Blocks that are taken never overlap, and when all have come back the largest
// can be had again: nothing is lost.
func TestBlocksDoNotOverlapAndAreNotLost(t *testing.T) {
	const units = 64
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 0))
		h := newTestHeap(units * unitBytes)
		var used [units]bool
		var lent []block
		giveBack := func(i int) {
			b := lent[i]
			lent[i] = lent[len(lent)-1]
			lent = lent[:len(lent)-1]
			for u := range 1 << b.order {
				used[int(b.unit)+u] = false
			}
			h.readerGivesBack(b)
		}
		for range 1000 {
			if r.IntN(2) == 0 && len(lent) > 0 {
				giveBack(r.IntN(len(lent)))
				continue
			}
			n := 1 + r.IntN(h.largestBytes()>>r.IntN(5))
			b, ok := h.take(n)
			if !ok {
				continue
			}
			if size := unitBytes << b.order; size < n || size >= 2*n && b.order > 0 {
				t.Fatalf("seed %d: a block of %d bytes for %d", seed, size, n)
			}
			for u := range 1 << b.order {
				if used[int(b.unit)+u] {
					t.Fatalf("seed %d: unit %d is in two blocks", seed, int(b.unit)+u)
				}
				used[int(b.unit)+u] = true
			}
			if r.IntN(8) == 0 {
				for u := range 1 << b.order {
					used[int(b.unit)+u] = false
				}
				h.giveBack(b) // cancelled
				continue
			}
			h.lend(b, 1)
			lent = append(lent, b)
		}
		for len(lent) > 0 {
			giveBack(0)
		}
		for i := range blockPart {
			if _, ok := h.take(h.largestBytes()); !ok {
				t.Fatalf("seed %d: everything is back, and there is no largest block number %d", seed, i)
			}
		}
	}
}

func TestTheBlockReadLastIsUsedNext(t *testing.T) {
	h := newTestHeap(1 << 20)
	var first block
	for i := range 100 {
		b, ok := h.take(50_000)
		if !ok {
			t.Fatal("no block")
		}
		if i == 0 {
			first = b
		}
		if b != first {
			t.Fatalf("take %d gives %v, want %v, which was read and is warm", i, b, first)
		}
		h.lend(b, 1)
		h.readerGivesBack(b)
	}
}

func TestTheHeapIsNotSearchedAgainBeforeABlockIsBack(t *testing.T) {
	h := newTestHeap(4 * unitBytes)
	var b block
	for range 4 {
		b, _ = h.take(1)
		h.lend(b, 1)
	}
	if _, ok := h.take(1); ok || h.starved.Load() != 1 {
		t.Errorf("took a block of none: %v, starved %d", ok, h.starved.Load())
	}
	h.readerGivesBack(b)
	if again, ok := h.take(1); !ok || again != b || h.starved.Load() != 0 {
		t.Errorf("got %v %v after %v came back, starved %d", again, ok, b, h.starved.Load())
	}
}
