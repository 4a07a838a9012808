package quic

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

// over returns a socket whose reader keeps the watch.
func (w *watch) over(socket *net.UDPConn) net.PacketConn {
	s := &watched{UDPConn: socket, packets: newPackets(socket), watch: w}
	w.socket.wake = func() { _ = socket.SetReadDeadline(longAgo) }
	return s
}

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0)

// A watched socket is the other's eyes: quic-go reads by ReadBatch where there is
// such a method.
type watched struct {
	*net.UDPConn
	packets *packets
	watch   *watch
	over    atomic.Bool // quic-go has set a deadline, as it does to stop reading
}

func (s *watched) SetReadDeadline(t time.Time) error {
	s.over.Store(!t.IsZero())
	return s.UDPConn.SetReadDeadline(t)
}

// ReadBatch reads packets, and waits for the first.
func (s *watched) ReadBatch(packets []ipv4.Message, flags int) (n int, err error) {
	for {
		n, err = s.packets.ReadBatch(packets, flags|unix.MSG_DONTWAIT)
		switch {
		case n > 0:
			s.watch.saw(&s.watch.ring)
		case errors.Is(err, unix.EAGAIN):
			if s.watch.goOn() {
				continue
			}
			s.watch.sleep(&s.watch.socket, &s.watch.ring, func() { n, err = s.packets.ReadBatch(packets, flags) })
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		// Of the watch, unless it is quic-go's, which says so before it sets it.
		_ = s.UDPConn.SetReadDeadline(time.Time{})
		if s.over.Load() {
			return 0, err
		}
	}
}
