package ringnet

import (
	"fmt"
	"sync/atomic"
)

// A reservation is what Reserve has given to the caller.
type reservation struct {
	place place
	room  int    // bytes in it
	bytes []byte // and they themselves, if not in a ring
	block block  // if in a block

	dst  int
	dsts []int32 // instead of dst, from ReserveMany
	many bool
}

// A place is where a message is.
type place uint8

const (
	nowhere    place = iota // there is none
	inRing                  // in the ring of its reader
	inExchange              // in the line that both write by turns
	shared                  // in a block of its sender
	own                     // in the memory of this process
)

func (p *port) Reserve(dst, n int) []byte {
	p.mustBeClosed(n)
	p.open.dst, p.open.room = dst, n
	to := &p.peers[dst]
	if n <= p.inline && to.backlog.empty() {
		if x := &p.exchange; x.with == dst && x.ours && n <= exchangeBytes {
			p.open.place = inExchange
			return x.bytes[:n:n]
		} else if x.with == nobody && dst > p.pe && dst == p.heard {
			p.offer(to, dst)
		}
		if b := to.out.Reserve(n); b != nil {
			p.open.place = inRing
			return b
		}
	}
	return p.reserveHere(n)
}

func (p *port) ReserveMany(dsts []int32, n int) []byte {
	p.mustBeClosed(n)
	p.open.dsts, p.open.many, p.open.room = dsts, true, n
	return p.reserveHere(n)
}

func (p *port) mustBeClosed(n int) {
	if p.open.place != nowhere || n < 0 {
		panic(fmt.Sprintf("ringnet: PE %d reserves %d bytes (want at least 1) with %d reserved already (want none)", p.pe, n, p.open.room))
	}
}

// reserveHere reserves what can not be written into the ring of its reader, or
// has several.
func (p *port) reserveHere(n int) []byte {
	// Not while others wait for a block, see backlog.go.
	if n > p.inline && n <= p.blocks.largestBytes() && p.needy == 0 {
		if b, ok := p.blocks.take(n); ok {
			p.open.place, p.open.block, p.open.bytes = shared, b, p.blocks.bytes(b, n)
			return p.open.bytes
		}
	}
	// Memory of its own, since it will wait for room; and if not, because it
	// is short and goes to many, or is so long that this costs little.
	p.open.place, p.open.bytes = own, make([]byte, n)
	return p.open.bytes
}

func (p *port) Commit(used int) {
	if uint(used) > uint(p.open.room) || p.open.place == nowhere {
		panic(fmt.Sprintf("ringnet: PE %d commits %d bytes and has %d reserved", p.pe, used, p.open.room))
	}
	switch p.open.place {
	case inRing:
		p.peers[p.open.dst].out.Commit(whole, used)
		p.wakeIfAsleep(p.open.dst)
	case inExchange:
		p.commitExchange(used)
	default:
		p.commitHere(used)
		return
	}
	p.stats.Sent++
	p.stats.SentBytes += uint64(used)
	p.open.place, p.open.room = nowhere, 0
}

// commitHere sends what was written in our blocks or our own memory.
func (p *port) commitHere(used int) {
	r := p.open
	p.open = reservation{}
	readers := 1
	if r.many {
		readers = len(r.dsts)
	}
	p.stats.Sent += uint64(readers)
	p.stats.SentBytes += uint64(used) * uint64(readers)

	out := outgoing{kind: whole, bytes: r.bytes[:used]}
	if r.place == shared {
		if readers == 0 {
			p.blocks.giveBack(r.block)
			return
		}
		// Written before the records that refer to it are published, so it is
		// there before any reader is.
		p.blocks.lend(r.block, readers)
		out = outgoing{kind: refer, at: reference{uint64(r.block.unit), uint64(used), uint64(used)}}
	}
	if !r.many {
		p.send(r.dst, out)
		return
	}
	for _, dst := range r.dsts {
		p.send(int(dst), out)
	}
}

func (p *port) Cancel() {
	switch p.open.place {
	case nowhere:
		panic(fmt.Sprintf("ringnet: PE %d cancels and has nothing reserved", p.pe))
	case inRing:
		// Others may have published behind it and found that the reader wakes
		// up for nothing; so it is told like of a message.
		p.peers[p.open.dst].out.Cancel()
		p.wakeIfAsleep(p.open.dst)
	case shared:
		p.blocks.giveBack(p.open.block)
	}
	p.open = reservation{}
}

// wakeIfAsleep wakes a PE if it sleeps. What the caller has published before is
// seen by one that falls asleep after we have looked.
func (p *port) wakeIfAsleep(pe int) {
	bell := p.peers[pe].bell
	if atomic.LoadUint32(bell) == asleep {
		p.wake(pe, bell)
	}
}
