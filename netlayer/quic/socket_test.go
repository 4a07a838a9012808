package quic

import (
	"strings"
	"testing"
)

func TestSmallBuffersAreAReasonForAdvice(t *testing.T) {
	cs := configs(t, 1, 1)
	cs[0].buffer = 1 // any kernel has that
	cs[1].buffer = 1<<31 - 1
	gateways, _ := listen(t, cs)
	if got := gateways[0].Advice(); got != "" {
		t.Errorf("advice although there is enough: %s", got)
	}
	if got := gateways[1].Advice(); !strings.Contains(got, "host 1 (bert)") || !strings.Contains(got, "sysctl -w net.core.rmem_max=2147483647") {
		t.Errorf("advice %q, want the host and the command", got)
	}
}
