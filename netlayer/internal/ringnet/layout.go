package ringnet

import (
	"fmt"
	"math"

	"github.com/charm4go/charm/ring"
)

const (
	lineBytes = 64
	apart     = 2 * lineBytes // between words with different writers; see ring
	pageBytes = 4096

	// MaxPEs is how many PEs a network can have.
	MaxPEs = ring.MaxSender + 1
)

// A layout says where things are. Offsets are in the part of one PE.
type layout struct {
	numPEs  int
	options Options // filled

	bell, starved, exchange, wanted, readers, ring, blocks int

	part int // bytes of one PE
}

func newLayout(numPEs int, options Options) (layout, error) {
	if numPEs < 1 || numPEs > MaxPEs {
		return layout{}, fmt.Errorf("ringnet: there are %d PEs, want 1 to %d", numPEs, MaxPEs)
	}
	options, err := options.Filled()
	if err != nil {
		return layout{}, err
	}
	l := layout{numPEs: numPEs, options: options}
	l.bell = 0
	l.starved = l.bell + apart
	l.exchange = l.starved + apart
	l.wanted = l.exchange + apart
	l.readers = roundUp(l.wanted+(numPEs+63)/64*8, apart)
	l.ring = roundUp(l.readers+options.BlockBytes/unitBytes*lineBytes, apart)
	l.blocks = roundUp(l.ring+ring.Size(options.RingBytes), pageBytes)
	l.part = l.blocks + options.BlockBytes
	if uint64(l.part) > math.MaxInt/uint64(numPEs) {
		return layout{}, fmt.Errorf("ringnet: %d PEs with %d bytes each are more memory than can be addressed", numPEs, l.part)
	}
	return l, nil
}

// Layout returns how much memory a network takes. It must start at a multiple of
// ring.Align, and be zero before the first New.
func Layout(numPEs int, options Options) (size int, err error) {
	l, err := newLayout(numPEs, options)
	return numPEs * l.part, err
}

func roundUp(n, to int) int { return (n + to - 1) &^ (to - 1) }

// of returns the part of a PE.
func (l *layout) of(mem []byte, pe int) []byte { return mem[pe*l.part : (pe+1)*l.part] }

func (l *layout) ringOf(part []byte) []byte {
	return part[l.ring : l.ring+ring.Size(l.options.RingBytes)]
}
