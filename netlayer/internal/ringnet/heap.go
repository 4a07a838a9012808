package ringnet

import (
	"math/bits"
	"slices"
	"sync/atomic"

	"github.com/charm4go/charm/ring"
)

const (
	// unitBytes is the size of the smallest block, and what all others are a
	// power of two of.
	unitBytes = 4 << 10

	maxBlockBytes = 1 << 30
	maxOrders     = 19 // of unitBytes << order, up to maxBlockBytes

	// A block may take up this part of the memory at most, so that a PE can
	// fill one while others are being read.
	blockPart = 4
)

// A heap is the memory that one PE has for large messages. Which blocks are
// free is known to nobody but the owner, so that taking one needs no lock. A
// block that is lent has its number of readers in shared memory; each reader
// takes one away, and the owner finds out that it is zero when it wants a block.
// (A list of returned blocks in shared memory would spare it the looking, but
// then what readers write there would have to be believed.)
type heap struct {
	memory  []byte
	readers []byte         // a line for each unit
	starved *atomic.Uint64 // set by us when no block is to be had, cleared by a reader that gives one back

	largest int // order of the largest blocks

	// Units at which blocks of each order start. Free ones are taken from the
	// end: what was read last is still in the caches.
	free [maxOrders][]int32
	lent [maxOrders][]int32
	look [maxOrders]int // where in lent to look next
}

// A block is unitBytes << order bytes from the start of a unit.
type block struct {
	unit  int32
	order int8
}

func newHeap(memory, readers []byte, starved *atomic.Uint64) heap {
	h := heap{memory: memory, readers: readers, starved: starved}
	h.largest = orderOf(max(len(memory)/blockPart, unitBytes))
	step := 1 << h.largest
	for unit := len(memory)/unitBytes - step; unit >= 0; unit -= step {
		h.free[h.largest] = append(h.free[h.largest], int32(unit))
	}
	return h
}

// orderOf returns the order of the smallest block with room for n bytes.
func orderOf(n int) int { return bits.Len(uint(n-1) / unitBytes) }

// largestBytes returns the size of the largest block.
func (h *heap) largestBytes() int { return unitBytes << h.largest }

// bytes returns the first n bytes of a block.
func (h *heap) bytes(b block, n int) []byte {
	at := int(b.unit) * unitBytes
	return h.memory[at : at+n : at+n]
}

// take returns a block with room for n bytes, at most largestBytes. If there is
// none, it will not look hard again until one has come back.
func (h *heap) take(n int) (b block, ok bool) {
	order := orderOf(n)
	// Two for each that is taken: so the list of lent ones, while it is being
	// emptied, is gone through faster than it grows.
	h.collect(order, 2)
	if b, ok = h.pop(order); ok {
		return b, true
	}
	if h.starved.Load() != 0 {
		return block{}, false
	}
	h.starved.Store(1)
	// A block that comes back from here on clears starved again; those that
	// came back before are found now.
	for o := range h.largest + 1 {
		h.collect(o, len(h.lent[o]))
		h.merge(o)
	}
	if b, ok = h.pop(order); ok {
		h.starved.Store(0)
	}
	return b, ok
}

// pop takes a block from the free ones, splitting a larger one if it must.
func (h *heap) pop(order int) (b block, ok bool) {
	for o := order; o <= h.largest; o++ {
		last := len(h.free[o]) - 1
		if last < 0 {
			continue
		}
		unit := h.free[o][last]
		h.free[o] = h.free[o][:last]
		for o > order {
			o--
			h.free[o] = append(h.free[o], unit+1<<o)
		}
		return block{unit, int8(order)}, true
	}
	return block{}, false
}

// giveBack makes a block free that was taken and not lent.
func (h *heap) giveBack(b block) {
	h.free[b.order] = append(h.free[b.order], b.unit)
	h.starved.Store(0)
}

// lend gives a block to readers, who learn of it by what is sent to them next.
// It is ours again when each of them has given it back.
func (h *heap) lend(b block, readers int) {
	readersOf(h.readers, int(b.unit)).Store(uint64(readers))
	h.lent[b.order] = append(h.lent[b.order], b.unit)
}

// collect looks at some of the lent blocks and makes those free that have no
// readers left.
func (h *heap) collect(order, looks int) {
	lent := h.lent[order]
	for range min(looks, len(lent)) {
		if h.look[order] >= len(lent) {
			h.look[order] = 0
		}
		at := h.look[order]
		// If it is zero, all readers have read what they wanted to.
		if readersOf(h.readers, int(lent[at])).Load() != 0 {
			h.look[order]++
			continue
		}
		last := len(lent) - 1
		h.free[order] = append(h.free[order], lent[at])
		lent[at] = lent[last]
		lent = lent[:last]
	}
	h.lent[order] = lent
}

// merge makes free blocks of the next order out of pairs.
func (h *heap) merge(order int) {
	if order == h.largest {
		return
	}
	free := h.free[order]
	slices.Sort(free)
	pair := int32(2) << order
	kept := free[:0]
	for i := 0; i < len(free); i++ {
		if free[i]%pair == 0 && i+1 < len(free) && free[i+1] == free[i]+pair/2 {
			h.free[order+1] = append(h.free[order+1], free[i])
			i++
			continue
		}
		kept = append(kept, free[i])
	}
	h.free[order] = kept
}

// readersOf returns the number of readers of the block at a unit.
func readersOf(readers []byte, unit int) *atomic.Uint64 {
	return ring.Word(readers, unit*lineBytes)
}
