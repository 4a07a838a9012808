package quic

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/puzpuzpuz/xsync/v3"
	quicgo "github.com/quic-go/quic-go"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/route"
)

// Config is what a gateway is told.
type Config struct {
	Keys     Keys         // say which host of which job this is
	Hosts    *route.Hosts // the PEs of each
	Names    []string     // of the hosts, for messages; may be nil
	Registry uint64       // hash of the classes of the program

	// Address is where to listen, "10.0.0.7:0" for one interface. The zero
	// value is any port of all interfaces.
	Address string

	// Patience is how long nothing may come from another host until it is
	// taken for lost; zero means 3 s.
	Patience time.Duration

	// Watch is how long the gateway looks for the next message before it sleeps,
	// at most. Zero means not at all, which is right where PEs want all processors.
	Watch time.Duration

	version uint32 // of the protocol; 0 is ours
	limits  limits // zero: the default
	buffer  int    // bytes that the kernel should keep; 0: bufferBytes
}

// filled returns the settings with nothing left open.
func (c Config) filled() Config {
	if c.Patience == 0 {
		c.Patience = 3 * time.Second
	}
	if c.version == 0 {
		c.version = version
	}
	if c.buffer == 0 {
		c.buffer = bufferBytes
	}
	if c.limits == (limits{}) {
		c.limits = defaultLimits(c.Hosts.Len())
	}
	return c
}

// quic is what both ends of a connection want.
func (c Config) quic() *quicgo.Config {
	window := uint64(c.limits.window)
	return &quicgo.Config{
		HandshakeIdleTimeout: c.Patience,
		MaxIdleTimeout:       c.Patience,
		KeepAlivePeriod:      c.Patience / 5,

		// They do not grow: what the receiver has room for is known. That of a
		// connection is never the one that is full, so no stream waits for
		// another to be read.
		InitialStreamReceiveWindow:     window,
		MaxStreamReceiveWindow:         window,
		InitialConnectionReceiveWindow: window * numStreams,
		MaxConnectionReceiveWindow:     window * numStreams,

		MaxIncomingStreams:    1, // for the hellos
		MaxIncomingUniStreams: numLanes + numBulks,
	}
}

// A Gateway joins the PEs of its host to those of all others.
type Gateway struct {
	config Config
	hosts  *route.Hosts
	host   int

	socket    *net.UDPConn
	watch     watch // over it and the ring of out
	transport *quicgo.Transport
	listener  *quicgo.Listener
	guard     *guard

	peers  *xsync.MapOf[int, *peer] // by host
	joined chan struct{}            // receives a token at each new peer

	in      *wayIn
	out     netlayer.Port
	started []*lane // have frames that flush has yet to give to their streams; the way out's own
	queued  *queued

	sent, sentBytes atomic.Uint64

	mu    sync.Mutex
	cause error
	over  chan struct{} // closed at the end
}

// Listen opens the port of a gateway, to which the other hosts will connect.
func Listen(c Config) (*Gateway, error) {
	c = c.filled()
	if c.Keys.Host < 0 || c.Keys.Host >= c.Hosts.Len() {
		return nil, fmt.Errorf("quic: the %v, want keys of one of %d hosts", c.Keys, c.Hosts.Len())
	}
	g := &Gateway{
		config: c,
		hosts:  c.Hosts,
		host:   c.Keys.Host,
		peers:  xsync.NewMapOf[int, *peer](),
		joined: make(chan struct{}, c.Hosts.Len()),
		queued: newQueued(c.limits.queued),
		over:   make(chan struct{}),
	}
	g.guard = newGuard(g)
	tlsConfig, err := c.Keys.tls()
	if err != nil {
		return nil, err
	}
	if g.socket, err = openSocket(c.Address); err != nil {
		return nil, err
	}
	g.watch.start(c.Watch)
	g.watch.ring.wake = func() { g.out.Wake() }
	g.transport = &quicgo.Transport{
		Conn:                g.watch.over(g.socket),
		ConnContext:         g.guard.admit,
		VerifySourceAddress: g.guard.suspects,
		Tracer:              g.guard,
	}
	if g.listener, err = g.transport.Listen(tlsConfig, c.quic()); err != nil {
		g.socket.Close()
		return nil, fmt.Errorf("quic: the port of a gateway: %w", err)
	}
	go g.guard.countGarbage(g.transport)
	go g.accept()
	return g, nil
}

// Port returns the UDP port that the gateway listens on.
func (g *Gateway) Port() int { return g.transport.Conn.LocalAddr().(*net.UDPAddr).Port }

// Stats returns what the gateway has counted.
func (g *Gateway) Stats() Stats {
	return Stats{
		Sent: g.sent.Load(), SentBytes: g.sentBytes.Load(),
		Refused: g.guard.refused.Load(), Challenged: g.guard.challenged.Load(), Garbage: g.guard.garbage.Load(),
	}
}

