package chare

import (
	"fmt"

	"github.com/charm4go/charm/lb"
	"github.com/charm4go/charm/wire"
)

// A balanceMessage is what PEs tell each other of a step of load balancing.
type balanceMessage struct {
	What   balanceEvent
	Step   uint64
	Part   lb.Part
	Order  lb.Order
	Letter lb.Letter
}

// A balanceEvent is what has happened.
type balanceEvent uint8

const (
	begun    balanceEvent = iota // somebody takes part in the step
	measured                     // so does the sender; to PE 0
	ordered                      // there is a plan
	givenUp                      // a chare of the sender does not come
	finished                     // the sender has moved all; to PE 0
	resumed                      // all have
	told                         // a letter, under the strategy Distributed
)

var balanceMessages = wire.For[balanceMessage]()

// send sends a message about the step that this PE takes part in, if it names no
// other.
func (b *balancer) send(dst int, m balanceMessage) {
	if m.Step == 0 {
		m.Step = b.step.number
	}
	k := b.k
	if dst == k.me {
		k.pe.Push(balanceItem{b, m})
		return
	}
	k.sendBytes(dst, b.encode(&m))
	b.uncount(1)
}

// sendAll sends a message to all other PEs.
func (b *balancer) sendAll(m balanceMessage) {
	k := b.k
	var others []int32
	for pe := range k.n {
		if pe != k.me {
			others = append(others, int32(pe))
		}
	}
	k.sendMany(others, b.encode(&m))
	b.uncount(len(others))
}

func (b *balancer) encode(m *balanceMessage) []byte {
	h := header{kind: kindBalance}
	if b.periodic() {
		h.kind = kindBalanceIdle
	}
	e := b.k.encoder(h.append(nil))
	balanceMessages.Encode(e, m)
	if err := e.Err(); err != nil {
		panic(err) // numbers alone
	}
	return e.Bytes()
}

// uncount leaves messages out of what quiescence looks at, if nobody waits for
// the step.
func (b *balancer) uncount(n int) {
	if b.periodic() {
		b.k.sent -= uint64(n)
	}
}

// A balanceItem is a message of a PE to itself.
type balanceItem struct {
	b *balancer
	m balanceMessage
}

func (i balanceItem) Run() { i.b.take(i.b.k.me, i.m) }

// handleBalance takes a message.
func (k *kernel) handleBalance(from int, rest []byte) {
	var m balanceMessage
	d := k.decoder(rest)
	balanceMessages.Decode(d, &m)
	err := d.Err()
	k.release()
	if err != nil {
		k.bad(from, err)
		return
	}
	k.balancer.take(from, m)
}

// take takes a message. Those about a step come while this PE takes part in it,
// but for those that say that it has begun.
func (b *balancer) take(from int, m balanceMessage) {
	now := b.done // the step that is under way, or the last
	if b.step != nil {
		now = b.step.number
	}
	under := b.step != nil && now == m.Step
	switch {
	case m.What == begun || m.What == told && m.Step == now+1:
		b.begun = max(b.begun, m.Step)
		if m.What == told {
			b.letters = append(b.letters, m)
		}
		b.join()
	case m.What == measured && b.k.me == 0:
		b.root.measured(b, from, m)
	case m.What == finished && b.k.me == 0:
		b.root.finished(b, m.Step)
	case m.What == ordered && under && !b.step.ordered && b.knows(m.Order):
		b.order(m.Order)
	case m.What == givenUp && under:
		b.came(from, m.Step)
	case m.What == resumed && under && b.step.held:
		b.end()
	case m.What == told && under && b.step.node != nil:
		b.hear(m.Letter)
	default:
		b.k.bad(from, fmt.Errorf("message %d of step %d of load balancing, of which %d have ended here", m.What, m.Step, b.done))
	}
}

// knows reports whether an order is about chares that were measured here.
func (b *balancer) knows(o lb.Order) bool {
	for _, m := range o.Moves {
		if m.Object < 0 || int(m.Object) >= len(b.step.clients) || m.To < 0 || int(m.To) >= b.k.n {
			return false
		}
	}
	return o.Incoming >= 0
}

// join has this PE take part in a step that others have begun, if it has no
// chares that must be ready.
func (b *balancer) join() {
	if !b.periodic() {
		b.look()
	} else if b.step == nil && b.begun > b.done {
		b.enter()
	}
}

// talk begins the exchange of letters.
func (b *balancer) talk(g *lb.Gossip, part lb.Part) {
	b.step.node = g.NewNode(b.k.me, b.k.n, part.PE, part.Objects, b.step.number)
	b.sendLetters(b.step.node.Start())
	early := b.letters
	b.letters = nil
	for _, m := range early {
		b.take(int(m.Letter.From), m)
	}
}

// hear takes a letter.
func (b *balancer) hear(l lb.Letter) { b.sendLetters(b.step.node.Take(l)) }

// sendLetters sends letters, and ends the exchange here if these are the last.
func (b *balancer) sendLetters(letters []lb.Letter) {
	for _, l := range letters {
		b.send(int(l.To), balanceMessage{What: told, Letter: l})
	}
	if s := b.step; s.node.Done() && !s.ordered {
		if b.k.me == 0 {
			b.root.agreed(b, s.node.Report())
		}
		to, incoming := s.node.Plan()
		o := lb.Order{Incoming: incoming}
		for i, pe := range to {
			if int(pe) != b.k.me {
				o.Moves = append(o.Moves, lb.Move{Object: int32(i), To: pe})
			}
		}
		b.order(o)
	}
}
