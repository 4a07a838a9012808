package lb

// A graph has the objects that sent to each other, and to PEs, in both
// directions, by what that would cost between two PEs.
type graph struct {
	first []int32 // of each object, and one more: where its links begin
	links []link
}

// A link leads from an object to another, or to a PE.
type link struct {
	to   int32 // object, or -1
	pe   int32 // if to is -1
	cost float64
}

// newGraph returns the graph of the edges. Those that lead from or to nothing are
// left out.
func newGraph(s *Stats) *graph {
	n := len(s.Objects)
	is := func(object int32) bool { return object >= 0 && int(object) < n }
	g := &graph{first: make([]int32, n+1)}
	ends := func(yield func(from int32, l link)) {
		for _, e := range s.Edges {
			switch {
			case !is(e.From) || e.From == e.To:
			case is(e.To):
				yield(e.From, link{e.To, -1, s.messageCost(e)})
				yield(e.To, link{e.From, -1, s.messageCost(e)})
			case e.To < 0:
				yield(e.From, link{-1, e.PE, s.messageCost(e)})
			}
		}
	}
	ends(func(from int32, _ link) { g.first[from+1]++ })
	for i := range n {
		g.first[i+1] += g.first[i]
	}
	g.links = make([]link, g.first[n])
	next := append([]int32(nil), g.first...)
	ends(func(from int32, l link) {
		g.links[next[from]] = l
		next[from]++
	})
	return g
}

// of returns the links of an object.
func (g *graph) of(i int32) []link { return g.links[g.first[i]:g.first[i+1]] }
