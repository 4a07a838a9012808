package quic

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	quicgo "github.com/quic-go/quic-go"

	"github.com/charm4go/charm/netlayer/inproc"
)

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it does not come to: %s", what)
		}
	}
}

// A stranger knocks at gateways that it has no business with.
type stranger struct {
	tls      *tls.Config
	settings *quicgo.Config
}

// newStranger is somebody with the keys of a job.
func newStranger(t *testing.T, c Config) stranger {
	config, err := c.Keys.tls()
	check(t, err)
	return stranger{config, c.filled().quic()}
}

// knock calls a gateway as some host of its job, and returns what comes of that
// once the gateway had time to answer.
func (s stranger) knock(g *Gateway, address string) (*quicgo.Conn, error) {
	config := s.tls.Clone()
	config.ServerName = nameOf(g.config.Keys.Job, g.host)
	conn, err := quicgo.DialAddr(context.Background(), address, config, s.settings)
	if err != nil {
		return nil, err
	}
	// A caller's side is done first: whether its keys will do, it hears here.
	stream, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	stream.Write(g.hello().bytes()[:helloBytes/2]) // and no more
	stream.Close()
	_, err = stream.Read(make([]byte, 1))
	return conn, err
}

// While hosts wait for each other and while they work, nobody else gets in, and
// those who try are counted.
func TestStrangersAreRefusedAndCountedAndTheJobGoesOn(t *testing.T) {
	cs := configs(t, 1, 1)
	other := configs(t, 1, 1)[1]
	wrong := cs[1]
	wrong.Keys.Private = other.Keys.Private
	gateways, addresses := listen(t, cs)
	g := gateways[0]
	knock := func(name string, s stranger) {
		t.Helper()
		before := g.Stats().Refused
		if _, err := s.knock(g, addresses[0]); err == nil {
			t.Errorf("%s: let in", name)
		}
		eventually(t, name+" is counted", func() bool { return g.Stats().Refused > before })
	}
	another := newStranger(t, other)
	another.tls.RootCAs = newStranger(t, cs[1]).tls.RootCAs // it trusts us, but we do not trust it
	mute := newStranger(t, cs[1])
	mute.tls.Certificates = nil
	foreign := newStranger(t, cs[1])
	foreign.tls.NextProtos = []string{"h3"}
	strangers := map[string]stranger{
		"a peer of another job": another,
		"a wrong key":           newStranger(t, wrong),
		"no key":                mute,
		"another protocol":      foreign,
		"a truncated hello":     newStranger(t, cs[1]), // even with good keys
	}
	for name, s := range strangers {
		knock(name, s)
	}
	c, err := newClusterOf(gateways, addresses, inproc.Options{})
	check(t, err)
	t.Cleanup(func() { c.Close() })
	for name, s := range strangers {
		knock(name+", later", s)
	}

	socket, err := net.Dial("udp", addresses[0])
	check(t, err)
	defer socket.Close()
	for _, garbage := range [][]byte{
		make([]byte, 100),
		[]byte("\x40 looks like the middle of a connection that there is not"),
		append([]byte("\xc0\x00\x00\x00\x01\x14"), make([]byte, 1400)...), // a long header, cut
	} {
		before := g.Stats()
		socket.Write(garbage)
		eventually(t, fmt.Sprintf("%.20q is counted", garbage), func() bool { return g.Stats() != before })
	}
	exchange(t, c)
}

// exchange sends a message to and fro between the first two PEs.
func exchange(t *testing.T, c *Cluster) {
	t.Helper()
	for pe := range 2 {
		c.Ports[pe].Reserve(1-pe, 8)
		c.Ports[pe].Commit(8)
		receive(c.Ports[1-pe])
		c.Ports[1-pe].Release()
	}
}

// A firstOnly lets one packet out for each permit, and none in.
type firstOnly struct {
	net.PacketConn
	permits atomic.Int64
}

func (f *firstOnly) WriteTo(b []byte, to net.Addr) (int, error) {
	if f.permits.Add(-1) < 0 {
		return len(b), nil
	}
	return f.PacketConn.WriteTo(b, to)
}

// Callers that begin and do not go on take no more memory than some few do, and
// are not in the way.
func TestHalfOpenConnectionsDoNotPileUp(t *testing.T) {
	calls := 10_000
	if testing.Short() || raceEnabled {
		calls = 400
	}
	cs := configs(t, 1, 1)
	gateways, addresses := listen(t, cs)
	g := gateways[0]
	var most atomic.Int64
	storm := func(calls int) {
		s := newStranger(t, cs[1])
		to, err := net.ResolveUDPAddr("udp", addresses[0])
		check(t, err)
		var callers sync.WaitGroup
		for range 4 {
			callers.Go(func() {
				socket, err := net.ListenPacket("udp", "127.0.0.1:0")
				if err != nil {
					t.Error(err)
					return
				}
				f := &firstOnly{PacketConn: socket}
				transport := &quicgo.Transport{Conn: f}
				defer socket.Close()
				defer transport.Close()
				for range calls / 4 {
					ctx, cancel := context.WithCancel(context.Background())
					f.permits.Store(1)
					called := make(chan struct{})
					go func() {
						transport.Dial(ctx, to, s.tls, s.settings)
						close(called)
					}()
					for f.permits.Load() > 0 {
						time.Sleep(10 * time.Microsecond)
					}
					cancel()
					<-called
					most.Store(max(most.Load(), g.guard.open.Load()))
				}
			})
		}
		callers.Wait()
	}
	storm(calls / 2) // while the hosts wait for each other
	if limit := int64(g.hosts.Len() + maxOpen); most.Load() > limit {
		t.Errorf("%d connections were half open at once, want at most %d", most.Load(), limit)
	}
	c, err := newClusterOf(gateways, addresses, inproc.Options{})
	check(t, err)
	t.Cleanup(func() { c.Close() })
	storm(calls / 2) // while they work
	stats := g.Stats()
	if seen := stats.Refused + stats.Challenged; seen < uint64(calls/8) {
		t.Errorf("of %d calls were refused or challenged: %+v", calls, stats)
	}
	exchange(t, c)
}
