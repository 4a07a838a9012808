package inproc_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/netlayer/nettest"
)

func TestPromises(t *testing.T) {
	for _, options := range []inproc.Options{
		{},
		{RingBytes: 1 << 10, BlockBytes: 4 << 10}, // one block
		{RingBytes: 64 << 10, BlockBytes: 64 << 10, Spin: 20 * time.Microsecond, Yields: 2},
	} {
		ports := func(t *testing.T, n int) []netlayer.Port {
			ports, err := inproc.New(n, options)
			if err != nil {
				t.Fatal(err)
			}
			return ports
		}
		t.Run(fmt.Sprintf("%+v", options), func(t *testing.T) {
			nettest.Run(t, ports)
			nettest.RunConcurrent(t, ports)
		})
	}
}
