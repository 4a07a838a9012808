package quic

import (
	"context"
	"errors"
	"net"
	"sync/atomic"

	quicgo "github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/qlog"
	"github.com/quic-go/quic-go/qlogwriter"
)

// Stats count what a gateway has done, and what it has had nothing to do with.
type Stats struct {
	Sent      uint64 // messages to other hosts; one to several PEs of a host counts once
	SentBytes uint64

	Refused    uint64 // connections: keys of no job or another, no hello, too many, too late
	Challenged uint64 // callers that had to show that their address is theirs
	Garbage    uint64 // packets that belong to no connection
}

// A guard keeps strangers out. Those that do not prove quickly that they are of
// the job cost little, and nothing once all hosts are there.
type guard struct {
	gateway *Gateway
	open    atomic.Int64 // connections that are neither welcome nor refused yet
	closed  atomic.Bool  // all hosts are there

	refused, challenged, garbage atomic.Uint64
}

// maxOpen is how many connections may be neither welcome nor refused at once,
// besides those of all hosts.
const maxOpen = 64

func newGuard(g *Gateway) *guard { return &guard{gateway: g} }

var (
	errClosed  = errors.New("all hosts are there")
	errTooMany = errors.New("too many callers")
)

// A call is a connection that is neither welcome nor refused yet.
type call struct{ settled atomic.Bool }

type callKey struct{}

// admit decides whether somebody who calls may go on to prove who it is.
func (u *guard) admit(ctx context.Context, _ *quicgo.ClientInfo) (context.Context, error) {
	if u.closed.Load() {
		u.refused.Add(1)
		return nil, errClosed
	}
	if u.open.Load() >= int64(u.gateway.hosts.Len()+maxOpen) {
		u.refused.Add(1)
		return nil, errTooMany
	}
	c := new(call)
	u.open.Add(1)
	ctx = context.WithValue(ctx, callKey{}, c)
	context.AfterFunc(ctx, func() { u.decide(c, false) })
	return ctx, nil
}

// settle tells how it was decided about a connection.
func (u *guard) settle(conn *quicgo.Conn, welcome bool) {
	if c, ok := conn.Context().Value(callKey{}).(*call); ok {
		u.decide(c, welcome)
	}
}

func (u *guard) decide(c *call, welcome bool) {
	if c.settled.Swap(true) {
		return
	}
	u.open.Add(-1)
	if !welcome {
		u.refused.Add(1)
	}
}

// suspects reports whether callers have to show that their address is theirs,
// which costs them one time there and back, and us no memory.
func (u *guard) suspects(net.Addr) bool {
	if u.open.Load() < int64(u.gateway.hosts.Len()) {
		return false
	}
	u.challenged.Add(1)
	return true
}

// close lets nobody in any more.
func (u *guard) close() { u.closed.Store(true) }

// countGarbage counts packets that are not of QUIC.
func (u *guard) countGarbage(t *quicgo.Transport) {
	for {
		if _, _, err := t.ReadNonQUICPacket(context.Background(), nil); err != nil {
			return
		}
		u.garbage.Add(1)
	}
}

// RecordEvent counts packets of QUIC that belong to no connection.
func (u *guard) RecordEvent(event qlogwriter.Event) {
	if _, ok := event.(qlog.PacketDropped); ok {
		u.garbage.Add(1)
	}
}

// Close is there for quic-go.
func (u *guard) Close() error { return nil }
