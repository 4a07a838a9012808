package trace

// An Event is something that a PE has done, or that has happened to it. Which
// fields mean something depends on its kind.
type Event struct {
	At    int64  // nanoseconds, by the PE's clock
	Took  int64  // nanoseconds, of what takes time
	Flow  Flow   // the message sent, or the one that it was done for; 0: none
	Name  uint32 // which of the PE's names
	Bytes uint32 // of that message
	Kind  Kind
	Dims  int8     // coordinates in Index
	Index [6]int32 // of the chare
}

// Index is the place of a chare in its collection.
type Index = [6]int32

// Kind says what an event is.
type Kind uint8

const (
	Method   Kind = 1 + iota // an entry method runs, from its start to its end or until it waits
	Resumed                  // one goes on that has waited
	Runtime                  // the runtime does something, such as passing a broadcast on
	Idle                     // there is nothing to do
	Send                     // a message leaves, or a call is queued on the same PE
	Point                    // an event of the program's own
	Span                     // a span of the program's own, without a wait in it
	Async                    // one with waits: other methods may have run meanwhile
	Step                     // load balancing: Index holds the number of the step, and how many chares moved
	lastKind = Step
)

// A Flow names a message: who sends it to whom, and how many there were before
// between the two.
//
//	52      41 40      29 28    27               0
//	+---------+---------+-------+-----------------+
//	|  from   |   to    | local | number, from 1  |
//	+---------+---------+-------+-----------------+
//
// So it fits into the 53 bits that a number has in JSON, as viewers read it.
// Numbers begin again after 2^28 messages, which no trace keeps.
type Flow uint64

const (
	numberBits = 28
	localBit   = 1 << numberBits
	peBits     = 12
	peMask     = 1<<peBits - 1
	toShift    = numberBits + 1
	fromShift  = toShift + peBits
)

// Message returns the Flow of the n-th message, from 1, between two PEs.
func Message(from, to int, n uint32) Flow {
	return Flow(from&peMask)<<fromShift | Flow(to&peMask)<<toShift | Flow(n&(localBit-1))
}

// Local returns the Flow of the n-th call, from 1, within a PE.
func Local(pe int, n uint32) Flow { return Message(pe, pe, n) | localBit }

// From returns the PE that the message comes from.
func (f Flow) From() int { return int(f>>fromShift) & peMask }

// To returns the PE that it goes to.
func (f Flow) To() int { return int(f>>toShift) & peMask }
