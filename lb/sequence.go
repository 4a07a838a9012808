package lb

// A Sequence says which strategy balances which step. Strategies may remember
// earlier steps, so a Sequence is for one run.
type Sequence struct {
	strategies []Strategy
	loop       bool
}

// Parse returns the sequence that words name, one strategy a word as New takes
// it: the first step is the first's, and so on. The last one has all further
// steps; with loop the sequence begins anew. No words make an empty sequence.
func Parse(words []string, loop bool) (Sequence, error) {
	q := Sequence{loop: loop}
	for _, word := range words {
		s, err := New(word)
		if err != nil {
			return Sequence{}, err
		}
		q.strategies = append(q.strategies, s)
	}
	return q, nil
}

// Empty reports whether there is no strategy.
func (q Sequence) Empty() bool { return len(q.strategies) == 0 }

// At returns the strategy of a step, counted from 0. The sequence is not empty.
func (q Sequence) At(step int) Strategy {
	if q.loop {
		return q.strategies[step%len(q.strategies)]
	}
	return q.strategies[min(step, len(q.strategies)-1)]
}

// NeedsComm reports whether one of the strategies needs Stats.Edges.
func (q Sequence) NeedsComm() bool {
	for _, s := range q.strategies {
		if s.NeedsComm() {
			return true
		}
	}
	return false
}
