package lb

import (
	"cmp"
	"slices"
	"sort"
)

// offers chooses objects for PEs that are known to have room, as long as this one
// is too busy. PEs with more room are chosen more often.
func (n *Node) offers() (out []Letter) {
	known := slices.DeleteFunc(slices.Clone(n.known), func(k Known) bool { return k.PE == n.pe || k.Busy >= n.limit })
	letters := map[int32]int{} // positions in out
	for n.busy > n.lowest() && len(known) > 0 {
		at := n.draw(known)
		k := &known[at]
		choice, fits := n.choose(*k)
		if !fits {
			known = slices.Delete(known, at, at+1)
			continue
		}
		i := n.free[choice]
		n.free = slices.Delete(n.free, choice, choice+1)
		k.Busy += takes(n.work[i], k.Speed)
		n.busy -= takes(n.work[i], n.speed)
		letter, begun := letters[k.PE]
		if !begun {
			letter = len(out)
			letters[k.PE] = letter
			out = append(out, Letter{From: n.pe, To: k.PE, Kind: Offer, Limit: n.limit})
		}
		out[letter].Objects = append(out[letter].Objects, i)
		out[letter].Work = append(out[letter].Work, n.work[i])
	}
	return out
}

// draw chooses one of some PEs, by the room they have.
func (n *Node) draw(known []Known) int {
	room := func(k Known) float64 { return float64(n.limit-k.Busy) * float64(k.Speed) }
	var all float64
	for _, k := range known {
		all += room(k)
	}
	at := n.random.Float64() * all
	for i, k := range known {
		if at -= room(k); at < 0 {
			return i
		}
	}
	return len(known) - 1
}

// choose returns where in free the heaviest object is that a PE has room for, and
// after which this one is not less busy than the mean; or else the lightest one,
// if there is room for it.
func (n *Node) choose(k Known) (at int, fits bool) {
	has := func(at int) bool { return k.Busy+takes(n.work[n.free[at]], k.Speed) <= n.limit }
	at = sort.Search(len(n.free), func(at int) bool {
		return has(at) && n.busy-takes(n.work[n.free[at]], n.speed) >= n.mean
	})
	if at < len(n.free) {
		return at, true
	}
	return at - 1, at > 0 && has(at-1)
}

// answer takes of an offer what there is room for.
func (n *Node) answer(l Letter) Letter {
	l.From, l.To, l.Kind = l.To, l.From, Answer
	l.Taken = make([]bool, len(l.Work))
	for at, work := range l.Work {
		if more := takes(work, n.speed); n.open && n.busy+more <= l.Limit {
			n.busy += more
			n.incoming++
			l.Taken[at] = true
		}
	}
	return l
}

// settle takes the answer to an offer.
func (n *Node) settle(l Letter) {
	for at, i := range l.Objects {
		if l.Taken[at] {
			n.to[i] = l.From
			n.moves++
			continue
		}
		n.busy += takes(n.work[i], n.speed)
		at, _ := slices.BinarySearchFunc(n.free, i, n.heavier)
		n.free = slices.Insert(n.free, at, i)
	}
}

// heavier orders objects, heaviest first.
func (n *Node) heavier(i, j int32) int {
	return cmp.Or(cmp.Compare(n.work[j], n.work[i]), cmp.Compare(i, j))
}
