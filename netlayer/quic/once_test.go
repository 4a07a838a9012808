package quic

import (
	"fmt"
	"slices"
	"testing"

	"github.com/charm4go/charm/netlayer/inproc"
)

// A message to many PEs crosses the network once for each host but its own.
func TestAMessageToManyCrossesOncePerHost(t *testing.T) {
	for _, n := range []int{1, 5000, largeBytes + 1, 3 << 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			c := run(t, configs(t, 3, 4, 2), inproc.Options{})
			all := []int32{8, 4, 0, 2, 1, 6, 3, 7, 5} // in any order
			m := c.Ports[1].ReserveMany(all, n)
			copy(m, "to all")
			c.Ports[1].Commit(n)
			for _, p := range c.Ports {
				c.Ports[1].Flush()
				if m := receive(p); len(m) != n || string(m[:min(n, 6)]) != "to all"[:min(n, 6)] {
					t.Errorf("PE %d received %d bytes that begin with %.10q", p.PE(), len(m), m)
				}
				p.Release()
			}
			var sent []uint64
			for _, g := range c.Gateways {
				stats := g.Stats()
				sent = append(sent, stats.Sent)
				if stats.SentBytes != stats.Sent*uint64(n) {
					t.Errorf("%d messages of %d bytes, and %d bytes were sent", stats.Sent, n, stats.SentBytes)
				}
			}
			if !slices.Equal(sent, []uint64{2, 0, 0}) {
				t.Errorf("the hosts have sent %d messages, want host 0 to send one to each of the others", sent)
			}
		})
	}
}
