package chare

import (
	"math/rand/v2"
	"time"

	"github.com/charm4go/charm/netlayer/sim"
)

// Simulate runs a program on n PEs of one goroutine, with the order of
// everything that a network and a scheduler leave open decided by a seed: which
// PE goes on, and which message arrives first. The same program with the same
// seed does the same. Time is the simulation's own: Sleep takes none. With an
// odd seed, calls within a PE copy their arguments, so that a program that
// depends on the difference is caught; with every other pair of seeds all-reduces
// go the way that they do between many PEs. It returns what RunInProcess does.
func Simulate(n int, seed uint64, run func(*Task), o Options) error {
	if err := o.Balance.Check(); err != nil {
		return err
	}
	s := &simulation{net: sim.New(n, seed, sim.Options{}), random: rand.New(rand.NewPCG(seed, 0))}
	s.over, s.start = make(chan struct{}), time.Unix(0, 0)
	o.LocalCopy = o.LocalCopy || seed%2 == 1
	for _, p := range s.net.Ports() {
		k := newKernel(p, s, o)
		k.synchronous, k.onlyTrees = true, seed%4 >= 2
		s.kernels = append(s.kernels, k)
	}
	defer func() {
		for _, k := range s.kernels {
			k.pe.Close()
		}
	}()
	return s.traced(n, o.Trace, func() error {
		s.kernels[0].start(run)
		for !s.ended {
			s.step()
		}
		return s.result()
	})
}

// A simulation is a world with a seed.
type simulation struct {
	world
	net    *sim.World
	random *rand.Rand
	clock  int64 // nanoseconds
	looks  int64 // at it, by meters of loads
	due    int64 // when the next step of load balancing by the clock is
}

func (s *simulation) now() int64 { return s.clock }

// busy advances at each look, so that all that runs is a load.
func (s *simulation) busy() int64 {
	s.looks++
	return s.clock + 100*s.looks
}

func (s *simulation) every(time.Duration, func()) {}

// step lets one PE that has something to do run one item, or be idle; if none
// has, time goes on.
func (s *simulation) step() {
	s.clock += 1000 // an item takes a microsecond
	if b := &s.kernels[0].balancer; b.periodic() && s.clock >= s.due {
		s.due = s.clock + int64(b.period())
		b.tick()
	}
	var able []int
	for i, k := range s.kernels {
		if k.pe.Ready() || s.net.Deliverable(i) {
			able = append(able, i)
		}
	}
	if len(able) == 0 {
		s.rest()
		return
	}
	i := s.random.IntN(len(s.kernels))
	if k := s.kernels[i]; !k.pe.Ready() && !s.net.Deliverable(i) {
		k.idle() // which it may be at any time
		i = able[s.random.IntN(len(able))]
	}
	s.kernels[i].pe.Step()
}

// rest is a moment at which no PE has anything to do.
func (s *simulation) rest() {
	for i, k := range s.kernels {
		k.idle()
		if k.pe.Ready() || s.net.InFlight() > 0 || i == 0 && k.exiting {
			return
		}
	}
	first := int64(-1)
	for _, k := range s.kernels {
		if at, ok := k.pe.NextTimer(); ok && (first < 0 || at < first) {
			first = at
		}
	}
	if first >= 0 {
		s.clock = max(s.clock, first)
		return
	}
	// Nothing will happen any more by itself: see whether that is the end, or a
	// deadlock.
	s.kernels[0].quiescence.wanted = true
}
