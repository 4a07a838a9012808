package lb

// hierarchical balances the hosts first, as if each were one fast PE, and then
// the PEs of each host among themselves. So objects leave their host only where
// hosts differ, and each calculation is small.
func hierarchical(b *board, pes []PE, tolerance float64) {
	b.settle()
	number := map[int32]int32{} // of each host
	host := make([]int32, len(pes))
	var members [][]int32 // the open PEs of each host
	for _, p := range b.open {
		h, known := number[pes[p].Host]
		if !known {
			h = int32(len(members))
			number[pes[p].Host] = h
			members = append(members, nil)
		}
		host[p] = h
		members[h] = append(members[h], p)
	}

	speed, fixed, at := make([]float64, len(members)), make([]float64, len(members)), make([]int32, len(b.at))
	for h, list := range members {
		for _, p := range list {
			speed[h] += b.speed[p]
			fixed[h] += b.fixed[p] * b.speed[p]
		}
		fixed[h] /= speed[h]
	}
	for i, w := range b.work {
		if w > 0 {
			at[i] = host[b.at[i]]
		}
	}
	hosts := newPart(b.work, at, speed, fixed)
	greedyRefine(hosts, tolerance)

	objects := make([][]int32, len(members)) // of each host
	for i, w := range b.work {
		if w > 0 {
			objects[hosts.at[i]] = append(objects[hosts.at[i]], int32(i))
		}
	}
	for h, list := range members {
		b.balanceWithin(objects[h], list, tolerance)
	}
}

// balanceWithin places objects on some PEs. Those that are on one of them already
// may stay.
func (b *board) balanceWithin(objects, pes []int32, tolerance float64) {
	place := map[int32]int32{} // of each PE, in the part
	speed, fixed := make([]float64, len(pes)), make([]float64, len(pes))
	for n, p := range pes {
		place[p] = int32(n)
		speed[n], fixed[n] = b.speed[p], b.fixed[p]
	}
	work, at := make([]float64, len(objects)), make([]int32, len(objects))
	for n, i := range objects {
		work[n], at[n] = b.work[i], nowhere
		if p, here := place[b.at[i]]; here {
			at[n] = p
		}
	}
	part := newPart(work, at, speed, fixed)
	greedyRefine(part, tolerance)
	for n, i := range objects {
		b.move(int(i), pes[part.at[n]])
	}
}
