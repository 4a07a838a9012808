// Package shmem joins PEs that are processes of one host, by memory that they
// share.
package shmem

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/internal/ringnet"
	"github.com/charm4go/charm/shm"
)

// Options are the settings of a network. The zero value is what most runs want.
type Options = ringnet.Options

// A segment starts with a header; the memory of the network follows, on a page
// of its own:
//
//	 0  magic       so that a wrong file descriptor is found out
//	 8  PEs
//	16  ring bytes  as options say, or as Create has chosen
//	24  block bytes
const (
	headerBytes = 4096
	magic       = 0x31676e69726d6863 // "chmring1"
)

// Create makes the segment for the PEs of a host. The processes inherit its
// File and Attach to it.
func Create(numPEs int, options Options) (*shm.Segment, error) {
	options, size, err := plan(numPEs, options)
	if err != nil {
		return nil, err
	}
	segment, err := shm.Create(size)
	if err != nil {
		return nil, err
	}
	header := segment.Bytes()
	binary.NativeEndian.PutUint64(header[8:], uint64(numPEs))
	binary.NativeEndian.PutUint64(header[16:], uint64(options.RingBytes))
	binary.NativeEndian.PutUint64(header[24:], uint64(options.BlockBytes))
	binary.NativeEndian.PutUint64(header[0:], magic)
	return segment, nil
}

// plan fills the options, and returns the size of the segment.
func plan(numPEs int, options Options) (Options, int, error) {
	chosen := options.BlockBytes == 0
	if chosen {
		options.BlockBytes = mostBlockBytes
	}
	options, err := options.Filled()
	if err != nil {
		return options, 0, err
	}
	for room := shm.LookForRoom().Bytes; ; options.BlockBytes /= 2 {
		size, err := ringnet.Layout(numPEs, options)
		// Half of the room, since the program needs some, too. If there is too
		// little even so, Create will say it.
		if !chosen || options.BlockBytes == leastBlockBytes || err == nil && uint64(size) <= room/2 {
			return options, headerBytes + size, err
		}
	}
}

// What is chosen for BlockBytes, depending on how much room there is.
const (
	mostBlockBytes  = 256 << 20
	leastBlockBytes = 1 << 20
)

// Attach returns the Port of a PE of this process, given the file descriptor of
// the segment that Create has made, which then belongs to the Port. Only Spin
// and Yields are taken from the options, the rest is as Create was told. All PEs
// are to know which of them have doorbells.
func Attach(fd uintptr, pe, numPEs int, options Options, doorbells ...Doorbell) (netlayer.Port, error) {
	segment, err := shm.Open(fd, 0)
	if err != nil {
		return nil, err
	}
	port, err := attach(segment, pe, numPEs, options, doorbells)
	if err != nil {
		segment.Close()
		return nil, err
	}
	return port, nil
}

func attach(segment *shm.Segment, pe, numPEs int, options Options, doorbells []Doorbell) (netlayer.Port, error) {
	mem := segment.Bytes()
	if len(mem) < headerBytes || binary.NativeEndian.Uint64(mem) != magic {
		return nil, fmt.Errorf("shmem: PE %d attaches to a file that is no segment of PEs", pe)
	}
	if n := binary.NativeEndian.Uint64(mem[8:]); n != uint64(numPEs) {
		return nil, fmt.Errorf("shmem: PE %d attaches to a segment for %d PEs, want %d", pe, n, numPEs)
	}
	options.RingBytes = int(binary.NativeEndian.Uint64(mem[16:]) & math.MaxInt)
	options.BlockBytes = int(binary.NativeEndian.Uint64(mem[24:]) & math.MaxInt)
	return ringnet.New(mem[headerBytes:], pe, numPEs, options, carrier{segment, doorbells})
}

// A carrier lets PEs sleep: on their bells, or on what they have instead.
type carrier struct {
	segment   *shm.Segment
	doorbells []Doorbell
}

func (c carrier) Sleep(pe int, bell *uint32, asleep uint32, timeout time.Duration) {
	if d := c.doorbell(pe); d != nil {
		d.wait(bell, asleep, timeout)
		return
	}
	shm.Sleep(bell, asleep, timeout)
}

func (c carrier) Wake(pe int, bell *uint32) {
	if d := c.doorbell(pe); d != nil {
		d.ring()
		return
	}
	shm.Wake(bell, 1)
}

func (c carrier) Yield() { shm.Yield() }

func (c carrier) Close() error { return c.segment.Close() }
