package chare

// This file holds messages that are yet to be put into the piles of their line.
// Where those are more than the caches hold, to put in one message at a time is to
// wait for memory at each step: the map, the pile, its end.

// An unsorted message is behind those in its pile.
type unsorted[A, R any, K comparable] struct {
	key     K
	message parked[A, R]
	pile    *pile[A, R]
	place   int // in the pile
}

const (
	// manyMessages is how many messages of a line are more than the caches hold.
	manyMessages = 1 << 15
	// sortedAtOnce is how many are then put into their piles together.
	sortedAtOnce = 64
)

// sort puts messages into their piles: all of them step by step, so that the
// processor fetches what a step needs of several at the same time.
func (ln *line[A, R, K]) sort() {
	for i := range ln.unsorted {
		u := &ln.unsorted[i]
		u.pile = ln.pileFor(u.key)
	}
	for i := range ln.unsorted {
		u := &ln.unsorted[i]
		u.place = u.pile.reserve()
	}
	for i := range ln.unsorted {
		u := &ln.unsorted[i]
		u.pile.put(u.place, u.message)
	}
	ln.unsorted = emptied(ln.unsorted)
}
