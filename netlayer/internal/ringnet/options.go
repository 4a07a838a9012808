package ringnet

import (
	"fmt"
	"time"

	"github.com/charm4go/charm/ring"
)

// Options are the settings of a network. The zero value is what most runs want.
type Options struct {
	// RingBytes is the size of each PE's inbox, a power of two of at least
	// 1 KiB; zero means 1 MiB. Messages that find it full wait at their sender.
	RingBytes int

	// BlockBytes is how much memory each PE has for the large messages that it
	// sends, a power of two of at least 4 KiB; zero means as much as
	// is reasonable. A quarter of it is the longest message that arrives in
	// one piece. Memory is only taken as it is used.
	BlockBytes int

	// Spin is how long Wait keeps looking before it goes to sleep. Zero means
	// not at all, which is right when there are more PEs than processors.
	Spin time.Duration

	// Yields is how often Wait then lets others have its processor, and looks
	// again, before it goes to sleep: for when there are more PEs than
	// processors. Who gives way is back when they have had their turn, and
	// nobody need wake it.
	Yields int
}

// Filled returns the options with nothing left open, or tells what is wrong
// with them.
func (o Options) Filled() (Options, error) {
	if o.RingBytes == 0 {
		o.RingBytes = 1 << 20
	}
	if o.BlockBytes == 0 {
		o.BlockBytes = 16 << 20
	}
	if err := ring.CheckData(o.RingBytes); err != nil {
		return o, err
	}
	if b := o.BlockBytes; b < unitBytes || b > maxBlockBytes || b&(b-1) != 0 {
		return o, fmt.Errorf("ringnet: the memory for blocks is %d bytes, want a power of two from %d to %d", b, unitBytes, maxBlockBytes)
	}
	return o, nil
}
