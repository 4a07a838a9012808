package lb

import (
	"cmp"
	"math"
	"slices"
)

// nowhere is the PE of an object that is on no board: it has to be placed.
const nowhere = -1

// A board is a problem in the making: where the objects stand, and how busy that
// makes the PEs. It has numbers to calculate with, whatever was measured.
type board struct {
	movable []bool    // of each object
	work    []float64 // of each object: seconds on a PE of speed 1; 0 for those that stay
	at      []int32   // where each object stands, or nowhere
	total   float64   // the sum of work

	speed []float64 // of each PE, above 0
	fixed []float64 // of each PE: seconds with nothing on it that can move
	busy  []float64 // of each PE: seconds with what stands there
	open  []int32   // the PEs that objects may go to
}

// newBoard puts all objects where they are, but those that have to leave
// nowhere.
func newBoard(s *Stats) *board {
	b := &board{
		movable: make([]bool, len(s.Objects)),
		work:    make([]float64, len(s.Objects)),
		at:      make([]int32, len(s.Objects)),
		speed:   make([]float64, len(s.PEs)),
		fixed:   make([]float64, len(s.PEs)),
	}
	for p, pe := range s.PEs {
		if b.speed[p] = number(pe.Speed); b.speed[p] == 0 {
			b.speed[p] = 1
		}
		b.fixed[p] = number(pe.Background)
		if pe.Available {
			b.open = append(b.open, int32(p))
		}
	}
	for i := range s.Objects {
		o := &s.Objects[i]
		b.at[i] = o.PE
		b.movable[i] = o.Migratable && len(b.open) > 0
		placed := b.has(o.PE)
		switch {
		case b.movable[i] && placed:
			b.work[i] = number(o.Load) * b.speed[o.PE]
		case b.movable[i]:
			b.work[i] = number(o.Load)
		case placed:
			b.fixed[o.PE] += number(o.Load)
		}
		if b.movable[i] && !(placed && s.PEs[o.PE].Available) {
			b.at[i] = nowhere
		}
	}
	b.add()
	return b
}

// newPart returns a board of some of the work of another; all its PEs are open.
func newPart(work []float64, at []int32, speed, fixed []float64) *board {
	b := &board{movable: make([]bool, len(work)), work: work, at: at, speed: speed, fixed: fixed}
	for i := range work {
		b.movable[i] = true
	}
	for p := range fixed {
		b.open = append(b.open, int32(p))
	}
	b.add()
	return b
}

// add adds up the work that stands on the PEs.
func (b *board) add() {
	b.busy = slices.Clone(b.fixed)
	for i, w := range b.work {
		b.total += w
		if w > 0 && b.at[i] != nowhere {
			b.put(i, b.at[i])
		}
	}
}

// has reports whether there is a PE of that number.
func (b *board) has(pe int32) bool { return pe >= 0 && int(pe) < len(b.fixed) }

// number returns a measured number if it can be one.
func number(x float64) float64 {
	const most = 1e12 // its sums stay far from infinity
	if !(x > 0) {
		return 0
	}
	return min(x, most)
}

// takes returns how long an object keeps a PE.
func (b *board) takes(i int, pe int32) float64 { return b.work[i] / b.speed[pe] }

// put places an object that stood nowhere.
func (b *board) put(i int, pe int32) {
	b.at[i] = pe
	b.busy[pe] += b.takes(i, pe)
}

// move places an object on another PE.
func (b *board) move(i int, pe int32) {
	if from := b.at[i]; from != nowhere {
		b.busy[from] = max(0, b.busy[from]-b.takes(i, from))
	}
	b.put(i, pe)
}

// liftAll leaves all objects that have work nowhere.
func (b *board) liftAll() {
	for i, w := range b.work {
		if w > 0 {
			b.at[i] = nowhere
		}
	}
	copy(b.busy, b.fixed)
}

// heaviestFirst returns the objects that have work, by how much.
func (b *board) heaviestFirst() []int32 {
	order := make([]int32, 0, len(b.work))
	for i, w := range b.work {
		if w > 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, b.byWork)
	return order
}

// byWork orders objects by work, heaviest first, and equal ones by position.
func (b *board) byWork(i, j int32) int {
	switch v, w := b.work[i], b.work[j]; {
	case v > w:
		return -1
	case v < w:
		return 1
	}
	return int(i - j)
}

// max returns how busy the busiest open PE is.
func (b *board) max() (most float64) {
	for _, p := range b.open {
		most = max(most, b.busy[p])
	}
	return most
}

// least returns a bound that no placement of the objects can beat: all open PEs
// are equally busy, and the heaviest object is on the fastest.
func (b *board) least() float64 {
	var fastest, heaviest float64
	for _, p := range b.open {
		fastest = max(fastest, b.speed[p])
	}
	for _, w := range b.work {
		heaviest = max(heaviest, w)
	}
	return max(b.mean(b.workload()), heaviest/fastest)
}

// workload returns how much work the open PEs have in all: that of all objects
// that can move, and what they do besides.
func (b *board) workload() float64 {
	work := b.total
	for _, p := range b.open {
		work += b.fixed[p] * b.speed[p]
	}
	return work
}

// mean returns how busy the open PEs are if they share so much work by speed.
func (b *board) mean(work float64) float64 {
	var speed float64
	for _, p := range b.open {
		speed += b.speed[p]
	}
	return work / speed
}

// above returns the open PEs that are busier than a limit, the busiest first.
func (b *board) above(limit float64) (heavy []int32) {
	for _, pe := range b.open {
		if b.busy[pe] > limit {
			heavy = append(heavy, pe)
		}
	}
	slices.SortStableFunc(heavy, func(p, q int32) int { return cmp.Compare(b.busy[q], b.busy[p]) })
	return heavy
}

// shares returns how much work each PE should get from outside so that the open
// ones end at once. A PE that ends later with what it has anyway gets none.
func (b *board) shares() []float64 {
	shares := make([]float64, len(b.busy))
	leastFirst := slices.Clone(b.open)
	slices.SortStableFunc(leastFirst, func(p, q int32) int { return cmp.Compare(b.fixed[p], b.fixed[q]) })
	work, speed := b.total, 0.0
	end, n := 0.0, 0
	for n < len(leastFirst) {
		p := leastFirst[n]
		if n > 0 && b.fixed[p] >= end {
			break
		}
		work += b.fixed[p] * b.speed[p]
		speed += b.speed[p]
		end = work / speed
		n++
	}
	for _, p := range leastFirst[:n] {
		shares[p] = max(0, end-b.fixed[p]) * b.speed[p]
	}
	return shares
}

// settle places what is nowhere, heaviest first, each where it ends first.
func (b *board) settle() {
	var homeless []int32
	for i, pe := range b.at {
		if pe == nowhere && b.movable[i] {
			homeless = append(homeless, int32(i))
		}
	}
	if len(homeless) == 0 {
		return
	}
	slices.SortFunc(homeless, b.byWork)
	place(b, homeless)
}

// A placing is a state of a board to come back to.
type placing struct {
	at   []int32
	busy []float64
}

func (b *board) save() placing { return placing{slices.Clone(b.at), slices.Clone(b.busy)} }

func (b *board) restore(p placing) {
	copy(b.at, p.at)
	copy(b.busy, p.busy)
}

// plan returns the board as a plan.
func (b *board) plan(note string) Plan {
	b.settle()
	return Plan{To: b.at, Note: note}
}

// speedClass is the same for speeds that hardly differ.
func speedClass(speed float64) int { return int(math.Round(math.Log(speed) * 50)) } // 2 %
