package lb

// An Object is something that has a load and can be moved.
type Object struct {
	ID         uint64  // whatever the caller knows it by
	Load       float64 // seconds that it kept its PE
	PE         int32   // where it is
	Bytes      int32   // about how much a move carries; 0 if not known
	Array      uint32  // the collection that its Index is one of
	Index      [6]int32
	Dims       uint8 // of Index, that are used
	Migratable bool
}

// A PE is a place for objects.
type PE struct {
	Background float64 // seconds that it was kept by what is not among the objects
	Speed      float64 // compared with others; 0 means 1
	Host       int32
	Available  bool // objects may be there
}

// An Edge is what an object sent to another, or to something that stays on its
// PE. Both directions of a pair are edges of their own.
type Edge struct {
	From     int32 // position in Stats.Objects
	To       int32 // the same, or -1
	PE       int32 // where it went, if To is -1
	Messages int64
	Bytes    int64
}

// A Stats is what was measured between two steps of balancing, on all PEs.
type Stats struct {
	Step    int // how many there were before
	Objects []Object
	PEs     []PE
	Edges   []Edge // if communication was measured

	// What a message between two PEs costs each of them, in seconds; 0 means
	// DefaultPerMessage and DefaultPerByte.
	PerMessage, PerByte float64

	// Cost is how long the last step that moved objects took, from the first PE
	// that waited for it to the last that went on, in seconds, and Moved is how
	// many objects it moved. Strategies that weigh gain and cost need them.
	Cost  float64
	Moved int
}

// What a message costs a PE of this kind of machine: see docs/performance.md.
const (
	DefaultPerMessage = 1e-6
	DefaultPerByte    = 1e-9
)

// A Plan says where the objects of a Stats are to be.
type Plan struct {
	// To has the PE of each object. Where it is the one that the object is on,
	// the object stays.
	To []int32
	// Note is what the strategy has to say about it; may be empty.
	Note string
	// Forced says that the plan is not made for its gain.
	Forced bool
}

// Moves returns the number of objects that change their PE.
func (p Plan) Moves(s *Stats) (n int) {
	for i, pe := range p.To {
		if pe != s.Objects[i].PE {
			n++
		}
	}
	return n
}

// A Strategy makes plans. It may remember earlier steps, so each run has
// strategies of its own.
type Strategy interface {
	// Name is the name that options use.
	Name() string
	// Doc says in a line what the strategy does.
	Doc() string
	// NeedsComm reports whether plans are better with Stats.Edges.
	NeedsComm() bool
	// Balance plans one step. It changes nothing of s. What it leaves to chance
	// depends on the seed alone.
	Balance(s *Stats, seed uint64) Plan
}
