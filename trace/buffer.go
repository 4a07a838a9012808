package trace

import (
	"cmp"
	"slices"
)

// DefaultEvents is how many events a Buffer keeps if nothing is said.
const DefaultEvents = 100_000

// MaxEvents is the most that it may be told to keep: 6.4 GB of them.
const MaxEvents = 100_000_000

// A Buffer keeps the newest events of a PE. It grows up to its limit, and then
// the newest take the place of the oldest.
type Buffer struct {
	events   []Event
	limit    int
	next     int // where the next goes, once all are used
	recorded uint64
}

// NewBuffer makes a Buffer for so many events, or for DefaultEvents if that is 0.
func NewBuffer(limit int) *Buffer {
	if limit <= 0 {
		limit = DefaultEvents
	}
	return &Buffer{limit: limit}
}

// Add adds an event.
func (b *Buffer) Add(e *Event) {
	b.recorded++
	if len(b.events) < b.limit {
		b.events = append(b.events, *e)
		return
	}
	b.events[b.next] = *e
	if b.next++; b.next == b.limit {
		b.next = 0
	}
}

// Recorded returns how many events there were, kept or not.
func (b *Buffer) Recorded() uint64 { return b.recorded }

// Take returns the events in the order of their beginnings, and leaves none.
// What others happen in stands before them.
func (b *Buffer) Take() []Event {
	events := b.events
	b.events, b.next = nil, 0
	slices.SortStableFunc(events, func(x, y Event) int {
		return cmp.Or(cmp.Compare(x.At, y.At), -cmp.Compare(x.Took, y.Took))
	})
	return events
}
