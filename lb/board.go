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
	stats *Stats
	work  []float64 // of each object: seconds on a PE of speed 1; 0 for those that stay
	at    []int32   // where each object stands, or nowhere
	speed []float64 // of each PE, above 0
	busy  []float64 // of each PE, in seconds
	open  []int32   // the PEs that objects may go to
	total float64   // the sum of work
}

// newBoard puts all objects where they are, but those that have to leave
// nowhere.
func newBoard(s *Stats) *board {
	b := &board{
		stats: s,
		work:  make([]float64, len(s.Objects)),
		at:    make([]int32, len(s.Objects)),
		speed: make([]float64, len(s.PEs)),
		busy:  make([]float64, len(s.PEs)),
	}
	for p, pe := range s.PEs {
		if b.speed[p] = number(pe.Speed); b.speed[p] == 0 {
			b.speed[p] = 1
		}
		b.busy[p] = number(pe.Background)
		if pe.Available {
			b.open = append(b.open, int32(p))
		}
	}
	for i := range s.Objects {
		o := &s.Objects[i]
		b.at[i] = o.PE
		load := number(o.Load)
		placed := o.PE >= 0 && int(o.PE) < len(s.PEs)
		if placed {
			b.busy[o.PE] += load
		}
		if !b.movable(i) {
			continue
		}
		b.work[i] = load
		if placed {
			b.work[i] *= b.speed[o.PE]
		}
		b.total += b.work[i]
		if !placed || !s.PEs[o.PE].Available {
			b.lift(i)
		}
	}
	return b
}

// number returns a measured number if it can be one.
func number(x float64) float64 {
	const most = 1e12 // its sums stay far from infinity
	if !(x > 0) {
		return 0
	}
	return min(x, most)
}

// movable reports whether an object may be moved at all.
func (b *board) movable(i int) bool { return b.stats.Objects[i].Migratable && len(b.open) > 0 }

// takes returns how long an object keeps a PE.
func (b *board) takes(i int, pe int32) float64 { return b.work[i] / b.speed[pe] }

// put places an object that is nowhere.
func (b *board) put(i int, pe int32) {
	b.at[i] = pe
	b.busy[pe] += b.takes(i, pe)
}

// lift takes an object from its place.
func (b *board) lift(i int) {
	pe := b.at[i]
	b.at[i] = nowhere
	if pe >= 0 && int(pe) < len(b.busy) {
		b.busy[pe] = max(0, b.busy[pe]-b.takes(i, pe))
	}
}

// move places an object elsewhere.
func (b *board) move(i int, pe int32) {
	b.lift(i)
	b.put(i, pe)
}

// liftAll takes all objects off that move and have a load.
func (b *board) liftAll() {
	for i, w := range b.work {
		if w > 0 && b.at[i] != nowhere {
			b.lift(i)
		}
	}
	for _, p := range b.open {
		b.busy[p] = number(b.stats.PEs[p].Background) // exactly, without what rounding left
	}
	for i := range b.stats.Objects {
		if o := &b.stats.Objects[i]; b.at[i] != nowhere && int(o.PE) < len(b.busy) && o.PE >= 0 && b.stats.PEs[o.PE].Available {
			b.busy[o.PE] += number(o.Load) // not migratable
		}
	}
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
	if c := cmp.Compare(b.work[j], b.work[i]); c != 0 {
		return c
	}
	return cmp.Compare(i, j)
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
	var work, fastest, heaviest float64
	for _, p := range b.open {
		work += b.busy[p] * b.speed[p]
		fastest = max(fastest, b.speed[p])
	}
	for i, w := range b.work {
		heaviest = max(heaviest, w)
		if b.at[i] == nowhere {
			work += w
		}
	}
	return max(b.mean(work), heaviest/fastest)
}

// mean returns how busy the open PEs are if they share so much work by speed.
func (b *board) mean(work float64) float64 {
	var speed float64
	for _, p := range b.open {
		speed += b.speed[p]
	}
	return work / speed
}

// settle places what is nowhere, heaviest first, each where it ends first.
func (b *board) settle() {
	var homeless []int32
	for i, pe := range b.at {
		if pe == nowhere && b.movable(i) {
			homeless = append(homeless, int32(i))
		}
	}
	if len(homeless) == 0 {
		return
	}
	slices.SortFunc(homeless, b.byWork)
	q := newQueue(b)
	for _, i := range homeless {
		pe := q.first(b.work[i])
		b.put(int(i), pe)
		q.fix(pe)
	}
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
