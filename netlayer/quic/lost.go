package quic

import (
	"errors"
	"fmt"
	"time"

	quicgo "github.com/quic-go/quic-go"
)

// A LostError is the end of a connection that was still needed.
type LostError struct {
	Here, There string // the hosts
	Err         error
}

func (e *LostError) Error() string {
	return fmt.Sprintf("quic: %s has lost its connection with %s: %v", e.Here, e.There, e.Err)
}

func (e *LostError) Unwrap() error { return e.Err }

// The codes with which connections are closed.
const (
	codeOver    quicgo.ApplicationErrorCode = iota // the job has ended
	codeBroken                                     // this host can not go on
	codeRefused                                    // no connection with this one
	codeDiffers                                    // nor ever: the two can not work together
)

// broken ends the job because of the connection with a host, unless the end was
// announced.
func (g *Gateway) broken(host int, err error) {
	var app *quicgo.ApplicationError
	var idle *quicgo.IdleTimeoutError
	switch {
	case errors.As(err, &app) && app.Remote && app.ErrorCode == codeOver:
		return
	case errors.As(err, &app) && app.Remote && app.ErrorCode == codeBroken:
		// The connection is as it should be. Only that host knows what is not.
		g.fail(fmt.Errorf("quic: %s ends: %s", g.name(host), app.ErrorMessage))
		return
	case errors.As(err, &app) && app.Remote:
		err = errors.New(app.ErrorMessage)
	case errors.As(err, &idle):
		err = fmt.Errorf("nothing has come from there for %v", g.config.Patience.Round(100*time.Millisecond))
	}
	g.fail(&LostError{g.name(g.host), g.name(host), err})
}

// fail ends the work of the gateway. The first cause counts.
func (g *Gateway) fail(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ended() {
		return
	}
	g.cause = err
	close(g.over)
}

// Close ends Carry, and all connections.
func (g *Gateway) Close() {
	g.fail(nil)
	g.disconnect()
}

func (g *Gateway) ended() bool {
	select {
	case <-g.over:
		return true
	default:
		return false
	}
}

// err is why the gateway does not work any more.
func (g *Gateway) err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.cause
}

// disconnect closes all connections, telling the others why.
func (g *Gateway) disconnect() {
	code, why := codeOver, ""
	if err := g.err(); err != nil {
		code, why = codeBroken, err.Error()
	}
	g.peers.Range(func(_ int, p *peer) bool {
		p.conn.CloseWithError(code, why)
		for _, l := range p.inLanes {
			l.mu.Lock()
			l.room.Broadcast()
			l.mu.Unlock()
		}
		return true
	})
	g.transport.Close()
	g.transport.Conn.Close()
}
