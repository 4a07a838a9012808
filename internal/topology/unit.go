package topology

import "slices"

// A Unit is a kind of part of a machine.
type Unit uint8

const (
	Host Unit = iota
	Socket
	Core
	PU // a hardware thread
)

func (u Unit) String() string { return [...]string{"host", "socket", "core", "PU"}[u] }

// Units returns the machine's parts of a kind: sockets in the order of their
// lowest CPUs, cores socket by socket, and hardware threads by their numbers.
func (m Machine) Units(of Unit) []Part {
	switch of {
	case Host:
		return []Part{slices.Concat(m...)}
	case Socket:
		return m
	case Core:
		return alone(slices.Concat(m...))
	default:
		return alone(each(m.CPUs()))
	}
}

// alone returns a part for each core.
func alone(cores [][]int) []Part {
	parts := make([]Part, len(cores))
	for i, core := range cores {
		parts[i] = Part{core}
	}
	return parts
}

// each returns the CPUs as if they were cores.
func each(cpus []int) [][]int {
	cores := make([][]int, len(cpus))
	for i, cpu := range cpus {
		cores[i] = []int{cpu}
	}
	return cores
}

// Deal deals out the CPUs of a part to n that want to be apart: whole cores as
// long as there are enough, then hardware threads. If those are too few as
// well, several get the same.
func (p Part) Deal(n int) [][]int {
	if n > len(p) {
		p = each(slices.Concat(p...))
	}
	if len(p) == 0 {
		return nil
	}
	shares := make([][]int, n)
	for i := range shares {
		first := i * len(p) / n
		last := max((i+1)*len(p)/n, first+1)
		shares[i] = slices.Concat(p[first:last]...)
		slices.Sort(shares[i])
	}
	return shares
}
