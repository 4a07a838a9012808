package quic

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// version is that of the protocol between gateways: of hello, of heads, and of
// frames.
const version = 1

// A hello is what each end of a connection says first. What stands up to the
// version is the same in all versions.
//
//	 0  magic     8 bytes
//	 8  version   u32
//	12  job       16 bytes
//	28  host      u32
//	32  hosts     u32
//	36  PEs       u32, of all hosts
//	40  registry  u64
type hello struct {
	version  uint32
	job      ID
	host     int
	hosts    int
	pes      int
	registry uint64
}

const (
	helloBytes = 48
	helloMagic = "charmgo\n"
)

func (h hello) bytes() []byte {
	b := append([]byte(nil), helloMagic...)
	b = binary.LittleEndian.AppendUint32(b, h.version)
	b = append(b, h.job[:]...)
	b = binary.LittleEndian.AppendUint32(b, uint32(h.host))
	b = binary.LittleEndian.AppendUint32(b, uint32(h.hosts))
	b = binary.LittleEndian.AppendUint32(b, uint32(h.pes))
	return binary.LittleEndian.AppendUint64(b, h.registry)
}

var errNoHello = errors.New("it does not begin as a gateway does")

func parseHello(b []byte) (hello, error) {
	if len(b) != helloBytes || string(b[:8]) != helloMagic {
		return hello{}, errNoHello
	}
	h := hello{
		version:  binary.LittleEndian.Uint32(b[8:]),
		host:     int(binary.LittleEndian.Uint32(b[28:])),
		hosts:    int(binary.LittleEndian.Uint32(b[32:])),
		pes:      int(binary.LittleEndian.Uint32(b[36:])),
		registry: binary.LittleEndian.Uint64(b[40:]),
	}
	copy(h.job[:], b[12:])
	return h, nil
}

// differs tells how two hosts of a job differ, both of which have proved that
// they are; nil if they do not.
func (g *Gateway) differs(other hello) error {
	own := g.hello()
	first, second := own, other
	if other.host < own.host {
		first, second = other, own
	}
	two := fmt.Sprintf("%s and %s", g.name(first.host), g.name(second.host))
	switch {
	case own.version != other.version:
		return fmt.Errorf("quic: %s do not understand each other: the versions of their protocols are %d and %d; build the program for both with the same charm4go", two, first.version, second.version)
	case own.job != other.job:
		return fmt.Errorf("quic: %s are of different jobs, %v and %v", two, first.job, second.job)
	case own.hosts != other.hosts || own.pes != other.pes:
		return fmt.Errorf("quic: %s were told of different jobs: of %d hosts with %d PEs, and of %d hosts with %d PEs", two, first.hosts, first.pes, second.hosts, second.pes)
	case own.registry != other.registry:
		return fmt.Errorf("quic: %s run different programs: the hashes of their classes are %016x and %016x; build both from the same source", two, first.registry, second.registry)
	}
	return nil
}

func (g *Gateway) hello() hello {
	return hello{
		version:  g.config.version,
		job:      g.config.Keys.Job,
		host:     g.host,
		hosts:    g.hosts.Len(),
		pes:      g.hosts.NumPEs(),
		registry: g.config.Registry,
	}
}
