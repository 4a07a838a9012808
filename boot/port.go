package boot

import (
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/netlayer/route"
	"github.com/charm4go/charm/netlayer/shmem"
	"github.com/charm4go/charm/shm"
)

// spin is how long an idle PE looks out for messages before it sleeps, if each
// PE can have a CPU. It is about what sleeping and being woken costs.
const spin = 50 * time.Microsecond

// yields is how often an idle PE lets others run before it sleeps, if there are
// more PEs than CPUs. A round of collectives, in which each PE waits for others
// that are ready to run, takes a few.
const yields = 20

// createSegment makes the memory for the PEs of a job's only host.
func createSegment(r roster) (*shm.Segment, error) {
	return shmem.Create(r.here(), shmem.Options{RingBytes: r.RingSize})
}

// attachSegment joins the memory that a launcher or agent has made, and through
// it the PEs of other hosts.
func attachSegment(env Env) (netlayer.Port, error) {
	var options shmem.Options
	if env.here() <= env.Usable {
		options.Spin = spin
	} else {
		options.Yields = yields
	}
	if len(env.Counts) == 1 {
		return shmem.Attach(uintptr(env.Segment), env.PE, env.NumPEs, options)
	}
	hosts, err := route.NewHosts(env.Counts...)
	if err != nil {
		return nil, err
	}
	host := hosts.Of(env.PE)
	local, err := shmem.Attach(uintptr(env.Segment), env.PE-hosts.First(host), route.Places(env.here()), options,
		shmem.Doorbell{PE: hosts.Out(host), Write: uintptr(env.Doorbell)})
	if err != nil {
		return nil, err
	}
	return route.New(local, hosts, host)
}

// onlyPort returns the port of a PE that is the only one.
func onlyPort(s Settings) (netlayer.Port, error) {
	ports, err := inproc.New(1, inproc.Options{RingBytes: s.RingSize})
	if err != nil {
		return nil, err
	}
	return ports[0], nil
}
