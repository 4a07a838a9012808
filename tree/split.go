package tree

// A split is how the range of labels below a label is dealt out: in parts of
// nearly equal size, the larger ones first.
type split struct {
	first  int // the first label dealt out
	parts  int
	size   int // of the smaller parts
	larger int // this many parts have one label more
}

// deal splits the labels [first, first+n) in at most arity parts.
func deal(first, n, arity int) split {
	parts := min(n, arity)
	if parts == 0 {
		return split{first: first}
	}
	return split{first, parts, n / parts, n % parts}
}

// start returns the first label of a part.
func (s split) start(part int) int {
	return s.first + part*s.size + min(part, s.larger)
}

// part returns which part a label is in.
func (s split) part(label int) int {
	offset := label - s.first
	if inLarger := s.larger * (s.size + 1); offset >= inLarger {
		return s.larger + (offset-inLarger)/s.size
	}
	return offset / (s.size + 1)
}

// find walks down from label 0 in the tree of n labels. It returns the label
// above the given one (-1 above 0) and how those below it are dealt out.
func find(label, n, arity int) (parent int, below split) {
	parent, at := -1, 0
	for {
		below = deal(at+1, n-1, arity)
		if at == label {
			return parent, below
		}
		part := below.part(label)
		parent, at = at, below.start(part)
		n = below.start(part+1) - at
	}
}
