// Package inproc joins PEs that are goroutines of one process.
package inproc

import (
	"runtime"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/internal/ringnet"
	"github.com/charm4go/charm/ring"
)

// Options are the settings of a network. The zero value is what most runs want.
type Options = ringnet.Options

// New returns the Ports of n PEs.
func New(n int, options Options) ([]netlayer.Port, error) {
	if options.BlockBytes == 0 {
		// Together 256 MiB at most, since the garbage collector counts them as
		// used even where they were never touched.
		options.BlockBytes = 16 << 20
		for options.BlockBytes > 128<<10 && n*options.BlockBytes > 256<<20 {
			options.BlockBytes /= 2
		}
	}
	size, err := ringnet.Layout(n, options)
	if err != nil {
		return nil, err
	}
	mem := ring.Memory(size)
	doors := newDoors(n)
	ports := make([]netlayer.Port, n)
	for pe := range ports {
		if ports[pe], err = ringnet.New(mem, pe, n, options, doors); err != nil {
			return nil, err
		}
	}
	return ports, nil
}

// doors is where the PEs sleep: each before a channel of its own. A futex would
// do too, but it would put threads to sleep, one for each idle PE.
type doors []door

type door struct {
	knock chan struct{} // has room for one, which may be from long ago
	timer *time.Timer   // the PE's own, kept between its sleeps
}

func newDoors(n int) doors {
	d := make(doors, n)
	for pe := range d {
		d[pe] = door{make(chan struct{}, 1), time.NewTimer(time.Hour)}
		d[pe].timer.Stop()
	}
	return d
}

func (d doors) Sleep(pe int, bell *uint32, asleep uint32, timeout time.Duration) {
	if timeout < 0 {
		<-d[pe].knock
		return
	}
	d[pe].timer.Reset(timeout)
	select {
	case <-d[pe].knock:
		d[pe].timer.Stop()
	case <-d[pe].timer.C:
	}
}

func (d doors) Wake(pe int, bell *uint32) {
	select {
	case d[pe].knock <- struct{}{}:
	default: // one that has not been heard yet will do
	}
}

func (d doors) Yield() { runtime.Gosched() }

func (d doors) Close() error { return nil }
