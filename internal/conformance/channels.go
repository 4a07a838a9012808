package conformance

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

var channels = []Scenario{
	{Name: "a channel keeps its order both ways", Run: channelOrder, Heavy: true},
	{Name: "the k-th channel of one end meets the k-th of the other", Run: channelPairs},
	{Name: "a chare may have a channel to itself", Run: channelToSelf},
	{Name: "an end may send before the other is there", Run: halfOpenChannels},
	{Name: "channels join chares of all kinds", Run: channelsBetweenKinds},
	{Name: "one task at a time receives from a channel", Run: twoReceivers},
	{Name: "channels carry what travels", Run: channelContents},
	{Name: "a ring of channels", Run: channelRing},
}

// A Peer has channels to others.
type Peer struct {
	chare.Base
	shared *chare.Channel[int]
}

// A Packet is a numbered message of some size.
type Packet struct {
	N   int
	Pad []byte
}

// packet is the n-th of those that packets are sent as: mostly small ones, some
// longer than what goes through a ring in one piece.
func packet(n int) Packet {
	size := n % 61
	switch {
	case n%1000 == 999:
		size = 300_000
	case n%100 == 50:
		size = 10_000
	}
	pad := make([]byte, size)
	for i := range pad {
		pad[i] = byte(n)
	}
	return Packet{n, pad}
}

// Exchange sends n packets to another Peer and receives as many; it sends up to
// ahead more than it has received.
func (p *Peer) Exchange(t *chare.Task, with PeerProxy, n, ahead int) {
	ch := chare.NewChannel[Packet](p, with)
	for i := range n + ahead {
		if i < n {
			ch.Send(packet(i))
		}
		if i < ahead {
			continue
		}
		got, want := ch.Recv(t), packet(i-ahead)
		equal("number of a packet", got.N, want.N)
		equal("packet", string(got.Pad), string(want.Pad))
	}
	must(!ch.Ready(), "there is more than was sent")
}

func channelOrder(t *chare.Task) {
	const n = 10_000
	last := t.NumPEs() - 1
	for _, pes := range [][2]int{{0, last}, {last, last}} {
		a, b := NewPeer(t, chare.OnPE(pes[0])), NewPeer(t, chare.OnPE(pes[1]))
		f := a.Await().Exchange(b, n, n/2)
		b.Await().Exchange(a, n, 7).Get(t)
		f.Get(t)
	}
}

// Several makes n channels to another Peer and sends each its number, last one
// first. The pairs of channels have the same numbers.
func (p *Peer) Several(t *chare.Task, with PeerProxy, n int) {
	ends := make([]*chare.Channel[int], n)
	for i := range ends {
		ends[i] = chare.NewChannel[int](p, with)
		if i%2 == p.Index().X()%2 {
			t.Yield()
		}
	}
	for i := range ends {
		ends[n-1-i].Send(n - 1 - i)
	}
	for i, ch := range ends {
		equal("what the other has sent into its channel", ch.Recv(t), i)
	}
}

func channelPairs(t *chare.Task) {
	for _, peers := range []PeerProxies{NewPeerGroup(t), NewPeerArray(t, chare.Dims(6))} {
		n := peers.Len()
		for i := range n {
			a, b := peers.At(i), peers.At((i+1)%n)
			f := a.Await().Several(b, 9)
			b.Await().Several(a, 9).Get(t)
			f.Get(t)
			// Later channels go on counting.
			f = b.Await().Several(a, 2)
			a.Await().Several(b, 2).Get(t)
			f.Get(t)
		}
	}
}

// Self sends to itself.
func (p *Peer) Self(t *chare.Task) {
	ch, second := chare.NewChannel[string](p, p.This()), chare.NewChannel[string](p, p.This())
	for range 3 {
		ch.Send("a")
		second.Send("b")
		ch.Send("c")
		equal("first", ch.Recv(t), "a")
		equal("of the second channel", second.Recv(t), "b")
		equal("second", ch.Recv(t), "c")
	}
}

func channelToSelf(t *chare.Task) {
	NewPeerGroup(t).Await().Self().Get(t)
	NewPeer(t, chare.OnPE(t.NumPEs()-1)).Await().Self().Get(t)
}

// Shout sends to a channel n times and ends.
func (p *Peer) Shout(to PeerProxy, n int) {
	ch := chare.NewChannel[int](p, to)
	for i := range n {
		ch.Send(i)
	}
}

// Hear makes its end of a channel and receives n numbers.
func (p *Peer) Hear(t *chare.Task, from PeerProxy, n int) {
	ch := chare.NewChannel[int](p, from)
	for i := range n {
		equal("what was sent ahead", ch.Recv(t), i)
	}
}

