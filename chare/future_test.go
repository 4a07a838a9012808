package chare

import (
	"slices"
	"testing"

	"github.com/charm4go/charm/wire"
)

// namedReceiver is a receiver to tell from others.
type namedReceiver string

func (namedReceiver) receive(*kernel, int, *wire.Decoder) bool { return true }

// An address of a future that is gone must not reach the one that has its place
// now.
func TestAddressesOfFuturesAreNotUsedAgain(t *testing.T) {
	var table futureTable
	var old []uint64
	for round := range 20 {
		a, b := table.add(namedReceiver("a")), table.add(namedReceiver("b"))
		if table.get(a) != namedReceiver("a") || table.get(b) != namedReceiver("b") || table.outstanding() != 2 {
			t.Fatalf("round %d: %v and %v are found, %d are outstanding", round, table.get(a), table.get(b), table.outstanding())
		}
		if slices.Contains(old, a) || slices.Contains(old, b) || a == 0 || b == 0 {
			t.Fatalf("round %d: address %x or %x is of a future before, or 0", round, a, b)
		}
		for _, id := range old {
			if table.get(id) != nil {
				t.Fatalf("round %d: the old address %x reaches %v", round, id, table.get(id))
			}
			table.drop(id) // of no effect
		}
		old = append(old, a, b)
		table.drop(a)
		table.drop(a)
		table.drop(b)
		if table.outstanding() != 0 {
			t.Fatalf("round %d: %d are outstanding at the end", round, table.outstanding())
		}
	}
	if len(table.slots) != 2 {
		t.Errorf("the table has grown to %d places for two at a time", len(table.slots))
	}
	if table.get(1<<32|99) != nil || table.get(0) != nil {
		t.Error("addresses that were never given are found")
	}
}

// counted is a waiter that counts.
type counted struct{ n int }

func (c *counted) wake() { c.n++ }

func TestWaitersAreWokenOnceEach(t *testing.T) {
	var ws waiters
	ws.wake() // nobody
	all := make([]counted, 5)
	for i := range all {
		ws.add(&all[i])
	}
	ws.remove(&all[0]) // the first
	ws.remove(&all[3])
	ws.remove(&all[3]) // no longer there
	ws.wake()
	ws.wake() // nobody any more
	for i, c := range all {
		if want := 1 - btoi(i == 0 || i == 3); c.n != want {
			t.Errorf("waiter %d was woken %d times, want %d", i, c.n, want)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
