package quic

import (
	"encoding/binary"
	"net"
	"slices"
	"testing"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

// together returns a control message about packets of n bytes, which has so many
// bytes itself: that the kernel is to take apart what is sent, or that it has put
// together what has come.
func together(kind int32, bytes, n int) []byte {
	b := make([]byte, unix.CmsgSpace(bytes))
	head := b[:unix.CmsgLen(0)-8] // which is the length, before two words of 4 bytes
	if len(head) == 8 {
		binary.NativeEndian.PutUint64(head, uint64(unix.CmsgLen(bytes)))
	} else {
		binary.NativeEndian.PutUint32(head, uint32(unix.CmsgLen(bytes)))
	}
	words := b[len(head):]
	binary.NativeEndian.PutUint32(words, unix.IPPROTO_UDP)
	binary.NativeEndian.PutUint32(words[4:], uint32(kind))
	if bytes == 2 {
		binary.NativeEndian.PutUint16(words[8:], uint16(n))
	} else {
		binary.NativeEndian.PutUint32(words[8:], uint32(n))
	}
	return b
}

func TestPacketsThatComeTogetherAreTakenApart(t *testing.T) {
	listen := func() *net.UDPConn {
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	from, to := listen(), listen()
	check(t, to.SetReadDeadline(time.Now().Add(20*time.Second)))
	p := newPackets(to)
	sent := make([]byte, 3*100+40)
	for i := range sent {
		sent[i] = byte(i % 251)
	}
	size := together(unix.UDP_SEGMENT, 2, 100)
	for _, m := range []struct{ bytes, control []byte }{{sent, size}, {sent[:7], nil}} {
		if _, _, err := from.WriteMsgUDP(m.bytes, m.control, to.LocalAddr().(*net.UDPAddr)); err != nil {
			t.Skipf("the kernel does not take packets apart: %v", err)
		}
	}
	ms := make([]ipv4.Message, 3) // not room for all
	for i := range ms {
		ms[i].Buffers, ms[i].OOB = [][]byte{make([]byte, 200)}, make([]byte, 64)
	}
	var lengths []int
	var got []byte
	for len(lengths) < 5 {
		n, err := p.ReadBatch(ms, 0)
		check(t, err)
		for _, m := range ms[:n] {
			lengths = append(lengths, m.N)
			got = append(got, m.Buffers[0][:m.N]...)
			if m.Addr.String() != from.LocalAddr().String() {
				t.Errorf("a packet from %v, want %v", m.Addr, from.LocalAddr())
			}
		}
	}
	if want := []int{100, 100, 100, 40, 7}; !slices.Equal(lengths, want) {
		t.Errorf("packets of %d bytes, want %d", lengths, want)
	}
	if !slices.Equal(got, append(slices.Clone(sent), sent[:7]...)) {
		t.Error("other bytes than were sent")
	}
}

func TestPacketsAreNoLongerThanWhatHasCome(t *testing.T) {
	for _, test := range []struct {
		control []byte
		want    []int
	}{
		{nil, []int{10}},
		{together(unix.UDP_GRO, 4, 4), []int{4, 4, 2}},
		{together(unix.UDP_GRO, 4, 5), []int{5, 5}},
		{together(unix.UDP_GRO, 4, 10), []int{10}},
		{together(unix.UDP_GRO, 4, 1<<20), []int{10}},
		{together(unix.UDP_GRO, 4, -1), []int{10}},
		{together(unix.UDP_GRO, 4, 0), []int{10}},
		{together(unix.UDP_GRO, 4, 4)[:9], []int{10}},
	} {
		p := packets{left: []ipv4.Message{{N: 10, NN: len(test.control), OOB: test.control, Buffers: [][]byte{make([]byte, 10)}}}}
		to := make([]ipv4.Message, 8)
		for i := range to {
			to[i].Buffers, to[i].OOB = [][]byte{make([]byte, 20)}, make([]byte, controlBytes)
		}
		var got []int
		for _, m := range to[:p.handOn(to)] {
			got = append(got, m.N)
		}
		if !slices.Equal(got, test.want) || len(p.left) > 0 {
			t.Errorf("control %x: packets of %d bytes, %d left; want %d", test.control, got, len(p.left), test.want)
		}
	}
}
