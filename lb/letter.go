package lb

import "math"

// A Letter is what two Nodes tell each other. It is data that can travel.
type Letter struct {
	From, To int32 // PEs
	Kind     LetterKind

	// Of Tell: one round of an exchange.
	Round       int32 // counted through all exchanges
	Window, Sum Tally
	Known       []Known

	// Of Offer: objects, by their positions at the sender, and their work; the
	// receiver takes them as long as it is not kept longer than Limit. An Answer
	// has the objects of the offer, and which were taken.
	Objects []int32
	Work    []int64
	Limit   int64
	Taken   []bool
}

// LetterKind says what a Letter is for.
type LetterKind uint8

// The kinds of letters.
const (
	Tell LetterKind = iota
	Offer
	Answer
)

// A Tally adds up some PEs. Its numbers are whole so that all PEs get the same
// sums, in whatever order they add: nanoseconds, and millionths of a usual
// speed. Sums that are too large stay at the largest number, in any order too.
type Tally struct {
	Work  int64 // on a PE of speed 1
	Speed int64
	Max   int64 // how busy the busiest PE is
	Moves int64
}

func (t Tally) plus(u Tally) Tally {
	return Tally{sumUpTo(t.Work, u.Work), sumUpTo(t.Speed, u.Speed), max(t.Max, u.Max), t.Moves + u.Moves}
}

// balance returns how evenly the PEs are busy.
func (t Tally) balance() Balance {
	if t.Speed == 0 {
		return Balance{}
	}
	return Balance{Max: float64(t.Max) / 1e9, Mean: float64(takes(t.Work, t.Speed)) / 1e9}
}

// sumUpTo adds numbers that are not negative.
func sumUpTo(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// Known is what a PE has heard of one that has room.
type Known struct {
	PE    int32
	Busy  int64
	Speed int64
}
