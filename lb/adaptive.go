package lb

import "slices"

// adaptive plans with Refine, or with Greedy where that is much better, and only
// if it pays: what steps cost is measured, what they gain is predicted.
//
// A gain is had again in each period in which the loads stay as they are, and
// nobody knows how many those will be. So it waits until what the imbalance has
// cost since objects last moved is more than moving them will. In the worst case
// (the loads change right after) that is half as good as knowing the future.
type adaptive struct {
	*kind
	costs costs
	lost  float64 // seconds that plans would have gained since objects last moved
}

// muchBetter is by how much the busiest PE of Greedy's plan has to be less busy
// than that of Refine's to be worth its many moves.
const muchBetter = 0.05

func (a *adaptive) Balance(s *Stats, _ uint64) Plan {
	a.costs.learn(s)
	stay := newBoard(s)
	if stay.total == 0 {
		return stay.plan(noLoad)
	}
	stay.settle()
	before := stay.max()

	name, board := "Refine", newBoard(s)
	refine(board)
	board.settle()
	anew := newBoard(s)
	greedy(anew)
	anew.settle()
	if anew.max() < board.max()*(1-muchBetter) {
		name, board = "Greedy", anew
	}
	plan := board.plan("")
	gain, moves := before-board.max(), plan.Moves(s)
	if gain <= DefaultThreshold*before {
		a.lost = 0
		plan = stay.plan("")
		plan.note("stays: %s would gain %.6f s of %.6f s", name, gain, before)
		return plan
	}
	a.lost += gain
	cost := a.costs.of(moves)
	if a.lost <= cost {
		plan = stay.plan("")
		plan.note("skips: %s would gain %.6f s, with steps skipped %.6f s, and %d moves cost about %.6f s", name, gain, a.lost, moves, cost)
		return plan
	}
	plan.note("%s: gains %.6f s, with steps skipped %.6f s, and %d moves cost about %.6f s", name, gain, a.lost, moves, cost)
	a.lost = 0
	return plan
}

// costs are the last steps that moved objects.
type costs struct {
	moved   []float64
	seconds []float64
}

// learn takes what the last step cost, unless it is known.
func (c *costs) learn(s *Stats) {
	const remembered = 8
	moved, seconds := float64(s.Moved), number(s.Cost)
	n := len(c.moved)
	if moved <= 0 || n > 0 && c.moved[n-1] == moved && c.seconds[n-1] == seconds {
		return
	}
	if n == remembered {
		c.moved, c.seconds = slices.Delete(c.moved, 0, 1), slices.Delete(c.seconds, 0, 1)
	}
	c.moved, c.seconds = append(c.moved, moved), append(c.seconds, seconds)
}

// of returns what so many moves will cost, by the straight line that fits best to
// what they have; 0 if nothing is known.
func (c *costs) of(moves int) float64 {
	n := float64(len(c.moved))
	if n == 0 {
		return 0
	}
	var moved, seconds, covariance, variance float64
	for i := range c.moved {
		moved += c.moved[i] / n
		seconds += c.seconds[i] / n
	}
	for i := range c.moved {
		covariance += (c.moved[i] - moved) * (c.seconds[i] - seconds)
		variance += (c.moved[i] - moved) * (c.moved[i] - moved)
	}
	if variance > 0 && covariance > 0 {
		seconds += covariance / variance * (float64(moves) - moved)
	}
	return max(0, seconds)
}
