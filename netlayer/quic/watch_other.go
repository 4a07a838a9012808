//go:build !linux

package quic

import "net"

// over returns a socket for quic-go. There is no watch: packets can not be looked
// for without waiting on all systems.
func (w *watch) over(socket *net.UDPConn) net.PacketConn {
	w.longest = 0
	return socket
}
