package quic

import (
	"encoding/binary"
	"net"

	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

// packets reads from a socket, for which the kernel may have put packets of one
// sender together: they go through it and to us as one, which takes a part of the
// time, and are taken apart here.
type packets struct {
	conn *ipv4.PacketConn
	read []ipv4.Message // what has come together
	left []ipv4.Message // of read, what is not handed on yet
	at   int            // bytes of the first of left that are
}

const (
	togetherBytes = 64 << 10 // most that the kernel puts together
	readAtOnce    = 8
	controlBytes  = 128
)

func newPackets(socket *net.UDPConn) *packets {
	if raw, err := socket.SyscallConn(); err == nil {
		// Kernels that can not do it hand on packet by packet.
		_ = raw.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.IPPROTO_UDP, unix.UDP_GRO, 1) })
	}
	p := &packets{conn: ipv4.NewPacketConn(socket), read: make([]ipv4.Message, readAtOnce)}
	for i := range p.read {
		p.read[i].Buffers = [][]byte{make([]byte, togetherBytes)}
		p.read[i].OOB = make([]byte, controlBytes)
	}
	return p
}

// ReadBatch is that of ipv4.PacketConn.
func (p *packets) ReadBatch(to []ipv4.Message, flags int) (n int, err error) {
	if len(p.left) == 0 {
		n, err := p.conn.ReadBatch(p.read, flags)
		if err != nil {
			return 0, err
		}
		p.left, p.at = p.read[:n], 0
	}
	return p.handOn(to), nil
}

// handOn fills messages with single packets.
func (p *packets) handOn(to []ipv4.Message) (n int) {
	for ; n < len(to) && len(p.left) > 0; n++ {
		from := &p.left[0]
		bytes := from.Buffers[0][p.at:from.N]
		if size := sizeOfEach(from.OOB[:from.NN]); size > 0 && size < len(bytes) {
			bytes = bytes[:size]
		}
		one := &to[n]
		one.N, one.NN = copy(one.Buffers[0], bytes), copy(one.OOB, from.OOB[:from.NN])
		one.Addr, one.Flags = from.Addr, from.Flags
		if p.at += len(bytes); p.at == from.N {
			p.left, p.at = p.left[1:], 0
		}
	}
	return n
}

// sizeOfEach returns how long all packets but the last are that have come
// together, and 0 if it is only one.
func sizeOfEach(control []byte) int {
	for len(control) > 0 {
		head, data, rest, err := unix.ParseOneSocketControlMessage(control)
		if err != nil {
			return 0
		}
		if head.Level == unix.IPPROTO_UDP && head.Type == unix.UDP_GRO && len(data) >= 4 {
			return int(binary.NativeEndian.Uint32(data))
		}
		control = rest
	}
	return 0
}
