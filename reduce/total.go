package reduce

// A total is what has been combined so far, if there is something.
type total[P any] struct {
	value    P
	isSome   bool
	borrowed bool // value is a contribution and shares its memory
	memory   P    // for value, from the reduction before
}

func (t *total[P]) reset(by *combiner[P]) {
	if by.clone != nil && t.isSome && !t.borrowed {
		t.memory = t.value
	}
	t.value, t.isSome, t.borrowed = *new(P), false, false
}

// addBorrowed combines a contribution. The first one is not copied yet: it may
// be the only one, or be combined into something that is ours already.
func (t *total[P]) addBorrowed(by *combiner[P], p *P) {
	if t.isSome {
		by.merge(&t.value, p)
		return
	}
	t.value, t.isSome, t.borrowed = *p, true, true
}

// add combines *p, which is ours, and leaves memory in it that is free.
func (t *total[P]) add(by *combiner[P], p *P) {
	if t.borrowed && by.commutes {
		by.merge(p, &t.value)
		t.isSome, t.borrowed = false, false
	}
	if !t.isSome {
		t.value, *p, t.memory = *p, t.memory, *new(P)
		t.isSome = true
		return
	}
	t.own(by)
	by.merge(&t.value, p)
}

// own copies what is borrowed.
func (t *total[P]) own(by *combiner[P]) {
	if t.borrowed {
		by.clone(&t.memory, &t.value)
		t.value, t.memory, t.borrowed = t.memory, *new(P), false
	}
}

// take gives the value away.
func (t *total[P]) take(by *combiner[P]) P {
	t.own(by)
	value := t.value
	t.value, t.isSome = *new(P), false
	return value
}
