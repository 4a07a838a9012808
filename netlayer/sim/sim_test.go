package sim_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/nettest"
	"github.com/charm4go/charm/netlayer/sim"
)

func TestPromises(t *testing.T) {
	for _, options := range []sim.Options{{}, {InOrder: true}} {
		t.Run(fmt.Sprintf("%+v", options), func(t *testing.T) {
			nettest.Run(t, func(t *testing.T, n int) []netlayer.Port { return sim.New(n, 1, options).Ports() })
		})
	}
}

// arrivals returns what PE 0 receives, and in which order, when PE 1, 2 and 3
// have sent three messages each.
func arrivals(seed uint64, options sim.Options) (order []string) {
	w := sim.New(4, seed, options)
	ports := w.Ports()
	for number := range 3 {
		for from := 1; from < 4; from++ {
			ports[from].Reserve(0, 1)[0] = byte('a' + number)
			ports[from].Commit(1)
		}
	}
	for w.Deliverable(0) {
		from, m, _ := ports[0].Recv()
		order = append(order, fmt.Sprintf("%d%s", from, m))
		ports[0].Release()
	}
	if w.InFlight() != 0 {
		panic("messages in flight and none deliverable")
	}
	return order
}

func TestTheSeedDecidesTheOrder(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(200) {
		once, again := arrivals(seed, sim.Options{}), arrivals(seed, sim.Options{})
		if !slices.Equal(once, again) {
			t.Errorf("seed %d: %v, and again: %v", seed, once, again)
		}
		seen[fmt.Sprint(once)] = true
	}
	// There are 1680 ways to shuffle three rows of three.
	if len(seen) < 150 {
		t.Errorf("200 seeds give only %d orders", len(seen))
	}
}

func TestInOrderIsTheOrderOfSending(t *testing.T) {
	want := "[1a 2a 3a 1b 2b 3b 1c 2c 3c]"
	for seed := range uint64(5) {
		if got := fmt.Sprint(arrivals(seed, sim.Options{InOrder: true})); got != want {
			t.Errorf("seed %d: got %s, want %s", seed, got, want)
		}
	}
}

func TestReleaseSpoilsTheMessage(t *testing.T) {
	p := sim.New(1, 0, sim.Options{}).Ports()[0]
	copy(p.Reserve(0, 3), "abc")
	p.Commit(3)
	_, m, _ := p.Recv()
	p.Release()
	if string(m) == "abc" {
		t.Error("the message is still there after Release")
	}
}
