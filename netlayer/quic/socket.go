package quic

import (
	"fmt"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// bufferBytes is how much may arrive while the gateway does something else, or
// leave. It is what quic-go asks for.
const bufferBytes = 7 << 20

// openSocket opens the port of a gateway.
func openSocket(address string) (*net.UDPConn, error) {
	// quic-go would print a warning about buffers, with a link. Ours is Advice.
	os.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
	to, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, fmt.Errorf("quic: the address of a gateway: %w", err)
	}
	socket, err := net.ListenUDP("udp", to)
	if err != nil {
		return nil, fmt.Errorf("quic: the port of a gateway: %w", err)
	}
	return socket, nil
}

// Advice tells what the administrator of this host could do to make messages
// between hosts faster; it is empty if there is nothing.
func (g *Gateway) Advice() string {
	have, err := receiveBuffer(g.socket)
	if err != nil || have >= g.config.buffer {
		return ""
	}
	return fmt.Sprintf("the kernel of %s keeps %d KiB of packets for a gateway that is busy, want %d; for faster messages between hosts: sysctl -w net.core.rmem_max=%d net.core.wmem_max=%d",
		g.name(g.host), have>>10, g.config.buffer>>10, g.config.buffer, g.config.buffer)
}

// receiveBuffer returns how many bytes the kernel keeps for a socket.
func receiveBuffer(socket *net.UDPConn) (bytes int, err error) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return 0, err
	}
	if bad := raw.Control(func(fd uintptr) {
		bytes, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF)
	}); bad != nil {
		return 0, bad
	}
	return bytes, err
}
