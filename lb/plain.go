package lb

import "math/rand/v2"

// rotate moves each object to the next open PE.
func rotate(b *board) {
	next := make([]int32, len(b.busy))
	for n, pe := range b.open {
		next[pe] = b.open[(n+1)%len(b.open)]
	}
	for i, pe := range b.at {
		if b.movable[i] && pe != nowhere {
			b.move(i, next[pe])
		}
	}
}

// scatter moves each object to any open PE.
func scatter(b *board, random *rand.Rand) {
	for i := range b.at {
		if b.movable[i] {
			b.move(i, b.open[random.IntN(len(b.open))])
		}
	}
}
