package ringnet

import (
	"fmt"
	"testing"

	"github.com/charm4go/charm/netlayer"
)

// BenchmarkMessage sends messages and receives them on one goroutine: what they
// cost beside the way between two processors. The bytes are not touched.
func BenchmarkMessage(b *testing.B) {
	for _, n := range []int{40, inlineMax, inlineMax + 1, 1 << 20} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ports := newPorts(b, 2, Options{})
			from, to := netlayer.Port(ports[0]), netlayer.Port(ports[1])
			for b.Loop() {
				from.Reserve(1, n)
				from.Commit(n)
				to.Recv()
				to.Release()
			}
		})
	}
}
