package chare

// The block map places the elements of an array: of n elements on pes PEs,
// counted row by row, each PE has n/pes in a row, and the first n%pes PEs have
// one more. This is Charm++'s default for bounded arrays.

// blockPE returns the PE of element slot.
func blockPE(slot, n, pes int) int {
	q, r := n/pes, n%pes
	if slot < r*(q+1) {
		return slot / (q + 1)
	}
	return r + (slot-r*(q+1))/q
}

// blockOf returns the elements of a PE: those from first to before end.
func blockOf(pe, n, pes int) (first, end int) {
	q, r := n/pes, n%pes
	first = pe*q + min(pe, r)
	end = first + q
	if pe < r {
		end++
	}
	return first, end
}
