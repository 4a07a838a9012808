package lb

// A Part is what one PE has measured. It is data that can travel, to where one PE
// makes a Stats of all.
type Part struct {
	PE      PE
	Objects []Object // of this PE; Join fills in which it is
	Links   []Link
}

// A Link is an Edge as the sender's PE knows it, which knows no positions of
// objects elsewhere.
type Link struct {
	From     int32  // position in Part.Objects
	To       uint64 // the ID of an object
	PE       int32  // where it was, if there is no such object
	Messages int64
	Bytes    int64
}

// An Order is what a plan means for one PE.
type Order struct {
	Moves    []Move
	Incoming int // objects that come from other PEs
}

// A Move takes an object, by its position in the PE's Part, to another PE.
type Move struct{ Object, To int32 }

// Join makes a Stats of the parts of all PEs, in their order. Where the step is
// and what the last one cost is the caller's to fill in.
func Join(parts []Part) *Stats {
	s := &Stats{PEs: make([]PE, len(parts))}
	links, objects := 0, 0
	for _, part := range parts {
		links += len(part.Links)
		objects += len(part.Objects)
	}
	s.Objects = make([]Object, 0, objects)
	first := make([]int32, len(parts)) // positions of the PE's objects
	position := map[uint64]int32{}
	for p, part := range parts {
		s.PEs[p] = part.PE
		first[p] = int32(len(s.Objects))
		for _, o := range part.Objects {
			if o.PE = int32(p); links > 0 {
				position[o.ID] = int32(len(s.Objects))
			}
			s.Objects = append(s.Objects, o)
		}
	}
	for p, part := range parts {
		for _, l := range part.Links {
			e := Edge{From: first[p] + l.From, To: -1, PE: l.PE, Messages: l.Messages, Bytes: l.Bytes}
			if to, known := position[l.To]; known {
				e.To, e.PE = to, 0
			}
			s.Edges = append(s.Edges, e)
		}
	}
	return s
}

// Orders returns what each PE has to do for the plan. The Stats is one that Join
// has made.
func (p Plan) Orders(s *Stats) []Order {
	orders := make([]Order, len(s.PEs))
	seen := make([]int32, len(s.PEs)) // objects of each PE so far
	for i, to := range p.To {
		from := s.Objects[i].PE
		if to != from {
			orders[from].Moves = append(orders[from].Moves, Move{seen[from], to})
			orders[to].Incoming++
		}
		seen[from]++
	}
	return orders
}
