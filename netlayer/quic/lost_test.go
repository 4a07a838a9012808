package quic

import (
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer/inproc"
)

// A relay passes packets on between callers and an address, until it is cut.
type relay struct {
	socket *net.UDPConn // that is called
	cut    atomic.Bool
}

// newRelay starts a relay to an address.
func newRelay(t *testing.T, address string) *relay {
	to, err := net.ResolveUDPAddr("udp", address)
	check(t, err)
	front, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	check(t, err)
	back, err := net.DialUDP("udp", nil, to)
	check(t, err)
	t.Cleanup(func() { front.Close(); back.Close() })
	r := &relay{socket: front}
	var caller atomic.Pointer[net.UDPAddr]
	go pass(front.ReadFromUDP, func(b []byte, from *net.UDPAddr) {
		caller.Store(from)
		if !r.cut.Load() {
			back.Write(b)
		}
	})
	go pass(back.ReadFromUDP, func(b []byte, _ *net.UDPAddr) {
		if to := caller.Load(); to != nil && !r.cut.Load() {
			front.WriteToUDP(b, to)
		}
	})
	return r
}

// pass hands on what is read, until there is nothing to read any more.
func pass(read func([]byte) (int, *net.UDPAddr, error), to func([]byte, *net.UDPAddr)) {
	b := make([]byte, 1<<16)
	for {
		n, from, err := read(b)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			to(b[:n], from)
		}
	}
}

// The network between two of three hosts fails: each host ends, says which two it
// was, and within 5 s.
func TestALostConnectionEndsTheJobAndNamesTheHosts(t *testing.T) {
	cs := configs(t, 1, 1, 1)
	gateways, addresses := listen(t, cs)
	r := newRelay(t, addresses[0])
	through := append([]string{r.socket.LocalAddr().String()}, addresses[1:]...)
	errs := make(chan error, 3)
	go func() { errs <- joinAll(gateways[2:], through, 20*time.Second)[0] }()
	for _, err := range joinAll(gateways[:2], addresses, 20*time.Second) {
		check(t, err)
	}
	check(t, <-errs)
	type end struct {
		host  int
		cause error
	}
	ends := make(chan end, 3)
	for host, g := range gateways {
		local, err := inproc.New(3, inproc.Options{})
		check(t, err)
		go func() { ends <- end{host, g.Carry(local[1], local[2])} }()
	}
	r.cut.Store(true)
	start, noticed := time.Now(), 0
	for range gateways {
		e := <-ends
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("host %d ends after %v", e.host, took)
		}
		text := e.cause.Error()
		if !strings.Contains(text, "host 0 (anna) has lost its connection with host 2 (cleo)") &&
			!strings.Contains(text, "host 2 (cleo) has lost its connection with host 0 (anna)") {
			t.Errorf("host %d ends with %q, want that hosts 0 and 2 have lost each other", e.host, text)
		}
		// Who notices it last may be told before.
		var lost *LostError
		if errors.As(e.cause, &lost) {
			noticed++
		}
		if lost != nil && e.host == 1 {
			t.Errorf("host 1, which has lost nothing, ends with %q", text)
		}
	}
	if noticed == 0 {
		t.Error("no host ends with a LostError")
	}
}

// An end that was announced is none.
func TestTheEndOfTheJobIsNoFailure(t *testing.T) {
	c := run(t, configs(t, 1, 1, 1), inproc.Options{})
	c.Gateways[1].Close()
	for host, p := range c.Ports {
		if host != 1 {
			p.Reserve(1, 1)
			p.Commit(1) // to a host that has gone
		}
	}
	c.Ports[0].Reserve(2, 1)
	c.Ports[0].Commit(1)
	receive(c.Ports[2])
	c.Ports[2].Release()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
