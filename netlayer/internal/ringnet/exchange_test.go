package ringnet

import (
	"math/rand/v2"
	"testing"
)

// answer sends n bytes and has them received. It reports whether that took
// nothing of the ring.
func answer(t *testing.T, from, to *port, n int) (exchanged bool) {
	t.Helper()
	before := from.peers[to.pe].out.Tail()
	send(from, to.pe, n)
	if !drop(t, to) {
		t.Fatalf("%d bytes from PE %d to PE %d do not arrive", n, from.pe, to.pe)
	}
	return from.peers[to.pe].out.Tail() == before
}

func TestPEsThatAnswerEachOtherWriteByTurns(t *testing.T) {
	p := newPorts(t, 2, Options{})
	answer(t, p[1], p[0], 1)
	answer(t, p[0], p[1], 1) // an offer before it
	for i := range 10 {
		if !answer(t, p[1], p[0], exchangeBytes) || !answer(t, p[0], p[1], 1) {
			t.Errorf("answer %d goes through the ring", i)
		}
	}
	if answer(t, p[1], p[0], exchangeBytes+1) {
		t.Error("what is longer than the line goes through it")
	}
	answer(t, p[1], p[0], 1)
	if answer(t, p[1], p[0], 1) {
		t.Error("what is sent out of turn goes through the exchange")
	}
}

// What several PEs send one after the other comes in that order, wherever it goes
// through: as in the ring alone.
func TestExchangesDoNotChangeTheOrder(t *testing.T) {
	sizes := []int{1, exchangeBytes, exchangeBytes + 1, inlineMax + 1}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 0))
		p := newPorts(t, 4, Options{RingBytes: 16 << 10, BlockBytes: 1 << 20})
		sent, received, exchanged := 0, 0, 0
		receive := func() {
			_, m, err := p[1].Recv()
			if err != nil || m == nil != (sent == received) || m != nil && m[0] != byte(received) {
				t.Fatalf("seed %d: message %d of %d: got %d bytes, error %v", seed, received, sent, len(m), err)
			}
			if m != nil {
				received++
			}
			p[1].Release()
		}
		for range 200 {
			switch from := p[r.IntN(len(p))]; {
			case r.IntN(3) == 0:
				receive()
			case from == p[1]: // tells another, whose turn may come by that
				to := r.IntN(len(p))
				if to != 1 {
					answer(t, p[1], p[to], 1)
				}
			case sent-received < 20:
				n := sizes[r.IntN(len(sizes))]
				before := from.peers[1].out.Tail()
				from.Reserve(1, n)[0] = byte(sent)
				from.Commit(n)
				if sent++; from.peers[1].out.Tail() == before {
					exchanged++
				}
			}
		}
		for received < sent {
			receive()
		}
		receive()
		if seed == 0 && exchanged == 0 {
			t.Error("no message went through an exchange")
		}
	}
}

// What waits for room is before what could go through the exchange.
func TestAnExchangeDoesNotOvertakeTheBacklog(t *testing.T) {
	p := newPorts(t, 2, Options{RingBytes: 1 << 10})
	answer(t, p[1], p[0], 1)
	answer(t, p[0], p[1], 1)
	n := 0
	for ; !p[1].Pending(); n++ {
		p[1].Reserve(0, 200)[0] = byte(n)
		p[1].Commit(200)
	}
	p[1].Reserve(0, 1)[0] = byte(n)
	p[1].Commit(1)
	for i := 0; i <= n; i++ {
		_, m, err := p[0].Recv()
		if err != nil || len(m) == 0 || int(m[0]) != i {
			t.Fatalf("message %d of %d: got %v, error %v", i, n+1, m, err)
		}
		p[0].Release()
		p[1].Flush()
	}
}

func TestAPEHasOneExchange(t *testing.T) {
	p := newPorts(t, 4, Options{})
	for range 3 {
		for _, pe := range []int{2, 0, 3} {
			answer(t, p[pe], p[1], 1)
			answer(t, p[1], p[pe], 1)
		}
	}
	if p[1].exchange.with != 2 || p[2].exchange.with != 1 || p[3].exchange.with != nobody {
		t.Errorf("exchanges of PE 1 with %d, 2 with %d, 3 with %d; want 2, 1, none", p[1].exchange.with, p[2].exchange.with, p[3].exchange.with)
	}
}

// The offer may take the last room. Then the message waits, and the reader that is
// to give room must be awake.
func TestAnOfferWakes(t *testing.T) {
	p := newPorts(t, 2, Options{RingBytes: 1 << 10})
	answer(t, p[1], p[0], 1)
	for range 1024/lineBytes - 1 {
		p[0].peers[1].out.Reserve(0)
		p[0].peers[1].out.Commit(whole, 0)
	}
	bell := p[1].peers[1].bell
	*bell = asleep
	send(p[0], 1, 1)
	if !p[0].Pending() || *bell == asleep {
		t.Errorf("pending: %v, the reader sleeps: %v; want a message that waits for a reader that is awake", p[0].Pending(), *bell == asleep)
	}
}

func TestABadOfferIsAnError(t *testing.T) {
	for _, from := range []int{1, 2} {
		p := newPorts(t, 3, Options{})
		out := p[from].peers[1].out
		out.Reserve(0)
		out.Commit(offers, 0)
		if _, _, err := p[1].Recv(); err == nil {
			t.Errorf("no error for an offer of PE %d to PE 1", from)
		}
	}
}
