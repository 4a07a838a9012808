// Package nettest holds carriers to the promises of package netlayer.
package nettest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/charm4go/charm/netlayer"
)

// Ports makes the Ports of n PEs that have nothing to do with any others, and
// cleans up when the test is over.
type Ports func(t *testing.T, n int) []netlayer.Port

// Run tests what holds for all carriers, on one goroutine.
func Run(t *testing.T, ports Ports) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Ports)
	}{
		{"EverySizeArrivesWhole", everySize},
		{"OneToItself", oneToItself},
		{"ManyShareOneMessage", many},
		{"ManyOverlap", manyOverlap},
		{"CommitCutsShort", commitCutsShort},
		{"CancelSendsNothing", cancel},
		{"AMessageStaysUntilReleased", held},
		{"AKeptMessageStaysUntilGivenBack", kept},
		{"NobodyReceivesForLong", nobodyReceives},
		{"OneReceivesFromAllInOrder", manyToOne},
		{"AnyMix", anyMix},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, ports) })
	}
}

// sizes are around whatever may be a limit: those are powers of two, with or
// without a header.
func sizes() []int {
	var s []int
	for n := 1; n <= 9; n++ {
		s = append(s, n)
	}
	for k := 4; k <= 16; k++ {
		for _, more := range []int{-9, -8, -7, -1, 0, 1} {
			s = append(s, 1<<k+more)
		}
	}
	return append(s, 1<<17, 1<<18+1)
}

func everySize(t *testing.T, ports Ports) {
	b := newBook(t, ports, 2)
	// Several MiB are beyond the limits of small memory, and so here only.
	large := []int{1<<19 - 1, 1 << 20, 3<<20 + 5}
	for _, n := range append(sizes(), large...) {
		b.send(0, 1, n)
		b.send(1, 0, n)
		b.receiveAll()
	}
	// And all at once, so that large ones and small ones wait for each other.
	for _, n := range sizes() {
		b.send(0, 1, n)
	}
	b.receiveAll()
}

func oneToItself(t *testing.T, ports Ports) {
	b := newBook(t, ports, 1)
	for _, n := range sizes() {
		b.send(0, 0, n)
		b.send(0, 0, 1)
	}
	b.receiveAll()
}

func many(t *testing.T, ports Ports) {
	b := newBook(t, ports, 4)
	for _, n := range sizes() {
		b.sendMany(2, []int32{0, 1, 2, 3}, n)
		b.sendMany(2, []int32{3}, n)
		b.sendMany(2, nil, n)
		b.receiveAll()
	}
}

func manyOverlap(t *testing.T, ports Ports) {
	b := newBook(t, ports, 5)
	for _, n := range sizes() {
		b.sendMany(0, []int32{1, 2, 3}, n)
		b.send(0, 2, 8)
		b.sendMany(0, []int32{2, 4, 0}, n)
		b.sendMany(4, []int32{3, 2, 1, 0}, n)
		if n%3 == 0 {
			b.receive(2)
		}
	}
	b.receiveAll()
}

func commitCutsShort(t *testing.T, ports Ports) {
	b := newBook(t, ports, 2)
	for _, n := range sizes() {
		for _, used := range []int{1, n/2 + 1, n} {
			b.sendPart(0, 1, n, used)
		}
		b.receiveAll()
	}
}

func cancel(t *testing.T, ports Ports) {
	b := newBook(t, ports, 2)
	for i, n := range sizes() {
		for _, give := range [][]byte{
			b.ports[0].Reserve(1, n),
			nil,
		} {
			if give == nil {
				give = b.ports[0].ReserveMany([]int32{1, 0}, n)
			}
			for at := range give {
				give[at] = 0xee // also where a header would be
			}
			b.ports[0].Cancel()
		}
		if i%3 == 0 {
			b.send(0, 1, n)
			b.receiveAll()
		}
	}
	b.receiveAll()
}

func held(t *testing.T, ports Ports) {
	b := newBook(t, ports, 2)
	for _, n := range sizes() {
		b.send(0, 1, n)
		want := b.wanted[pair{0, 1}][0]
		m := b.mustRecv(1)
		for range 50 {
			b.send(0, 1, 300)
		}
		b.send(0, 1, n)
		want.check(t, m)
		b.ports[1].Release()
		b.arrived(0, 1)
		b.receiveAll()
	}
}

// kept lets a Keeper keep what it can while others arrive: short ones only, since
// one that is kept may have all the memory that there is for long ones.
func kept(t *testing.T, ports Ports) {
	b := newBook(t, ports, 2)
	keeper, ok := b.ports[1].(netlayer.Keeper)
	if !ok {
		t.Skip("it keeps nothing")
	}
	some := false
	for _, n := range sizes() {
		b.send(0, 1, n)
		want := b.wanted[pair{0, 1}][0]
		m := b.mustRecv(1)
		giveBack, ok := keeper.Keep()
		b.arrived(0, 1)
		if !ok {
			b.ports[1].Release()
			continue
		}
		some = true
		for range 50 {
			b.send(0, 1, 100)
		}
		b.receiveAll()
		want.check(t, m)
		given := make(chan struct{})
		go func() {
			giveBack()
			close(given)
		}()
		<-given
	}
	if !some {
		t.Error("nothing could be kept")
	}
}

// nobodyReceives sends more than there can be room for before anyone receives.
func nobodyReceives(t *testing.T, ports Ports) {
	b := newBook(t, ports, 3)
	for _, n := range []int{8, 1000, 100_000, 1_000_000} {
		for range min(1+1_000_000/n, 2000) {
			b.send(0, 1, n)
			b.send(1, 0, n)
			b.send(1, 2, 9)
		}
		b.receiveAll()
	}
}

func manyToOne(t *testing.T, ports Ports) {
	b := newBook(t, ports, 6)
	for i := range 500 {
		for from := range b.ports {
			b.send(from, 3, 1+(i*37+from)%200)
		}
		if i%7 == 0 {
			b.receive(3)
		}
	}
	b.receiveAll()
}

// anyMix does whatever chance says.
func anyMix(t *testing.T, ports Ports) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			b := newBook(t, ports, 3)
			size := func() int { return 1 + int(r.ExpFloat64()*float64(int(8)<<r.IntN(15))) }
			for range 300 {
				from, dst := r.IntN(3), r.IntN(3)
				switch r.IntN(8) {
				case 0:
					b.sendMany(from, []int32{int32(dst), int32((dst + 1) % 3)}, size())
				case 1:
					b.ports[from].Reserve(dst, size())
					b.ports[from].Cancel()
				case 2:
					n := size()
					b.sendPart(from, dst, n, 1+r.IntN(n))
				case 3, 4:
					b.receive(dst)
				default:
					b.send(from, dst, size())
				}
			}
			b.receiveAll()
		})
	}
}
