package chare

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Stats tell where the time of one PE has gone, in a run with +profile or
// Options.Profile. Each moment counts once: when a task waits and others run
// meanwhile, the time is theirs.
type Stats struct {
	PE       int
	Measured bool // the run has a profile; without one nothing below is known
	Total    time.Duration
	Idle     time.Duration // nothing to do
	Runtime  time.Duration // what the runtime did that led to no method

	// Entries are the entry methods that have run here or been called from here,
	// by chare type and name, and the main function.
	Entries []EntryStats

	// Reductions are what other PEs sent of reductions: partial results, and
	// results for all.
	Reductions EntryStats

	// Migrations are the departures and arrivals of chares, and their methods
	// Migrated.
	Migrations EntryStats

	Channels Traffic // messages of channels
	Results  Traffic // results, and ends, of what is awaited
	Traffic          // all messages between PEs, those of the runtime too
	Local    uint64  // calls between chares of this PE

	width int // of the names of chare types and entry methods
}

// EntryStats are the costs of an entry method.
type EntryStats struct {
	Chare, Entry string
	Calls        uint64

	Method    time.Duration // in the user's code
	Sending   time.Duration // in calls by proxies, contributions and channels, made by the method
	Receiving time.Duration // from the end of what ran before to the method: taking its message, finding the chare, decoding

	Traffic // the messages between PEs that call it, or are about such reductions or migrations
}

// Total is the sum of the times.
func (e EntryStats) Total() time.Duration { return e.Method + e.Sending + e.Receiving }

// add adds the times and calls of another.
func (e *EntryStats) add(o EntryStats) {
	e.Calls += o.Calls
	e.Method += o.Method
	e.Sending += o.Sending
	e.Receiving += o.Receiving
	e.Traffic.add(o.Traffic)
}

// Traffic is messages between PEs. A broadcast is one for each PE that it goes to.
type Traffic struct{ Sent, Received MessageStats }

func (t *Traffic) add(o Traffic) {
	t.Sent.add(o.Sent)
	t.Received.add(o.Received)
}

func (t Traffic) none() bool { return t.Sent.Count+t.Received.Count == 0 }

// MessageStats count messages and their bytes.
type MessageStats struct {
	Count, Bytes uint64
	Min, Max     int // bytes of a message
}

func (m *MessageStats) add(o MessageStats) {
	switch {
	case o.Count == 0:
		return
	case m.Count == 0:
		m.Min = o.Min
	}
	m.Min, m.Max = min(m.Min, o.Min), max(m.Max, o.Max)
	m.Count += o.Count
	m.Bytes += o.Bytes
}

// agentsCount is how much time the runtime's own chares must have taken to be
// listed.
const agentsCount = time.Millisecond

// stats returns the numbers up to now.
func (p *profile) stats() Stats {
	p.to(p.account) // up to now
	k := p.k
	s := Stats{PE: k.me, Measured: true, Idle: time.Duration(p.idle), Local: p.local, width: len("reductions")}
	s.Runtime = time.Duration(p.runtime.method + p.runtime.sending + p.between)
	s.Traffic, s.Channels, s.Results = p.all.stats(), p.channels.stats(), p.results.stats()
	s.Reductions = p.reduced.stats("reductions", "")
	s.Migrations = p.moved.stats("migrations", "")
	s.Entries = append(s.Entries, p.main.stats("main", ""))
	for _, class := range k.classes {
		s.width = max(s.width, len(class.Name()))
		for _, e := range append([]entry{class.init}, class.entries...) {
			if e != nil {
				s.width = max(s.width, len(e.info().name)+2)
				s.Entries = append(s.Entries, p.of(e.info()).stats(class.Name(), e.info().name))
			}
		}
	}
	s.Total = s.Idle + s.Runtime + s.Reductions.Total() + s.Migrations.Total()
	for _, e := range s.Entries {
		s.Total += e.Total()
	}
	s.Entries = slices.DeleteFunc(s.Entries, func(e EntryStats) bool {
		return e.Calls == 0 && e.none() || e.Chare == agentClass.Name() && e.Total() < agentsCount
	})
	slices.SortFunc(s.Entries, EntryStats.compare)
	return s
}

func (c *costs) stats(chare, entry string) EntryStats {
	return EntryStats{chare, entry, c.calls, time.Duration(c.method), time.Duration(c.sending), time.Duration(c.receiving),
		c.traffic.stats()}
}

func (t *traffic) stats() Traffic { return Traffic{t.out.stats(), t.in.stats()} }

func (s *sizes) stats() MessageStats { return MessageStats{s.count, s.bytes, s.min, s.max} }

func (e EntryStats) compare(o EntryStats) int {
	return cmp.Or(strings.Compare(e.Chare, o.Chare), strings.Compare(e.Entry, o.Entry))
}

// Stats tell where the time of this PE has gone; see Stats.Measured.
func (b *Base) Stats() Stats { return b.kernel().stats() }

// Stats tell where the time of this PE has gone; see Stats.Measured.
func (t *Task) Stats() Stats { return t.k.stats() }

func (k *kernel) stats() Stats {
	if k.profile == nil {
		return Stats{PE: k.me}
	}
	return k.profile.stats()
}
