package ringnet

import (
	"fmt"
	"sync/atomic"

	"github.com/charm4go/charm/ring"
)

// An exchange is a line of memory that two PEs write by turns: who has read what
// the other wrote writes next. So a message takes one transfer of a line. In a
// ring it takes two, since its writer first takes the line from the reader, who
// has it to look at; here the writer has it, from reading.
//
// PEs that answer each other are who it is for. What is sent out of turn, or is
// longer than the line, goes through the ring. A PE has one exchange at most, with
// the first that it answers or is answered by. The PE with the lower number owns the
// line and offers it, by a record in the ring. The first turn is the other's.
//
// The line begins with a word:
//
//	bits  0-7   length of the message, which follows
//	bits  8-9   who wrote it: nobody yet, the owner, the other
//	bits 16-63  the message's place among the records of the reader's ring: the
//	            line of the ring's tail, without the higher bits
//
// Storing the word hands the line to the reader, and at its place the reader
// takes the message: behind all that was published in the ring before the message
// was written, and ahead of what was reserved there afterwards, by whomever. So
// messages come in the order in which the ring alone would have brought them, also
// those of which one is the consequence of the other by way of a third PE; with
// several exchanges they would not.
type exchange struct {
	with  int // the other PE, or nobody
	bytes []byte
	word  *atomic.Uint64
	mine  uint64 // who wrote it, if we
	ours  bool   // the turn; the line is not touched while it is not, but for looking at word
}

const (
	nobody = -1

	exchangeBytes = lineBytes - 8

	byOwner, byOther = 1 << 8, 2 << 8
	byMask           = 3 << 8
	placeShift       = 16
)

func newExchange(line []byte, with int, mine uint64, ours bool) exchange {
	return exchange{with, line[8:lineBytes], ring.Word(line, 0), mine, ours}
}

// offer opens our exchange with PE dst, which has a higher number, if there is
// room for the record that says so. That may be the last room, and the message
// that follows may not wake dst.
func (p *port) offer(to *peer, dst int) {
	if to.out.Reserve(0) == nil {
		return
	}
	to.out.Commit(offers, 0)
	p.wakeIfAsleep(dst)
	p.exchange = newExchange(p.peers[p.pe].line, dst, byOwner, false)
}

// accept takes up what another PE offers, unless we have one.
func (p *port) accept(from int) error {
	if from >= p.pe || p.exchange.with == from {
		return p.bad(from, fmt.Errorf("an offer of an exchange, which is not for it to make"))
	}
	if p.exchange.with == nobody {
		p.exchange = newExchange(p.peers[from].line, from, byOther, true)
	}
	return nil
}

// exchanged reports whether the next message is in the exchange.
func (p *port) exchanged() bool {
	x := &p.exchange
	if x.with == nobody || x.ours {
		return false
	}
	word := x.word.Load()
	return word&byMask == x.mine^byMask && int64(placeOf(p.in.Position())-word&^(1<<placeShift-1)) >= 0
}

// placeOf returns the bits of the word that stand for a position in a ring.
func placeOf(position uint64) uint64 { return position / lineBytes << placeShift }

// recvExchange is Recv of the message in the exchange, which is next.
func (p *port) recvExchange() (from int, m []byte, err error) {
	x := &p.exchange
	length := int(byte(x.word.Load()))
	if length > exchangeBytes {
		return x.with, nil, p.bad(x.with, fmt.Errorf("%d bytes in an exchange", length))
	}
	p.held.place = inExchange
	p.countReceived(length)
	return x.with, x.bytes[:length:length], nil
}

// commitExchange hands the line with a message to the other PE.
func (p *port) commitExchange(used int) {
	x := &p.exchange
	x.ours = false
	x.word.Store(placeOf(p.peers[x.with].out.Tail()) | x.mine | uint64(used))
	p.wakeIfAsleep(x.with)
}
