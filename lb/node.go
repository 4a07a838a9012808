package lb

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// A Node is one PE's part in [Gossip]: it knows its own objects, and what letters
// say. Whoever has one sends what Start and Take return, and gives it what
// arrives, in any order, until Done.
//
// All PEs exchange how busy they are, and whom they know to have room. Then those
// that are too busy offer objects to PEs they know, which take them or not.
//
//	          ┌────────────────────────────────────────────────────────┐
//	          ▼                                                        │
//	Start ─► wait for all ─► exchange ─► busier than the limit? ─► offer, all answered
//	                            │                  └──── no ───────────┤
//	                            └─ balanced, or no better for it: done
//
// In round r of an exchange each PE tells the one 2^r further (around the end)
// what it knows. After log2(P) rounds it has heard of all of them, having
// sent and got one letter a round: so nobody has to ask whether more will come.
// To wait for all is an exchange, too: it ends only after all PEs have begun it,
// and a PE begins it after its offers are answered. So when it ends no offer is
// on its way, and what the next one tells is what is.
type Node struct {
	pe, pes int32
	set     *Gossip
	random  *rand.Rand

	speed    int64
	open     bool
	busy     int64 // with those that were offered, and without those that are
	free     []int32
	work     []int64 // of its objects; 0 for those that cannot move
	to       []int32 // where its objects go
	incoming int     // objects it has taken

	round       int32 // of all exchanges
	exchanges   int   // that have ended
	window, sum Tally
	known       []Known
	early       []Letter // of rounds to come

	exchanging bool
	unanswered int // offers
	mean       int64
	limit      int64 // for those that are offered objects
	stuck      int   // turns that did not make it better, one after the other
	moves      int64 // taken from here since the last exchange
	report     Report
	done       bool
}

// NewNode returns the part of one PE of so many. The objects and the PE's facts
// are those of the PE alone. Not all PEs may use the same seed.
func (g *Gossip) NewNode(pe, pes int, facts PE, objects []Object, seed uint64) *Node {
	n := &Node{
		pe: int32(pe), pes: int32(pes), set: g, random: rand.New(rand.NewPCG(seed, uint64(pe))),
		open: facts.Available,
		work: make([]int64, len(objects)), to: make([]int32, len(objects)),
	}
	speed := number(facts.Speed)
	if speed == 0 {
		speed = 1
	}
	n.speed = max(1, int64(min(speed, 1e6)*1e6))
	n.busy = nanoseconds(facts.Background)
	for i, o := range objects {
		n.to[i] = n.pe
		load := nanoseconds(o.Load)
		n.busy = sumUpTo(n.busy, load)
		if o.Migratable && load > 0 {
			n.work[i] = int64(float64(load) * float64(n.speed) / 1e6)
			n.free = append(n.free, int32(i))
		}
	}
	slices.SortFunc(n.free, n.heavier)
	return n
}

// nanoseconds returns a measured time as a whole number whose sums stay far from
// the largest one.
func nanoseconds(seconds float64) int64 { return int64(min(number(seconds), 1e5) * 1e9) }

// takes returns how long so much work keeps a PE of a speed.
func takes(work, speed int64) int64 { return int64(float64(work) / float64(speed) * 1e6) }

// Start returns the first letters. It is called once.
func (n *Node) Start() []Letter { return n.exchange() }

// Done reports whether the plan is made: no letter is on its way to this Node.
func (n *Node) Done() bool { return n.done }

// Plan returns where each object of this PE goes, and how many come here.
func (n *Node) Plan() (to []int32, incoming int) { return n.to, n.incoming }

// Report returns what was and what the plan will make of it. It is the same at
// all Nodes, and has no messages and bytes.
func (n *Node) Report() Report { return n.report }

// Take takes a letter that has arrived and returns those to be sent.
func (n *Node) Take(l Letter) (out []Letter) {
	switch l.Kind {
	case Offer:
		return []Letter{n.answer(l)}
	case Answer:
		n.settle(l)
		if n.unanswered--; n.unanswered == 0 {
			return n.exchange()
		}
		return nil
	}
	n.early = append(n.early, l)
	return n.hear()
}

