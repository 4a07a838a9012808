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
	epoch    uint32 // of its location when it left
	position int    // of its contributions
	casts    span   // by number, as of the collection's casts and rounds
	rounds   span
	before   *standIn // for the same chare, when it left this PE the last time
}

// standIns are those of a collection on one PE. There may be one for each of its
// chares, when all move at once; so they are found without a look at the others.
type standIns struct {
	all   []*standIn
	of    map[*location]*standIn // the latest of a chare
	ended int                    // how many other PEs have taken over since the last drop
	some  int                    // where in all one was found that takes part in the next reduction
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

// open returns the one for a chare since it left in an epoch, if no other PE
// answers for it yet, or nil. Each PE that the chare has been on since says so
// itself, and the later one may be heard first.
func (ss *standIns) open(loc *location, epoch uint32) *standIn {
	for s := ss.of[loc]; s != nil; s = s.before {
		if s.epoch == epoch && s.rounds.until == forever {
			return s
		}
	}
	return nil
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

// any reports whether one of them takes part in a reduction. It begins where it
// has found one the last time, since it is asked each time that one ends.
func (ss *standIns) any(number uint64) bool {
	for range ss.all {
		if ss.some >= len(ss.all) {
			ss.some = 0
		}
		if ss.all[ss.some].rounds.has(number) {
			return true
		}
		ss.some++
	}
	return false
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
