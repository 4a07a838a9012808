package quic

import (
	"fmt"
	"testing"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/netlayer/nettest"
)

func TestPromises(t *testing.T) {
	for _, test := range []struct {
		hosts   int
		options inproc.Options
	}{
		{2, inproc.Options{}},
		{3, inproc.Options{RingBytes: 4 << 10, BlockBytes: 64 << 10}},
	} {
		if raceEnabled && test.hosts > 2 {
			continue // small memory takes many turns
		}
		ports := func(t *testing.T, n int) []netlayer.Port {
			// As evenly as it goes, so that PEs are both together and apart.
			hosts := min(test.hosts, n)
			pes := make([]int, hosts)
			for i := range n {
				pes[i%hosts]++
			}
			return run(t, configs(t, pes...), test.options).Ports
		}
		t.Run(fmt.Sprintf("%dHosts", test.hosts), func(t *testing.T) {
			nettest.Run(t, ports)
			nettest.RunConcurrent(t, ports)
		})
	}
}