// rounds returns how many rounds an exchange has.
func (n *Node) rounds() int32 { return int32(bits.Len32(uint32(n.pes - 1))) }

// exchange begins an exchange.
func (n *Node) exchange() []Letter {
	n.window = Tally{Moves: n.moves}
	if n.open {
		n.window = Tally{int64(float64(n.busy) * float64(n.speed) / 1e6), n.speed, n.busy, n.moves}
	}
	n.sum, n.moves = Tally{}, 0
	n.known = n.known[:0]
	if n.open && n.exchanges%2 == 1 && n.busy < n.lowest() {
		n.known = append(n.known, Known{n.pe, n.busy, n.speed})
	}
	if n.pes == 1 {
		n.sum = n.window
		return n.next()
	}
	n.exchanging = true
	return append([]Letter{n.tell()}, n.hear()...)
}

// tell returns the letter of this round.
func (n *Node) tell() Letter {
	step := int32(1) << (n.round % n.rounds())
	return Letter{From: n.pe, To: (n.pe + step) % n.pes, Kind: Tell, Round: n.round, Window: n.window, Sum: n.sum, Known: slices.Clone(n.known)}
}

// hear goes on as far as letters have come.
func (n *Node) hear() (out []Letter) {
	for n.exchanging {
		at := slices.IndexFunc(n.early, func(l Letter) bool { return l.Round == n.round })
		if at < 0 {
			return out
		}
		l := n.early[at]
		n.early = slices.Delete(n.early, at, at+1)
		n.learn(l)
		if n.round++; n.round%n.rounds() != 0 {
			out = append(out, n.tell())
			continue
		}
		n.exchanging = false
		out = append(out, n.next()...)
	}
	return out
}

// learn adds what a letter of this round says. The window is the sum of the 2^r
// PEs up to this one; the sum has as many of those before it as the bits of the
// number of PEs below r say.
func (n *Node) learn(l Letter) {
	r := n.round % n.rounds()
	if n.pes>>r&1 == 1 {
		n.sum = n.window.plus(l.Sum)
	}
	n.window = n.window.plus(l.Window)
	if n.pes == 2<<r { // the last round, and a window of all
		n.sum = n.window
	}
	for _, k := range l.Known {
		if !slices.ContainsFunc(n.known, func(have Known) bool { return have.PE == k.PE }) {
			n.known = append(n.known, k)
		}
	}
	for len(n.known) > mostKnown {
		at := n.random.IntN(len(n.known))
		n.known[at] = n.known[len(n.known)-1]
		n.known = n.known[:len(n.known)-1]
	}
}

// mostKnown bounds the letters. What each leaves out is left to chance, so PEs
// do not all know the same.
const mostKnown = 24

// lowest returns the least limit: a PE that is less busy has room.
func (n *Node) lowest() int64 { return int64(n.set.target * float64(n.mean)) }

// slack is the number of limits between the lowest and the busiest PE that are
// tried: what is too heavy for one may do below the next.
const slack = 4

// next is what follows an exchange. All PEs have the same sums, so all decide the
// same.
func (n *Node) next() []Letter {
	n.exchanges++
	if n.exchanges == 1 {
		n.report.Before = n.sum.balance()
		n.mean = int64(n.report.Before.Mean * 1e9)
	}
	if n.exchanges%2 == 1 {
		n.report.Moves += int(n.sum.Moves)
		return n.exchange()
	}
	was := n.report.After.Max
	n.report.After = n.sum.balance()
	if n.stuck++; n.exchanges == 2 || n.report.After.Max < 0.99*was {
		n.stuck = 0
	}
	if n.sum.Max <= n.lowest() || n.exchanges > 2*n.set.turns || n.stuck == slack {
		n.done = true
		return nil
	}
	n.limit = n.lowest() + (n.sum.Max-n.lowest())/slack*int64(n.stuck)
	out := n.offers()
	if n.unanswered = len(out); n.unanswered == 0 {
		return n.exchange()
	}
	return out
}
