package pe

import "github.com/charm4go/charm/coro"

// This file spares most waits their switches: while an item waits, others run on
// top of it, on its own stack. Those must not wait themselves, since it could
// not go on before they do. When one comes that may, the strand suspends after
// all.

// Help is Suspend for an item that has nothing else to do on its stack: it runs
// messages and items until the running strand is pushed and its turn has come.
// All runs in the order in which it would with Suspend.
func (p *PE) Help() {
	if p.doubt > 0 {
		p.doubt--
	} else if p.current.helped() {
		return
	}
	p.Suspend()
}

// mostDoubts is how often Help does not try at most. To try in vain costs a
// third of a wait.
const mostDoubts = 15

// helped reports whether the turn of the strand came while items ran on top of
// it. The more often in a row it did not, the longer it is not tried again: where
// all methods may wait, they keep refusing.
func (s *Strand) helped() bool {
	p := s.pe
	for !p.stepping {
		resumed, again := s.help()
		if resumed {
			p.doubts = 0
			return true
		}
		if !again {
			break
		}
	}
	if p.refused {
		p.doubts = min(2*p.doubts+1, mostDoubts)
		p.doubt = p.doubts
	}
	return false
}

// Refuse is for an item that may suspend, before it does anything. If the item
// runs on top of one that waits, Refuse puts it back in front, and the item
// returns.
func (p *PE) Refuse(it Item) (refused bool) {
	if !p.helping {
		return false
	}
	p.refused = true
	p.PushFront(it)
	return true
}

// help runs items on top of the strand s, on behalf of the runner. It reports
// whether the turn of s has come, or else whether it is to be called again:
// after a panic.
func (s *Strand) help() (resumed, again bool) {
	p := s.pe
	p.helping, p.refused = true, false
	defer func() {
		p.helping = false
		if v := recover(); v != nil {
			if coro.IsStop(v) {
				panic(v)
			}
			p.opts.Panicked(v)
			again = true
		}
	}()
	for !p.stopped {
		if !p.refused && p.due() && p.receive() {
			continue
		}
		if p.ready.n == 0 {
			p.wait()
			continue
		}
		switch it := p.ready.first().(type) {
		case *Strand:
			if it != s {
				return false, false
			}
			p.ready.pop()
			return true, false
		case Func: // it may do anything
			return false, false
		default:
			if p.refused {
				return false, false
			}
			p.ready.pop()
			it.Run()
		}
	}
	return false, false
}
