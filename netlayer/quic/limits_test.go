package quic

import (
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer/inproc"
)

// A PE that does not receive holds up those who send to it, and what it does not
// receive stays with them: the gateways take what their limits say.
func TestWhatIsNotReceivedStaysWithItsSender(t *testing.T) {
	limits := limits{backlog: 1 << 20, held: 64 << 10, window: 256 << 10, queued: 1 << 20, batch: 64 << 10}
	options := inproc.Options{RingBytes: 64 << 10, BlockBytes: 1 << 20}
	for _, test := range []struct {
		name     string
		n, count int
	}{
		{"small", 1000, 20_000},
		{"large", 100_000, 300},
	} {
		t.Run(test.name, func(t *testing.T) {
			cs := configs(t, 1, 2)
			for host := range cs {
				cs[host].limits = limits
			}
			c := run(t, cs, options)
			here, slow, quick := c.Ports[0], c.Ports[1], c.Ports[2]
			for i := range test.count {
				b := here.Reserve(1, test.n)
				b[0], b[1] = byte(i), byte(i>>8)
				here.Commit(test.n)
				here.Flush()
			}
			// What the gateways, two rings and the blocks may hold at most, twice: of
			// the lanes only one is used.
			most := 2 * (limits.backlog + limits.held + numBulks*(limits.window+test.n) + limits.window + limits.queued + limits.batch + 2*options.RingBytes + 2*options.BlockBytes)
			for still := 0; still < 20; {
				before := here.Stats().BacklogBytes
				here.Flush()
				time.Sleep(5 * time.Millisecond)
				if here.Stats().BacklogBytes == before {
					still++
				} else {
					still = 0
				}
			}
			if in := test.n*test.count - here.Stats().BacklogBytes; in > most {
				t.Errorf("%d bytes have left their sender, want at most %d", in, most)
			}
			// Others may have to wait, but not for ever, and nothing is lost.
			here.Reserve(2, 1)
			here.Commit(1)
			done := make(chan struct{})
			go func() {
				defer close(done)
				for i := range test.count {
					m := receive(slow)
					if len(m) != test.n || m[0] != byte(i) || m[1] != byte(i>>8) {
						t.Errorf("message %d is %d bytes from %d on", i, len(m), m[:2])
						return
					}
					slow.Release()
				}
			}()
			for here.Flush() {
				here.Wait(-1)
			}
			<-done
			receive(quick)
			quick.Release()
		})
	}
}

// Large messages that are all there at once, and more than the limits let through:
// the gateway must not wait for what it has yet to send itself.
func TestTheWayOutDoesNotWaitForItself(t *testing.T) {
	const n, count = 100_000, 30
	cs := configs(t, 1, 1)
	for host := range cs {
		cs[host].limits = limits{backlog: 1 << 20, held: 64 << 10, window: 64 << 10, queued: 4 * n, batch: 64 << 10}
	}
	gateways, addresses := listen(t, cs)
	for _, err := range joinAll(gateways, addresses, clusterPatience) {
		check(t, err)
	}
	c := &Cluster{Hosts: cs[0].Hosts}
	carry := make([]func() error, 2)
	for host, g := range gateways {
		out, in, err := c.addPEs(host, inproc.Options{BlockBytes: 16 << 20})
		check(t, err)
		carry[host] = func() error { return g.Carry(out, in) }
	}
	for range count {
		c.Ports[0].Reserve(1, n)
		c.Ports[0].Commit(n)
	}
	for _, carry := range carry {
		go carry()
	}
	received := make(chan struct{})
	go func() {
		defer close(received)
		for range count {
			receive(c.Ports[1])
			c.Ports[1].Release()
		}
	}()
	select {
	case <-received:
	case <-time.After(20 * time.Second):
		t.Fatal("the messages do not arrive")
	}
}
