package boot

import (
	"net/netip"
	"strings"
	"testing"
)

func TestChoiceOfAddress(t *testing.T) {
	up := func(name string, addresses ...string) iface {
		i := iface{name: name}
		for _, a := range addresses {
			i.addresses = append(i.addresses, netip.MustParsePrefix(a))
		}
		return i
	}
	list := []iface{
		up("lo", "127.0.0.1/8", "::1/128"),
		up("eth0", "192.168.1.7/24", "fd00::7/64"),
		up("ib0", "10.1.2.3/16"),
	}
	for _, c := range []struct{ wanted, ssh, address, why string }{
		{"", "", "192.168.1.7", "eth0, the first of"},
		{"", "10.1.9.9 40000 10.1.2.3 22", "10.1.2.3", "where ssh has reached it"},
		{"", "fd00::1 40000 fd00::7 22", "fd00::7", "where ssh has reached it"},
		{"", "10.1.9.9 40000 ::ffff:10.1.2.3 22", "10.1.2.3", "where ssh has reached it"},
		{"", "1.2.3.4 40000 5.6.7.8 22", "192.168.1.7", "the first of"}, // translated on the way
		{"", "nonsense", "192.168.1.7", "the first of"},
		{"ib0", "1.1.1.1 1 192.168.1.7 22", "10.1.2.3", "by ++useip ib0"},
		{"10.1.0.0/16", "", "10.1.2.3", "by ++useip"},
		{"10.1.200.200", "", "10.1.2.3", "by ++useip"},
		{"fd00::/64", "", "fd00::7", "by ++useip"},
		{"10.2.0.0/16", "", "", "10.2.0.0/16 (++useip); it has lo 127.0.0.1/8"},
		{"eth7", "", "", "no address of this host"},
	} {
		a, why, err := chooseAddress(c.wanted, c.ssh, list)
		if err != nil {
			why = err.Error()
		}
		if got := strings.TrimPrefix(a.String(), "invalid IP"); got != c.address || !strings.Contains(why, c.why) {
			t.Errorf("++useip %q, ssh %q: %s, %s; want %s, %s", c.wanted, c.ssh, got, why, c.address, c.why)
		}
	}
	if a, _, err := chooseAddress("", "", list[:1]); err != nil || !a.IsLoopback() {
		t.Errorf("of a host with lo alone: %v, %v", a, err)
	}
	if _, _, err := chooseAddress("", "", nil); err == nil {
		t.Error("no error from a host without addresses")
	}
}
