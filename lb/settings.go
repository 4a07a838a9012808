package lb

import (
	"cmp"
	"fmt"
)

// Settings say how a job balances its loads: what the words +balancer and +LB…
// of a command line say. The zero value is no balancing at all.
type Settings struct {
	// Balancers name the strategies, as New takes them: the first plans the
	// first step, and so on; the last plans all further ones. There are steps
	// only if there is a strategy, or a Dump.
	Balancers []string
	// Loop has the strategies follow each other around.
	Loop bool
	// Threshold is the part of its time that a plan has to gain; 0 means
	// DefaultThreshold, less than 0 any gain.
	Threshold float64

	// Period is the time in seconds between two steps that no chare has to be
	// ready for; 0 means that there are steps only when chares call AtSync.
	Period float64
	// SyncResume has no chare go on after a step before all have moved.
	SyncResume bool

	// Off measures nothing until the program turns that on.
	Off bool
	// ObjectsOnly takes no account of what PEs do besides chares that can move.
	ObjectsOnly bool
	// Comm measures who sends to whom, also if no strategy needs to know.
	Comm bool
	// TestSpeed measures how fast each PE calculates, for hosts that differ.
	TestSpeed bool

	// Debug tells about each step: 1 a line, 2 each PE, 3 each move.
	Debug int
	// Dump is a file that each step's measurements are written to, by PE 0.
	Dump string
}

// Sequence returns the strategies, whose words are those of Settings that Check
// finds nothing wrong with.
func (s Settings) Sequence() (Sequence, error) {
	words := s.Balancers
	if len(words) == 0 && s.Dump != "" {
		words = []string{"Dummy"}
	}
	return Parse(words, s.Loop)
}

// Gain returns the part of its time that a plan has to gain.
func (s Settings) Gain() float64 {
	switch {
	case s.Threshold == 0:
		return DefaultThreshold
	case s.Threshold < 0:
		return 0
	}
	return s.Threshold
}

// Over returns the settings s with what they leave open taken from others.
func (s Settings) Over(others Settings) Settings {
	if len(s.Balancers) == 0 {
		s.Balancers = others.Balancers
	}
	s.Loop = s.Loop || others.Loop
	s.Threshold = cmp.Or(s.Threshold, others.Threshold)
	s.Period = cmp.Or(s.Period, others.Period)
	s.SyncResume = s.SyncResume || others.SyncResume
	s.Off = s.Off || others.Off
	s.ObjectsOnly = s.ObjectsOnly || others.ObjectsOnly
	s.Comm = s.Comm || others.Comm
	s.TestSpeed = s.TestSpeed || others.TestSpeed
	s.Debug = cmp.Or(s.Debug, others.Debug)
	s.Dump = cmp.Or(s.Dump, others.Dump)
	return s
}

// Check returns what is wrong with the settings.
func (s Settings) Check() error {
	q, err := s.Sequence()
	switch {
	case err != nil:
		return err
	case s.Period > 0 && q.Empty():
		return fmt.Errorf("+LBPeriod without +balancer: nobody would plan the steps; +balancer help lists who can")
	}
	return nil
}
