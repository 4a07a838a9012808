package boot

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/quic"
	"github.com/charm4go/charm/netlayer/route"
	"github.com/charm4go/charm/netlayer/shmem"
	"github.com/charm4go/charm/shm"
)

// A gateway joins the PEs of this host to those of the others.
type gateway struct {
	*quic.Gateway
	address string // where the others reach it
	out, in netlayer.Port
	bell    pipe            // wakes it
	ctx     context.Context // of join
	cancel  context.CancelFunc
}

// openGateway makes the memory of a host that is one of several, and the
// gateway, which the other hosts can call from now on.
func openGateway(as assignment, registry uint64, o observer) (g *gateway, m memory, err error) {
	hosts, err := route.NewHosts(as.Roster.Counts...)
	if err != nil {
		return nil, m, err
	}
	var keys quic.Keys
	if err := json.Unmarshal(as.Keys, &keys); err != nil {
		return nil, m, fmt.Errorf("the keys for this host: %w", err)
	}
	address, why, err := chooseAddress(as.Network, os.Getenv("SSH_CONNECTION"), interfaces())
	if err != nil {
		return nil, m, err
	}
	o.remark(fmt.Sprintf("the other hosts reach this one at %v, %s", address, why))

	places := route.Places(as.Roster.here())
	pipes, err := newPipes(1)
	if err != nil {
		return nil, m, err
	}
	segment, err := shmem.Create(places, shmem.Options{RingBytes: as.Roster.RingSize})
	if err != nil {
		return nil, m, err
	}
	g = &gateway{bell: pipes[0]}
	out := hosts.Out(as.Roster.Host)
	if g.out, err = attachPlace(segment, out, places, shmem.Doorbell{PE: out, Read: g.bell.r, Write: g.bell.w.Fd()}); err == nil {
		g.in, err = attachPlace(segment, hosts.In(as.Roster.Host), places)
	}
	if err == nil {
		g.Gateway, err = quic.Listen(quic.Config{
			Keys: keys, Hosts: hosts, Names: as.Names, Registry: registry, Address: net.JoinHostPort(address.String(), "0"),
			Watch: gatewayWatch(UsableCPUs(), as.Roster.here()),
		})
	}
	if err != nil {
		segment.Close()
		return nil, m, err
	}
	if advice := g.Advice(); advice != "" {
		o.remark(advice)
	}
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(gatewayProcs(UsableCPUs(), as.Roster.here()))
	}
	g.ctx, g.cancel = context.WithCancel(context.Background())
	g.address = net.JoinHostPort(address.String(), strconv.Itoa(g.Port()))
	return g, memory{segment, g.bell.w}, nil
}

// gatewayProcs is the GOMAXPROCS of an agent with a gateway: the CPUs that the
// PEs of its host leave to it, but an eighth of all if they leave fewer. On two
// CPUs, one of which was a PE's, one did better than two: what comes is handed
// from goroutine to goroutine, and a thread that wakes up for each step is in the
// way of the PEs (8 bytes one way in 26 instead of 29 us, blocks of 64 KiB with
// 297 instead of 223 MB/s).
func gatewayProcs(usable, pes int) int { return max(1, usable/8, usable-pes) }

// gatewayWatch is how long a gateway looks for messages before it sleeps: not at
// all unless the PEs of its host leave a CPU to it.
func gatewayWatch(usable, pes int) time.Duration {
	if pes < usable {
		return watch
	}
	return 0
}

// watch is more than a message takes to another host and back in most networks of
// clusters.
const watch = 200 * time.Microsecond

// attachPlace returns a Port of this process in the memory of the host.
func attachPlace(segment *shm.Segment, place, places int, doorbells ...shmem.Doorbell) (netlayer.Port, error) {
	fd, err := unix.FcntlInt(segment.File().Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	return shmem.Attach(uintptr(fd), place, places, shmem.Options{}, doorbells...)
}

// join waits until there are connections with all other hosts.
func (g *gateway) join(addresses []string) error { return g.Join(g.ctx, addresses) }

// carry carries messages until close, or returns what was in the way.
func (g *gateway) carry() error { return g.Carry(g.out, g.in) }

func (g *gateway) close() {
	g.cancel()
	g.Close()
}
