package pool

import (
	"slices"

	"github.com/charm4go/charm/chare"
)

// The scheduler is on PE 0. It knows which PEs have nothing to do, and has those
// that have tasks to spare give them some. The tasks themselves do not come
// here, unless they belong to PE 0.
type scheduler struct {
	chare.Base
	begun bool
	idle  []int32 // PEs, those that have been so for longest first
	asked []bool  // by PE: it will say when it has tasks to spare
}

var schedulers = chare.NewResident(schedulerClass)

func theScheduler(c chare.Caller) schedulerProxy { return schedulerProxy{schedulers.On(c, 0)} }

// begin sets out with what each PE knows without being told: that all others
// are idle.
func (s *scheduler) begin() {
	if s.begun {
		return
	}
	s.begun = true
	s.asked = make([]bool, s.NumPEs())
	for pe := range s.NumPEs() {
		s.asked[pe] = true
		if pe > 0 {
			s.idle = append(s.idle, int32(pe))
		}
	}
}

// Idle says that a PE has nothing to do.
func (s *scheduler) Idle(pe int) {
	s.begin()
	if !slices.Contains(s.idle, int32(pe)) {
		s.idle = append(s.idle, int32(pe))
	}
	s.ask()
}

// Spare says that a PE has n tasks to spare, and so is not idle itself.
func (s *scheduler) Spare(pe, n int) {
	s.begin()
	s.asked[pe] = false
	s.idle = slices.DeleteFunc(s.idle, func(x int32) bool { return int(x) == pe })
	if n = min(n, len(s.idle)); n > 0 {
		workerProxy{workers.On(s, pe)}.Feed(slices.Clone(s.idle[:n]))
		s.idle = slices.Delete(s.idle, 0, n)
	}
	s.ask()
}

// ask has all PEs say when they have tasks to spare, as long as one is idle.
func (s *scheduler) ask() {
	if len(s.idle) == 0 {
		return
	}
	for pe, asked := range s.asked {
		if !asked {
			s.asked[pe] = true
			workerProxy{workers.On(s, pe)}.Wanted()
		}
	}
}