func halfOpenChannels(t *chare.Task) {
	peers := NewPeerArray(t, chare.Dims(t.NumPEs()+2))
	for i := range peers.Len() {
		a, b := peers.At(i), peers.At(peers.Len()-1-i)
		if a == b {
			continue
		}
		a.Await().Shout(b, 20).Get(t) // long over
		b.Await().Hear(a, 20).Get(t)
	}
	// The one that is sent to is not even made.
	for pe := range t.NumPEs() {
		a := NewPeer(t, chare.OnPE(pe))
		b := NewPeer(t, chare.OnPE((pe+1)%t.NumPEs()))
		a.Shout(b, 20)
		b.Await().Hear(a, 20).Get(t)
	}
}

func channelsBetweenKinds(t *chare.Task) {
	kinds := []PeerProxy{
		NewPeer(t), NewPeer(t, chare.OnPE(t.NumPEs()-1)), NewPeerGroup(t).At(t.NumPEs() - 1),
		NewPeerArray(t, chare.Dims(2, 3)).At(1, 2), NewPeerGroup(t, chare.OnPEs(0)).At(0),
	}
	for i, a := range kinds {
		for _, b := range kinds[:i] {
			f := a.Await().Exchange(b, 10, 3)
			b.Await().Exchange(a, 10, 5).Get(t)
			f.Get(t)
		}
	}
}

// Share makes a channel to itself, for others to receive from.
func (p *Peer) Share() { p.shared = chare.NewChannel[int](p, p.This()) }

// Take receives from it.
func (p *Peer) Take(t *chare.Task) int { return p.shared.Recv(t) }

// Give sends to it.
func (p *Peer) Give(x int) { p.shared.Send(x) }

func twoReceivers(t *chare.Task) {
	p := NewPeer(t, chare.OnPE(t.NumPEs()-1))
	p.Share()
	first := p.Ret().Take()
	says(failure(t, p.Ret().Take()).Error(), "conformance.Peer.Take", "two tasks receive", "channel 0 of int")
	p.Give(5)
	equal("what the first receives", first.Get(t), 5)
	second := p.Ret().Take() // one after the other is fine
	p.Give(6)
	equal("what the second receives", second.Get(t), 6)
}

// Contents receives what Mixture sends.
func (p *Peer) Contents(t *chare.Task, from PeerProxy) {
	got := chare.NewChannel[Mixed](p, from).Recv(t)
	alike("a structure", got, Mixed{Name: "x", Table: map[string][]float64{"y": {1}}, Shape: Square{3}})
	reply := chare.NewChannel[chare.Target[string]](p, from).Recv(t)
	reply.Send("by a target")
	equal("a proxy", chare.NewChannel[PeerProxies](p, from).Recv(t), p.All())
	equal("nothing", chare.NewChannel[chare.Void](p, from).Recv(t), chare.Void{})
	alike("an interface", chare.NewChannel[any](p, from).Recv(t), any([]string{"z"}))
	none := chare.NewChannel[error](p, from)
	for range 2 {
		must(none.Recv(t) == nil, "no error arrives as one")
	}
}

// Mixture sends values of many types.
func (p *Peer) Mixture(t *chare.Task, to PeerProxy) {
	f := chare.NewFuture[string](p)
	chare.NewChannel[Mixed](p, to).Send(Mixed{Name: "x", Table: map[string][]float64{"y": {1}}, Shape: Square{3}})
	chare.NewChannel[chare.Target[string]](p, to).Send(f.Target())
	chare.NewChannel[PeerProxies](p, to).Send(p.All())
	chare.NewChannel[chare.Void](p, to).Send(chare.Void{})
	chare.NewChannel[any](p, to).Send([]string{"z"})
	none := chare.NewChannel[error](p, to)
	none.Send(nil) // perhaps before the other end is there
	equal("reply", f.Get(t), "by a target")
	none.Send(nil)
}

func channelContents(t *chare.Task) {
	peers := NewPeerArray(t, chare.Dims(3*t.NumPEs()))
	for _, i := range []int{1, peers.Len() - 1} {
		f := peers.At(0).Await().Mixture(peers.At(i))
		peers.At(i).Await().Contents(peers.At(0)).Get(t)
		f.Get(t)
	}
}

// Turn passes numbers around a ring of all.
func (p *Peer) Turn(t *chare.Task, rounds int) int {
	n := p.All().Len()
	right, left := p.All().At((p.Index().X()+1)%n), p.All().At((p.Index().X()+n-1)%n)
	toRight, fromLeft := chare.NewChannel[int](p, right), chare.NewChannel[int](p, left)
	x := p.Index().X()
	for range rounds {
		toRight.Send(x)
		x = fromLeft.Recv(t) + 1
	}
	return x
}

func channelRing(t *chare.Task) {
	const rounds = 30
	n := t.NumPEs() + 2
	for i, x := range NewPeerArray(t, chare.Dims(n)).Ret().Turn(rounds).Get(t) {
		equal(fmt.Sprintf("number at element %d", i), x, ((i-rounds)%n+n)%n+rounds)
	}
}
