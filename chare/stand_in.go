package chare

import (
	"math"
	"slices"
)

// A span is from one number to before another.
type span struct{ from, until uint64 }

const forever = math.MaxUint64

func (s span) has(n uint64) bool { return s.from <= n && n < s.until }

// A standIn answers, on a PE that a chare has left.
type standIn struct {
	loc      *location
	position int  // of its contributions
	casts    span // by number, as of the collection's casts and rounds
	rounds   span
	before   *standIn // for the same chare, when it left this PE the last time
}

// standIns are those of a collection on one PE. There may be one for each of its
// chares, when all move at once; so they are found without a look at the others.
type standIns struct {
	all   []*standIn
	of    map[*location]*standIn // the latest of a chare
	ended int                    // how many other PEs have taken over since the last drop
}

// add adds one that answers from now on.
func (ss *standIns) add(s *standIn) {
	if ss.of == nil {
		ss.of = map[*location]*standIn{}
	}
	s.before = ss.of[s.loc]
	ss.of[s.loc] = s
	ss.all = append(ss.all, s)
}

// open returns the first one whose chare no other PE answers for yet, or nil.
func (ss *standIns) open(loc *location) (open *standIn) {
	for s := ss.of[loc]; s != nil; s = s.before {
		if s.rounds.until == forever {
			open = s
		}
	}
	return open
}

// in returns the one that answers for a chare in a reduction, or nil.
func (ss *standIns) in(loc *location, number uint64) *standIn {
	for s := ss.of[loc]; s != nil; s = s.before {
		if s.rounds.has(number) {
			return s
		}
	}
	return nil
}

// drop lets those go that have nothing left to do.
func (ss *standIns) drop(done func(*standIn) bool) {
	ss.ended = 0
	ss.all = slices.DeleteFunc(ss.all, func(s *standIn) bool {
		if !done(s) {
			return false
		}
		ss.forget(s)
		return true
	})
}

// forget is drop of one, for its chare.
func (ss *standIns) forget(s *standIn) {
	if ss.of[s.loc] == s {
		if ss.of[s.loc] = s.before; s.before == nil {
			delete(ss.of, s.loc)
		}
		return
	}
	later := ss.of[s.loc]
	for later.before != s {
		later = later.before
	}
	later.before = s.before
}
