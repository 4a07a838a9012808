package ringnet

import (
	"github.com/charm4go/charm/internal/bulk"
	"github.com/charm4go/charm/ring"
)

// An outgoing message is on its way from our memory, or from one of our blocks,
// to one PE.
type outgoing struct {
	kind  ring.Kind // whole or refer
	at    reference // if refer
	bytes []byte    // if whole: what is still to be sent. Others may share it.
	sent  int       // and how much of the message was before that
}

func (o *outgoing) length() int {
	if o.kind == refer {
		return int(o.at.length)
	}
	return len(o.bytes)
}

// needsBlock reports whether it has to be given one, if only for its first part.
func (p *port) needsBlock(o *outgoing) bool {
	return o.kind == whole && (len(o.bytes) > p.inline || o.sent > 0)
}

// A backlog is the messages that wait for room on their way to one PE, oldest
// first.
type backlog struct {
	queue []outgoing
	first int
}

func (b *backlog) empty() bool { return b.first == len(b.queue) }

func (b *backlog) push(o outgoing) { b.queue = append(b.queue, o) }

func (b *backlog) oldest() *outgoing { return &b.queue[b.first] }

func (b *backlog) pop() {
	b.queue[b.first] = outgoing{} // its bytes may be large
	b.first++
	// Move up when half is gone, so that a queue that never gets empty does
	// not grow for ever.
	if 2*b.first >= len(b.queue) {
		n := copy(b.queue, b.queue[b.first:])
		clear(b.queue[n:])
		b.queue, b.first = b.queue[:n], 0
	}
}

// send sends a message now, or puts it behind those that wait.
//
// While there are needy messages, none but those in a backlog are given a block.
// Else a message could be written into the last block and then wait behind one
// that needs a block, for ever. As it is, whoever has a block is older than all
// who need one, so never behind them; it waits for its reader only.
func (p *port) send(dst int, o outgoing) {
	to := &p.peers[dst]
	needy := p.needsBlock(&o)
	if to.backlog.empty() {
		p.refused = needy && p.needy > 0
		if p.trySend(to, dst, &o) {
			return
		}
		p.waiting = append(p.waiting, int32(dst))
	}
	to.backlog.push(o)
	if needy {
		p.needy++
	}
	p.stats.Backlog++
	p.stats.BacklogMax = max(p.stats.BacklogMax, p.stats.Backlog)
	p.stats.BacklogBytes += o.length()
	p.stats.BacklogBytesMax = max(p.stats.BacklogBytesMax, p.stats.BacklogBytes)
}

func (p *port) Pending() bool { return len(p.waiting) > 0 }

// Flush serves all destinations in turn. One that was served and still has
// something left goes to the end of the row, one that was not keeps its place:
// so a block that comes back goes to whom it was longest refused.
func (p *port) Flush() (pending bool) {
	if len(p.waiting) == 0 {
		return false
	}
	row := p.waiting
	p.waiting = p.spare[:0]
	p.refused = false
	served := row[:0]
	for _, dst := range row {
		before := p.moved
		switch {
		case p.flush(int(dst)):
		case p.moved == before:
			p.waiting = append(p.waiting, dst)
		default:
			served = append(served, dst)
		}
	}
	p.waiting = append(p.waiting, served...)
	p.spare = row
	return len(p.waiting) > 0
}

// flush sends what it can of the backlog of a PE, and reports whether that was
// all.
func (p *port) flush(dst int) bool {
	to := &p.peers[dst]
	for !to.backlog.empty() {
		o := to.backlog.oldest()
		length, needy := o.length(), p.needsBlock(o)
		done := p.trySend(to, dst, o)
		p.stats.BacklogBytes -= length
		if !done {
			p.stats.BacklogBytes += o.length() // less if it went in part
			return false
		}
		to.backlog.pop()
		p.stats.Backlog--
		if needy {
			p.needy--
		}
	}
	return true
}

// trySend sends a message if there is room, or as much of it as there is room
// for; it reports whether that was all.
func (p *port) trySend(to *peer, dst int, o *outgoing) bool {
	if o.kind == refer {
		record := to.out.Reserve(referenceBytes)
		if record == nil {
			return false
		}
		o.at.put(record)
		p.publish(to, dst, refer, referenceBytes)
		return true
	}
	if len(o.bytes) <= p.inline && o.sent == 0 {
		b := to.out.Reserve(len(o.bytes))
		if b == nil {
			return false
		}
		copy(b, o.bytes)
		p.publish(to, dst, whole, len(b))
		return true
	}
	kind := refer
	if o.sent > 0 || len(o.bytes) > p.blocks.largestBytes() {
		kind = referPart
	}
	for len(o.bytes) > 0 {
		n := min(len(o.bytes), p.blocks.largestBytes())
		b, ok := p.takeBlock(n)
		if !ok {
			return false
		}
		// Room in the ring before the copy, which would be for nothing else.
		record := to.out.Reserve(referenceBytes)
		if record == nil {
			p.blocks.giveBack(b)
			return false
		}
		bulk.Copy(p.blocks.bytes(b, n), o.bytes)
		p.blocks.lend(b, 1)
		reference{uint64(b.unit), uint64(n), uint64(o.sent + len(o.bytes))}.put(record)
		p.publish(to, dst, kind, referenceBytes)
		o.bytes = o.bytes[n:]
		o.sent += n
	}
	return true
}

// takeBlock takes a block for a message of the backlog. When there is none, it
// is for the one that was refused first to try again, in the next Flush: a
// smaller one that is wanted by another would be taken from under it.
func (p *port) takeBlock(n int) (b block, ok bool) {
	if !p.refused {
		b, ok = p.blocks.take(n)
		p.refused = !ok
	}
	return b, ok
}

// publish hands a record to its reader.
func (p *port) publish(to *peer, dst int, kind ring.Kind, n int) {
	to.out.Commit(kind, n)
	p.moved++
	p.wakeIfAsleep(dst)
}
