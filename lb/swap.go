package lb

import "slices"

// near is how far from the mean a PE may be to be left alone by refineSwap.
const near = 0.01

// refineSwap takes objects from PEs above the mean: it moves the heaviest one
// that fits on the least busy PE, and if none fits it swaps one for a lighter one
// of a PE below the mean.
func refineSwap(b *board) {
	b.settle()
	r := swapping{board: b, queue: newQueue(b), holds: make([][]int32, len(b.busy))}
	mean := b.mean(b.workload())
	r.low, r.high = mean*(1-near), mean*(1+near)
	held := b.holdings(b.heaviestFirst())
	for pe := range r.holds {
		r.holds[pe] = slices.Clone(held.of(int32(pe)))
	}
	for _, from := range b.above(r.high) {
		for b.busy[from] > r.high && (r.moveFrom(from) || r.swapFrom(from)) {
		}
	}
}

// swapping is the state of refineSwap.
type swapping struct {
	*board
	queue     *queue
	holds     [][]int32 // the objects of each PE, heaviest first
	low, high float64   // busy enough; too busy
}

// moveFrom moves the heaviest object of a PE that fits on the least busy one.
func (r *swapping) moveFrom(from int32) bool {
	for _, i := range r.holds[from] {
		if to := r.queue.first(r.work[i]); to != from && r.busy[to]+r.takes(int(i), to) <= r.high {
			r.transfer(i, from, to)
			return true
		}
	}
	return false
}

// swapFrom exchanges an object of a PE for one of another, such that as much work
// as possible goes there.
func (r *swapping) swapFrom(from int32) bool {
	var mine, other, with int32
	little := near / 10 * r.low // not worth it, and might go on for ever
	most := little
	for _, to := range r.queue.top() {
		if r.busy[to] >= r.low {
			continue
		}
		room := (r.high - r.busy[to]) * r.speed[to]
		// A lighter object of mine leaves room to get one that is lighter still:
		// one way through both lists.
		theirs, n := r.holds[to], 0
		for _, i := range r.holds[from] {
			for n < len(theirs) && r.work[i]-r.work[theirs[n]] <= room {
				n++
			}
			if n == 0 {
				continue
			}
			if gives := (r.work[i] - r.work[theirs[n-1]]) / r.speed[to]; gives > most {
				mine, other, with, most = i, theirs[n-1], to, gives
			}
		}
	}
	if most == little {
		return false
	}
	r.transfer(mine, from, with)
	r.transfer(other, with, from)
	return true
}

// transfer moves an object and keeps the lists and the queue right.
func (r *swapping) transfer(i, from, to int32) {
	at, _ := slices.BinarySearchFunc(r.holds[from], i, r.byWork)
	r.holds[from] = slices.Delete(r.holds[from], at, at+1)
	at, _ = slices.BinarySearchFunc(r.holds[to], i, r.byWork)
	r.holds[to] = slices.Insert(r.holds[to], at, i)
	r.move(int(i), to)
	r.queue.fix(from)
	r.queue.fix(to)
}
