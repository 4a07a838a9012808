package lb

import (
	"fmt"
	"slices"
)

// Balance is how evenly PEs are busy, in seconds, over the available ones.
type Balance struct {
	Max, Mean float64
	// What objects sent to other PEs.
	Messages, Bytes int64
	// Reach is Max with what those messages cost the PEs.
	Reach float64
}

// Ratio returns max/mean: 1 is perfect balance, and also no load at all.
func (b Balance) Ratio() float64 {
	if b.Mean == 0 {
		return 1
	}
	return b.Max / b.Mean
}

// A Report compares a plan with what was.
type Report struct {
	Before, After Balance
	Least         float64 // seconds: with no plan at all the busiest PE has less to do
	Moves         int     // objects that change their PE
	MovedBytes    int64   // about what they carry
}

// String returns the report in a line.
func (r Report) String() string {
	return fmt.Sprintf("max/mean %.3f -> %.3f, max %.6f -> %.6f s, mean %.6f s, %d moves",
		r.Before.Ratio(), r.After.Ratio(), r.Before.Max, r.After.Max, r.After.Mean, r.Moves)
}

// Evaluate predicts what a plan changes.
func Evaluate(s *Stats, p Plan) Report {
	b := newBoard(s)
	here := make([]int32, len(s.Objects))
	for i := range s.Objects {
		here[i] = s.Objects[i].PE
	}
	r := Report{Before: s.balance(b, here), After: s.balance(b, p.To)}
	if len(b.open) > 0 {
		r.Least = b.least()
	}
	for i, pe := range p.To {
		if pe != here[i] {
			r.Moves++
			r.MovedBytes += int64(s.Objects[i].Bytes)
		}
	}
	return r
}

// balance returns how evenly PEs are busy if the objects are there.
func (s *Stats) balance(b *board, at []int32) (r Balance) {
	busy := slices.Clone(b.fixed)
	for i, pe := range at {
		if b.movable[i] && b.has(pe) {
			busy[pe] += b.takes(i, pe)
		}
	}
	for _, p := range b.open {
		r.Mean += busy[p] / float64(len(b.open))
		r.Max = max(r.Max, busy[p])
	}
	for _, e := range s.Edges {
		from, to := s.ends(e, at)
		if !b.has(from) || !b.has(to) || from == to {
			continue
		}
		r.Messages += e.Messages
		r.Bytes += e.Bytes
		busy[from] += s.messageCost(e)
		busy[to] += s.messageCost(e)
	}
	for _, p := range b.open {
		r.Reach = max(r.Reach, busy[p])
	}
	return r
}

// ends returns the PEs between which an edge is; -1 where it has no such end.
func (s *Stats) ends(e Edge, at []int32) (from, to int32) {
	from, to = -1, e.PE
	if e.From >= 0 && int(e.From) < len(at) {
		from = at[e.From]
	}
	if e.To >= 0 {
		to = -1
		if int(e.To) < len(at) {
			to = at[e.To]
		}
	}
	return from, to
}

// messageCost returns what an edge costs each of two PEs, in seconds.
func (s *Stats) messageCost(e Edge) float64 {
	perMessage, perByte := number(s.PerMessage), number(s.PerByte)
	if perMessage == 0 {
		perMessage = DefaultPerMessage
	}
	if perByte == 0 {
		perByte = DefaultPerByte
	}
	return perMessage*float64(max(0, e.Messages)) + perByte*float64(max(0, e.Bytes))
}
