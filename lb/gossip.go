package lb

import (
	"fmt"
	"math/rand/v2"
)

// Gossip is the strategy Distributed. It needs nobody who knows all objects:
// each PE has a [Node], and they agree by letters. Its Balance lets all Nodes
// talk to each other right here, one letter after the other.
type Gossip struct {
	*kind
	target float64 // how busy a PE may be, compared with the mean
	turns  int     // how often PEs may offer objects
}

// Balance implements Strategy.
func (g *Gossip) Balance(s *Stats, seed uint64) Plan {
	b := newBoard(s)
	if b.total == 0 {
		return b.plan(noLoad)
	}
	b.settle()
	nodes, objects := g.nodes(b, rand.New(rand.NewPCG(seed, uint64(s.Step))).Uint64())
	var letters []Letter
	for _, n := range nodes {
		letters = append(letters, n.Start()...)
	}
	sent := 0
	for len(letters) > 0 {
		var replies []Letter
		sent += len(letters)
		for _, l := range letters {
			replies = append(replies, nodes[l.To].Take(l)...)
		}
		letters = replies
	}
	for p, n := range nodes {
		to, _ := n.Plan()
		for k, pe := range to {
			b.move(int(objects[p][k]), b.open[pe])
		}
	}
	return b.plan(fmt.Sprintf("%d letters in %d exchanges", sent, nodes[0].exchanges))
}

// nodes returns a Node for each open PE, and which objects it has.
func (g *Gossip) nodes(b *board, seed uint64) (nodes []*Node, objects [][]int32) {
	held := b.holdings(b.heaviestFirst())
	for n, p := range b.open {
		mine := held.of(p)
		facts := make([]Object, len(mine))
		for k, i := range mine {
			facts[k] = Object{Load: b.takes(int(i), p), Migratable: true}
		}
		pe := PE{Background: b.fixed[p], Speed: b.speed[p], Available: true}
		nodes = append(nodes, g.NewNode(n, len(b.open), pe, facts, seed))
		objects = append(objects, mine)
	}
	return nodes, objects
}
