package quic

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	quicgo "github.com/quic-go/quic-go"
)

// recallAfter is how long call waits before it tries again.
const recallAfter = 100 * time.Millisecond

// call connects with a host, again and again until it is there or ctx ends.
func (g *Gateway) call(ctx context.Context, host int, address string) {
	for ctx.Err() == nil && !g.ended() {
		if g.callOnce(ctx, host, address) == nil {
			return
		}
		select {
		case <-time.After(recallAfter):
		case <-ctx.Done():
		}
	}
}

func (g *Gateway) callOnce(ctx context.Context, host int, address string) error {
	to, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return err
	}
	tlsConfig, err := g.config.Keys.tls()
	if err != nil {
		return err
	}
	tlsConfig.ServerName = nameOf(g.config.Keys.Job, host)
	conn, err := g.transport.Dial(ctx, to, tlsConfig, g.config.quic())
	if err != nil {
		return err
	}
	err = g.greet(ctx, conn, host)
	g.refuse(conn, err)
	return err
}

// refuse closes a connection because of err, if there is one.
func (g *Gateway) refuse(conn *quicgo.Conn, err error) {
	var differ *differError
	switch {
	case errors.As(err, &differ):
		conn.CloseWithError(codeDiffers, err.Error())
		g.fail(differ.error)
	case err != nil:
		conn.CloseWithError(codeRefused, err.Error())
	}
}

// greet exchanges hellos with the host that was called, whose certificate says
// that it is the one.
func (g *Gateway) greet(ctx context.Context, conn *quicgo.Conn, host int) error {
	stream, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := stream.Write(g.hello().bytes()); err != nil {
		return err
	}
	other, err := readHello(stream)
	var app *quicgo.ApplicationError
	if errors.As(err, &app) && app.Remote && app.ErrorCode == codeDiffers {
		return &differError{errors.New(app.ErrorMessage)}
	}
	if err != nil {
		return err
	}
	if err := g.check(other, host); err != nil {
		return err
	}
	return g.add(ctx, host, conn)
}

// readHello reads all of a stream's first direction.
func readHello(stream *quicgo.Stream) (hello, error) {
	b := make([]byte, helloBytes)
	if _, err := io.ReadFull(stream, b); err != nil {
		return hello{}, err
	}
	return parseHello(b)
}

// A differError is that two hosts can not work together.
type differError struct{ error }

// check compares what a host says with what it has proved, and with this one.
func (g *Gateway) check(other hello, host int) error {
	if other.version == g.config.version && other.host != host {
		return fmt.Errorf("quic: the host that says that it is %s is %s", g.name(other.host), g.name(host))
	}
	other.host = host
	if err := g.differs(other); err != nil {
		return &differError{err}
	}
	return nil
}

// add makes a host a peer, whose connection is good.
func (g *Gateway) add(ctx context.Context, host int, conn *quicgo.Conn) error {
	p := newPeer(g, host, conn)
	if err := p.open(ctx); err != nil {
		return err
	}
	if _, twice := g.peers.LoadOrStore(host, p); twice {
		return fmt.Errorf("quic: %s has a connection with %s already", g.name(g.host), g.name(host))
	}
	g.joined <- struct{}{}
	return nil
}

// accept takes connections that others make.
func (g *Gateway) accept() {
	for {
		conn, err := g.listener.Accept(context.Background())
		if err != nil {
			return // closed
		}
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), g.config.Patience)
			defer cancel()
			err := g.welcome(ctx, conn)
			g.guard.settle(conn, err == nil)
			g.refuse(conn, err)
		}()
	}
}

// welcome exchanges hellos with whoever has called, and has proved that it is one
// of the job.
func (g *Gateway) welcome(ctx context.Context, conn *quicgo.Conn) error {
	host, err := g.caller(conn)
	if err != nil {
		return err
	}
	stream, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok {
		stream.SetReadDeadline(deadline)
	}
	other, err := readHello(stream)
	if err != nil {
		return err
	}
	if _, err := stream.Write(g.hello().bytes()); err != nil {
		return err
	}
	if err := g.check(other, host); err != nil {
		return err
	}
	return g.add(ctx, host, conn)
}

// caller returns the host whose certificate a connection has.
func (g *Gateway) caller(conn *quicgo.Conn) (host int, err error) {
	cert := conn.ConnectionState().TLS.PeerCertificates[0]
	for host := g.host + 1; host < g.hosts.Len(); host++ {
		if cert.VerifyHostname(nameOf(g.config.Keys.Job, host)) == nil {
			return host, nil
		}
	}
	return 0, fmt.Errorf("quic: %s is called by %s, want a host after it", g.name(g.host), cert.Subject.CommonName)
}
