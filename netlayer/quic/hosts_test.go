package quic

import (
	"testing"

	"github.com/charm4go/charm/netlayer/inproc"
)

// configs makes the gateways' settings for hosts with so many PEs.
func configs(t testing.TB, pes ...int) []Config {
	t.Helper()
	configs, err := clusterConfigs(pes...)
	if err != nil {
		t.Fatal(err)
	}
	for host := range configs {
		configs[host].Names = []string{"anna", "bert", "cleo", "dora"}
		configs[host].Registry = 7
	}
	return configs
}

// run makes hosts with these settings, and closes them when the test is over.
func run(t testing.TB, configs []Config, options inproc.Options) *Cluster {
	t.Helper()
	c, err := newCluster(configs, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}
