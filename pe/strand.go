package pe

import "github.com/charm4go/charm/coro"

// A Strand is a coroutine of a PE: the runner of its loop, an item that has
// suspended, or neither and kept for later. As an Item it goes on where it
// suspended.
type Strand struct {
	pe *PE
	co coro.Coro
}

// Current returns the strand that runs now: what to keep before Suspend, and
// to push when the wait is over.
func (p *PE) Current() *Strand { return p.current }

// Suspend gives way to other items until the running strand is pushed and its
// turn has come. It must be called from inside an item.
func (p *PE) Suspend() {
	s := p.current
	if p.runner == s {
		p.runner = nil // the root finds another
		p.ran = true
	}
	s.co.Park()
}

// Run goes on with the strand, on behalf of the runner, until it suspends or
// its item has ended.
func (s *Strand) Run() {
	if !s.pe.Refuse(s) {
		s.Visit()
	}
}

// Visit goes on with the strand at once. It is for a look at what suspends again
// without running anything; anything else is an item.
func (s *Strand) Visit() {
	visitor := s.pe.current
	s.pe.current = s
	s.co.Resume()
	s.pe.current = visitor
}

// carryOn is the root's part: to resume the runner, whichever it is.
func (p *PE) carryOn() {
	if p.runner == nil {
		p.runner = p.take()
	}
	p.current = p.runner
	p.runner.co.Resume()
	p.current = nil
}

// take returns a strand that is ready to be the runner.
func (p *PE) take() *Strand {
	if n := len(p.idle); n > 0 {
		s := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return s
	}
	s := &Strand{pe: p}
	s.co.Init(func(c *coro.Coro) {
		for {
			for s.loop() {
				if p.stepping && p.runner == s { // the panic was all of this step
					p.ran = true
					c.Park()
				}
			}
			if !p.stopped {
				p.idle = append(p.idle, s)
			}
			c.Park()
		}
	})
	p.strands = append(p.strands, s)
	return s
}

// loop runs steps while s is the runner. It reports whether it is to be called
// again: after a panic, which has unwound it. To recover once here and not
// around each item is what makes an item cheap.
func (s *Strand) loop() (again bool) {
	p := s.pe
	defer func() {
		if v := recover(); v != nil {
			if coro.IsStop(v) {
				panic(v)
			}
			p.opts.Panicked(v)
			again = true
		}
	}()
	for p.runner == s && !p.stopped {
		ran := p.step()
		if p.runner != s {
			return false // the item suspended; another strand runs the loop
		}
		if p.stepping {
			p.ran = ran
			s.co.Park()
		} else if !ran {
			p.wait()
		}
	}
	return false
}

// unwind ends all strands, so that no goroutine is left and the deferred
// functions of suspended items run.
func (p *PE) unwind() {
	for i := 0; i < len(p.strands); i++ {
		p.current = p.strands[i]
		p.current.stop()
	}
	p.current, p.runner, p.strands, p.idle = nil, nil, nil, nil
}

// stop unwinds the strand, from a goroutine for just this: what is unwound may
// end the goroutine that does it.
func (s *Strand) stop() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.co.Stop()
	}()
	<-done
}
