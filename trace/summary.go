package trace

import (
	"fmt"
	"maps"
	"slices"
)

// A Summary tells how complete a trace is.
type Summary struct {
	PEs     int            `json:"PEs"`
	Events  uint64         `json:"events"`            // in the file
	Dropped map[int]uint64 `json:"dropped,omitempty"` // by PE: events before the oldest that it has kept
	Missing []int          `json:"missing,omitempty"` // PEs of which nothing has come
	Cut     map[int]uint64 `json:"cut,omitempty"`     // by PE: events that it had and that have not come
}

// Summary tells how complete the trace is, which is to be of so many PEs.
func (t *Writer) Summary(pes int) Summary {
	s := Summary{PEs: pes, Dropped: map[int]uint64{}, Cut: map[int]uint64{}}
	for pe := range pes {
		p := t.parts[pe]
		if p == nil {
			s.Missing = append(s.Missing, pe)
			continue
		}
		s.Events += p.got
		if p.head.Recorded > p.head.Kept {
			s.Dropped[pe] = p.head.Recorded - p.head.Kept
		}
		if p.got < p.head.Kept {
			s.Cut[pe] = p.head.Kept - p.got
		}
	}
	return s
}

// Notes are what the user is to be told about that, a line each.
func (s Summary) Notes() (lines []string) {
	if n := len(s.Dropped); n > 0 {
		most := slices.Max(slices.Collect(maps.Values(s.Dropped)))
		lines = append(lines, fmt.Sprintf("it has the newest events only: %d PEs had more than they may keep, by up to %d; +trace-events N keeps N, +traceoff and chare.Trace choose when", n, most))
	}
	if n := len(s.Missing); n > 0 {
		lines = append(lines, fmt.Sprintf("nothing has come from %d PEs: %v", n, s.Missing))
	}
	for _, pe := range slices.Sorted(maps.Keys(s.Cut)) {
		lines = append(lines, fmt.Sprintf("the last %d events of PE %d have not come: it ended too early", s.Cut[pe], pe))
	}
	return lines
}
