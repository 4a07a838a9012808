package chare

import (
	"fmt"
	"slices"
	"strings"
)

// This file prints Stats.

// PrintStats prints where the time of all PEs has gone, in their order, to the
// stdout of PE 0, and waits for that. Without +profile or Options.Profile it
// prints a note that says so.
func (t *Task) PrintStats() {
	k := t.k
	text := "there is no profile to print: run with +profile\n"
	if k.profile != nil {
		text = statsTable(RetAll(k.agents, agentStats, Void{}).Get(t))
	}
	Await(Ref{k.agents.coll.at(0)}, agentPrint, agentPrintArgs{text}).Get(t)
}

// String returns a table.
func (s Stats) String() string {
	if !s.Measured {
		return fmt.Sprintf("PE %d: there is no profile\n", s.PE)
	}
	return statsTable([]Stats{s})
}

// statsTable returns the table of each PE and, if there are several, of all
// together, their columns aligned.
func statsTable(pes []Stats) string {
	all := Stats{PE: -1, width: pes[0].width}
	if len(pes) > 1 {
		for _, s := range pes {
			all.add(s)
		}
		pes = append(slices.Clip(pes), all)
	}
	var b strings.Builder
	for i, s := range pes {
		if i > 0 {
			b.WriteByte('\n')
		}
		s.write(&b)
	}
	return b.String()
}

// add adds the numbers of another PE.
func (s *Stats) add(o Stats) {
	s.Total += o.Total
	s.Idle += o.Idle
	s.Runtime += o.Runtime
	s.Local += o.Local
	s.Traffic.add(o.Traffic)
	s.Channels.add(o.Channels)
	s.Results.add(o.Results)
	s.Reductions.add(o.Reductions)
	s.Migrations.add(o.Migrations)
	for _, e := range o.Entries {
		at, found := slices.BinarySearchFunc(s.Entries, e, EntryStats.compare)
		if !found {
			s.Entries = slices.Insert(s.Entries, at, EntryStats{Chare: e.Chare, Entry: e.Entry})
		}
		s.Entries[at].add(e)
	}
}

// write writes the table of one PE, or of all.
func (s Stats) write(b *strings.Builder) {
	who := fmt.Sprintf("PE %d", s.PE)
	if s.PE < 0 {
		who = "all PEs"
	}
	percent := 0.0
	if s.Total > 0 {
		percent = 100 * s.Idle.Seconds() / s.Total.Seconds()
	}
	fmt.Fprintf(b, "%s: %.6f s, idle %.6f s (%.0f %%)\n", who, s.Total.Seconds(), s.Idle.Seconds(), percent)
	fmt.Fprintf(b, "%-*s %10s %12s %12s %12s %12s\n", s.width, "seconds", "calls", "method", "sending", "receiving", "total")
	row := func(name string, e EntryStats) {
		fmt.Fprintf(b, "%-*s %10d %12.6f %12.6f %12.6f %12.6f\n", s.width, name, e.Calls,
			e.Method.Seconds(), e.Sending.Seconds(), e.Receiving.Seconds(), e.Total().Seconds())
	}
	var all EntryStats
	for entries := s.Entries; len(entries) > 0; {
		of := 1
		sum := entries[0]
		for of < len(entries) && entries[of].Chare == sum.Chare {
			sum.add(entries[of])
			of++
		}
		row(sum.Chare, sum)
		for _, e := range entries[:of] {
			if e.Entry != "" {
				row("  "+e.Entry, e)
			}
		}
		all.add(sum)
		entries = entries[of:]
	}
	for _, e := range []EntryStats{s.Reductions, s.Migrations} {
		if e.Calls > 0 {
			row(e.Chare, e)
			all.add(e)
		}
	}
	row("together", all)
	fmt.Fprintf(b, "%-*s %62.6f\n", s.width, "runtime", s.Runtime.Seconds())
	s.writeMessages(b)
	fmt.Fprintf(b, "messages sent     %s\n", s.Sent)
	fmt.Fprintf(b, "messages received %s\n", s.Received)
	fmt.Fprintf(b, "calls within the PE %d\n", s.Local)
}

// writeMessages writes how many messages there were of each purpose, and how
// large they were.
func (s Stats) writeMessages(b *strings.Builder) {
	const title = "bytes of messages"
	width := max(s.width, len(title))
	for _, e := range s.Entries {
		width = max(width, len(e.name()))
	}
	fmt.Fprintf(b, "%-*s %10s %8s %10s %8s %10s %8s %10s %8s\n", width, title,
		"sent", "min", "mean", "max", "received", "min", "mean", "max")
	row := func(name string, t Traffic) {
		if !t.none() {
			fmt.Fprintf(b, "%-*s %s %s\n", width, name, t.Sent.columns(), t.Received.columns())
		}
	}
	for _, e := range s.Entries {
		row(e.name(), e.Traffic)
	}
	row("channels", s.Channels)
	row("results", s.Results)
	row(s.Reductions.Chare, s.Reductions.Traffic)
	row(s.Migrations.Chare, s.Migrations.Traffic)
}

// name is that of the entry method with its chare type.
func (e EntryStats) name() string {
	if e.Entry == "" {
		return e.Chare
	}
	return e.Chare + "." + e.Entry
}

func (m MessageStats) columns() string {
	return fmt.Sprintf("%10d %8d %10.1f %8d", m.Count, m.Min, m.mean(), m.Max)
}

func (m MessageStats) mean() float64 { return float64(m.Bytes) / float64(max(1, m.Count)) }

// String returns the count, and the sizes of a message.
func (m MessageStats) String() string {
	if m.Count == 0 {
		return "0"
	}
	return fmt.Sprintf("%d, of %d to %d bytes, mean %.1f, together %d bytes",
		m.Count, m.Min, m.Max, m.mean(), m.Bytes)
}
