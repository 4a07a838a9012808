package quic

import (
	"fmt"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/netlayer/nettest"
)

func TestPromises(t *testing.T) {
	for _, test := range []struct {
		hosts   int
		options inproc.Options
		watch   time.Duration
	}{
		{2, inproc.Options{}, 0},
		{2, inproc.Options{}, 100 * time.Microsecond},
		{3, inproc.Options{RingBytes: 4 << 10, BlockBytes: 64 << 10}, 0},
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
			settings := configs(t, pes...)
			for host := range settings {
				settings[host].Watch = test.watch
			}
			return run(t, settings, test.options).Ports
		}
		t.Run(fmt.Sprintf("%dHosts,Watch=%v", test.hosts, test.watch), func(t *testing.T) {
			nettest.Run(t, ports)
			nettest.RunConcurrent(t, ports)
		})
	}
}
