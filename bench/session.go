package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/charm4go/charm/bench/internal/report"
)

// settings say how thoroughly to measure.
type settings struct {
	quick bool // in seconds
	tiny  bool // each thing once, at its least size
}

// A session measures several things, in programs that take turns.
type session struct {
	settings
	self    string          // the path of this program
	folder  string          // for programs that are built
	without map[string]bool // peers that are not to be had
	report  report.Reporter
	all     []measurement // there are, to be peers of each other
}

// How often programs take turns, and how often -quick measures at least, of a tenth
// of the repeats. Repeats are short, and many: where others use the machine, some
// of them find it quiet.
const (
	rounds       = 5
	quickRounds  = 2
	quickRepeats = 4
)

// open begins a session. Its end takes away what it has built.
func open(r report.Reporter, how settings) (s *session, end func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	folder, err := os.MkdirTemp("", "charm-bench-*")
	if err != nil {
		return nil, nil, err
	}
	r.Machine(report.ThisMachine())
	s = &session{settings: how, self: self, folder: folder, without: map[string]bool{}, report: r, all: measurements}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	go func() { // the programs that run get it, too
		if _, ok := <-interrupted; ok {
			os.RemoveAll(folder)
			os.Exit(1)
		}
	}()
	return s, func() {
		signal.Stop(interrupted)
		close(interrupted)
		os.RemoveAll(folder)
	}, nil
}

// measureAll measures, and reports as it goes.
func (s *session) measureAll(ms []measurement) error {
	for i := range ms {
		results, err := s.measure(&ms[i])
		if err != nil {
			return fmt.Errorf("bench: %s on %d PEs: %w", ms[i].name, ms[i].pes, err)
		}
		for _, one := range results {
			s.report.Result(one)
		}
	}
	return nil
}

// timesFor returns how often a repeat does its thing.
func (s *session) timesFor(m *measurement, size int) int {
	if s.tiny {
		return 2 // there and back
	}
	return m.timesFor(size)
}

// work returns what is to be measured in a round, at sizes that at has, and how
// many rounds.
func (s *session) work(m *measurement, at func(int) bool) (w work, turns int) {
	w = work{name: m.name, pes: m.pes, repeats: m.repeats}
	turns = 1
	if len(m.peers) > 0 {
		turns = rounds
	}
	sizes := m.sizes
	switch {
	case s.tiny:
		w.repeats, turns, sizes = 1, 1, sizes[:1]
	case s.quick:
		w.repeats, turns = min(w.repeats, max(quickRepeats, w.repeats/10)), min(turns, quickRounds)
		sizes = sizes[:max(1, len(sizes)-1)]
	}
	w.repeats = (w.repeats + turns - 1) / turns
	for _, size := range sizes {
		if at == nil || at(size) {
			w.cases = append(w.cases, sized{size, s.timesFor(m, size)})
		}
	}
	return w, turns
}

// measure measures one thing and its peers, turn by turn.
func (s *session) measure(m *measurement) ([]report.Result, error) {
	ours := map[int][]float64{}
	theirs := make([]map[int][]float64, len(m.peers))
	w, turns := s.work(m, nil)
	for range turns {
		found, err := m.own()(s, m, w)
		if why := missing(""); errors.As(err, &why) {
			s.report.Note(fmt.Sprintf("%s on %d PEs is left out: %s", m.name, m.pes, why))
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		gather(ours, found)
		for i, p := range m.peers {
			if w, _ := s.work(m, p.at); len(w.cases) > 0 && !s.without[p.name] {
				found, err := p.by(s, m, w)
				if err := s.excuse(p, err); err != nil {
					return nil, err
				}
				if theirs[i] == nil {
					theirs[i] = map[int][]float64{}
				}
				gather(theirs[i], found)
			}
		}
	}
	var rs []report.Result
	for _, c := range w.cases {
		r := report.Result{Bench: m.name, PEs: m.pes, Size: c.size, Of: m.of, Unit: m.unit}
		r.Take(ours[c.size])
		if n := len(rs); n > 0 && r.Size == 10*rs[n-1].Size {
			r.Growth = r.Min / rs[n-1].Min
			if m.all {
				r.Growth *= 10
			}
		}
		for i, p := range m.peers {
			if costs := theirs[i][c.size]; len(costs) > 0 {
				r.Compare(p.name, costs)
			}
		}
		rs = append(rs, r)
	}
	return rs, nil
}

func gather(all map[int][]float64, found []costs) {
	for _, c := range found {
		all[c.Size] = append(all[c.Size], c.Costs...)
	}
}

// excuse leaves out a peer that is not to be had here, and says so once. Other
// errors it returns.
func (s *session) excuse(p peer, err error) error {
	if why := missing(""); errors.As(err, &why) {
		s.without[p.name] = true
		s.report.Note(fmt.Sprintf("%s is left out: %s", p.name, why))
		return nil
	}
	return err
}
