package boot

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// An iface is a network interface of this host that is up.
type iface struct {
	name      string
	addresses []netip.Prefix // each with the length of its network
}

// interfaces returns those of this host.
func interfaces() (list []iface) {
	all, err := net.Interfaces()
	if err != nil {
		return nil
	}
	for _, i := range all {
		addresses, err := i.Addrs()
		if err != nil || i.Flags&net.FlagUp == 0 {
			continue
		}
		found := iface{name: i.Name}
		for _, a := range addresses {
			if p, err := netip.ParsePrefix(a.String()); err == nil && !p.Addr().IsLinkLocalUnicast() {
				found.addresses = append(found.addresses, p)
			}
		}
		list = append(list, found)
	}
	return list
}

// chooseAddress returns the address at which other hosts are to reach this one,
// and why it is that. Wanted is what ++useip says: a network, an address in it,
// or the name of an interface. Else it is where ssh has reached the host, which
// sshd tells in the text ssh, and else the first address that is not for the host
// alone.
func chooseAddress(wanted, ssh string, list []iface) (a netip.Addr, why string, err error) {
	if wanted != "" {
		for _, i := range list {
			for _, p := range i.addresses {
				if matches(wanted, i.name, p) {
					return p.Addr(), i.name + ", by ++useip " + wanted, nil
				}
			}
		}
		return netip.Addr{}, "", fmt.Errorf("no address of this host is in the network, or of the interface, %s (++useip); it has %s", wanted, told(list))
	}
	var reached netip.Addr
	if f := strings.Fields(ssh); len(f) == 4 { // client, its port, server, its port
		if a, err := netip.ParseAddr(f[2]); err == nil {
			reached = a.Unmap().WithZone("")
		}
	}
	for _, i := range list {
		for _, p := range i.addresses {
			if p.Addr() == reached {
				return reached, i.name + ", where ssh has reached it", nil
			}
		}
	}
	for _, loopback := range []bool{false, true} {
		for _, i := range list {
			for _, p := range i.addresses {
				if p.Addr().IsLoopback() == loopback {
					return p.Addr(), i.name + ", the first of " + told(list), nil
				}
			}
		}
	}
	return netip.Addr{}, "", fmt.Errorf("this host has no network interface that is up")
}

// matches reports whether an address of an interface is what ++useip says.
func matches(wanted, name string, p netip.Prefix) bool {
	if wanted == name {
		return true
	}
	if network, err := netip.ParsePrefix(wanted); err == nil {
		return network.Contains(p.Addr())
	}
	a, err := netip.ParseAddr(wanted)
	return err == nil && p.Contains(a)
}

// told writes the addresses of interfaces.
func told(list []iface) string {
	var all []string
	for _, i := range list {
		for _, p := range i.addresses {
			all = append(all, i.name+" "+p.String())
		}
	}
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, ", ")
}
