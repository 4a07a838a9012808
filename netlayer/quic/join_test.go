package quic

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// listen opens gateways, which are closed when the test is over.
func listen(t testing.TB, configs []Config) (gateways []*Gateway, addresses []string) {
	t.Helper()
	for _, c := range configs {
		g, err := Listen(c)
		check(t, err)
		t.Cleanup(g.Close)
		gateways = append(gateways, g)
		addresses = append(addresses, fmt.Sprint("127.0.0.1:", g.Port()))
	}
	return gateways, addresses
}

// Of two hosts that can not work together, both say so, and which they are.
func TestHostsThatDifferSayHow(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"version", func(c *Config) { c.version = 3 }, "host 0 (anna) and host 1 (bert) do not understand each other: the versions of their protocols are 1 and 3"},
		{"registry", func(c *Config) { c.Registry = 8 }, "host 0 (anna) and host 1 (bert) run different programs: the hashes of their classes are 0000000000000007 and 0000000000000008"},
		{"hosts", func(c *Config) { c.Hosts = configs(t, 1, 2)[0].Hosts }, "host 0 (anna) and host 1 (bert) were told of different jobs: of 2 hosts with 2 PEs, and of 2 hosts with 3 PEs"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cs := configs(t, 1, 1)
			test.change(&cs[1])
			gateways, addresses := listen(t, cs)
			for host, err := range joinAll(gateways, addresses, 20*time.Second) {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("host %d: %v, want %q", host, err, test.want)
				}
			}
		})
	}
}

func TestJoinNamesThoseThatAreMissing(t *testing.T) {
	gateways, addresses := listen(t, configs(t, 1, 1, 1, 1))
	errs := joinAll(gateways[:2], addresses, time.Second)
	for host, want := range []string{
		"host 0 (anna) has no connection with host 2 (cleo), host 3 (dora)",
		"host 1 (bert) has no connection with host 2 (cleo), host 3 (dora)",
	} {
		if err := errs[host]; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("host %d: %v, want %q", host, err, want)
		}
	}
	if got := fmt.Sprint(gateways[0].Missing()); got != "[2 3]" {
		t.Errorf("host 0 misses %v", got)
	}
}

// A host that comes late is called again until it is there.
func TestJoinWaitsForTheLate(t *testing.T) {
	cs := configs(t, 1, 1)
	early, addresses := listen(t, cs[1:])
	late, err := Listen(cs[0])
	check(t, err)
	address := fmt.Sprint("127.0.0.1:", late.Port())
	late.Close()
	addresses = append([]string{address}, addresses...)
	joined := make(chan error)
	go func() { joined <- joinAll(early, addresses, 20*time.Second)[0] }()
	cs[0].Address = address
	gateways, _ := listen(t, cs[:1])
	check(t, joinAll(gateways, addresses, 20*time.Second)[0])
	check(t, <-joined)
}

func TestHellosAreReadBackAndCutOnesAreNot(t *testing.T) {
	want := hello{1, ID{1, 2, 3}, 4, 5, 600, 0x123456789abcdef0}
	b := want.bytes()
	if got, err := parseHello(b); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	for n := range b {
		if got, err := parseHello(b[:n]); err == nil {
			t.Errorf("from %d bytes: %+v", n, got)
		}
	}
	b[0]++
	if got, err := parseHello(b); err == nil {
		t.Errorf("from other bytes: %+v", got)
	}
}
