package conformance

import (
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

func TestVeryLargeMessages(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a gigabyte")
	}
	charetest.Run(t, 2, func(t *chare.Task) {
		echoes(t, far(t), 256<<20+12345)
		t.Exit(0)
	})
}