// Join connects with all other hosts, given the address and port of each
// gateway, in the order of the hosts. It returns when all connections are there;
// with an error if ctx ends before, or if a host has another program.
func (g *Gateway) Join(ctx context.Context, addresses []string) error {
	if len(addresses) != g.hosts.Len() {
		return fmt.Errorf("quic: %d addresses for %d hosts", len(addresses), g.hosts.Len())
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Those with lower numbers are called; those with higher ones call.
	for host := range g.host {
		go g.call(ctx, host, addresses[host])
	}
	for g.peers.Size() < g.hosts.Len()-1 {
		select {
		case <-g.joined:
		case <-ctx.Done():
			return fmt.Errorf("quic: %s has no connection with %s: %w", g.name(g.host), g.nameAll(g.Missing()), context.Cause(ctx))
		case <-g.over:
			return g.err()
		}
	}
	g.guard.close()
	return nil
}

// Missing returns the hosts with which there is no connection yet.
func (g *Gateway) Missing() []int {
	var missing []int
	for host := range g.hosts.Len() {
		if _, ok := g.peers.Load(host); !ok && host != g.host {
			missing = append(missing, host)
		}
	}
	return missing
}

// Carry carries messages between the PEs of this host and all others, given its
// two places in the network of the host, which then belong to it. It returns
// nil after Close, and else why it can not go on.
func (g *Gateway) Carry(out, in netlayer.Port) error {
	if out.PE() != g.hosts.Out(g.host) || in.PE() != g.hosts.In(g.host) {
		return fmt.Errorf("quic: the places of the gateway of host %d are %d and %d, want %d and %d", g.host, out.PE(), in.PE(), g.hosts.Out(g.host), g.hosts.In(g.host))
	}
	g.in, g.out = newWayIn(in, g.config.limits.backlog), out
	var running sync.WaitGroup
	running.Go(g.in.flush)
	g.peers.Range(func(_ int, p *peer) bool {
		go p.receive()
		return true
	})
	running.Go(g.carryOut)
	<-g.over
	g.in.close()
	g.out.Wake()
	g.disconnect()
	running.Wait()
	in.Close()
	out.Close()
	return g.err()
}

// carryOut takes what the PEs of this host send to others, until the end.
func (g *Gateway) carryOut() {
	var pes []int32
	for !g.ended() {
		from, record, err := g.out.Recv()
		if err != nil {
			g.fail(err)
			return
		}
		if record == nil {
			g.flush()
			if !g.watch.goOn() {
				g.watch.sleep(&g.watch.ring, &g.watch.socket, g.waitOut)
			}
			continue
		}
		g.watch.saw(&g.watch.socket)
		var m []byte
		if pes, m, err = g.hosts.TakeOut(record, pes[:0]); err != nil || from >= g.localPEs() {
			g.fail(fmt.Errorf("quic: from place %d of %s: %w", from, g.name(g.host), err))
			return
		}
		g.send(g.hosts.First(g.host)+from, pes, m)
	}
}

// waitOut sleeps until the PEs of this host send something.
func (g *Gateway) waitOut() {
	// Those that flush has woken run now. A Wait that keeps the thread would
	// let them wait for another to wake up; others make a system call first.
	runtime.Gosched()
	g.out.Wait(-1)
}

// flush sends what has been collected for all hosts.
func (g *Gateway) flush() {
	for _, l := range g.started {
		l.started = false
		l.flush()
	}
	g.started = g.started[:0]
}

// send sends the message that was received, to PEs of other hosts, to each host
// once. It releases it.
func (g *Gateway) send(from int, pes []int32, m []byte) {
	slices.Sort(pes)
	if len(m) <= largeBytes {
		g.eachHost(pes, len(m), func(p *peer, pes []int32) { p.send(from, pes, m) })
		g.out.Release()
		return
	}
	m, giveBack := g.keep(m)
	unwritten := new(atomic.Int32)
	unwritten.Store(1) // until all hosts have it to write
	written := func() {
		if unwritten.Add(-1) == 0 {
			giveBack()
		}
	}
	g.eachHost(pes, len(m), func(p *peer, pes []int32) {
		unwritten.Add(1)
		p.sendLarge(from, pes, m, written)
	})
	written()
}

// keep leaves the message that was received where it is until giveBack, if that
// is possible, and else copies it.
func (g *Gateway) keep(m []byte) (kept []byte, giveBack func()) {
	if k, ok := g.out.(netlayer.Keeper); ok {
		if giveBack, ok := k.Keep(); ok {
			return m, giveBack
		}
	}
	m = slices.Clone(m)
	g.out.Release()
	return m, func() {}
}

// eachHost calls f for each host that some PEs are on, in order, with its PEs: to
// send a message of some length.
func (g *Gateway) eachHost(pes []int32, length int, f func(*peer, []int32)) {
	for len(pes) > 0 {
		host := g.hosts.Of(int(pes[0]))
		n := 1
		for n < len(pes) && g.hosts.Of(int(pes[n])) == host {
			n++
		}
		p, ok := g.peers.Load(host)
		if !ok {
			g.fail(fmt.Errorf("quic: a message to PE %d through the gateway of its own host", pes[0]))
			return
		}
		g.sent.Add(1)
		g.sentBytes.Add(uint64(length))
		f(p, pes[:n])
		pes = pes[n:]
	}
}

func (g *Gateway) localPEs() int { return g.hosts.PEs(g.host) }

// name is what messages call a host.
func (g *Gateway) name(host int) string {
	if host < len(g.config.Names) {
		return fmt.Sprintf("host %d (%s)", host, g.config.Names[host])
	}
	return fmt.Sprintf("host %d", host)
}

func (g *Gateway) nameAll(hosts []int) string {
	var all string
	for i, host := range hosts {
		if i > 0 {
			all += ", "
		}
		all += g.name(host)
	}
	return all
}
