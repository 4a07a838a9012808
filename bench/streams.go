package main

import (
	"time"

	"github.com/charm4go/charm/chare"
)

// streamSizes are the bytes of messages that go in streams.
var streamSizes = []int{8, 1 << 10, 64 << 10, 1 << 20}

// streamTimes are whole windows, both ways.
var streamTimes = upTo(10*2*inFlight, 16<<20, 2*inFlight)

var streams = []measurement{
	{name: "stream", pes: 2, unit: "ns/message", of: "bytes", sizes: streamSizes, repeats: 100, times: streamTimes, prepare: stream,
		peers: []peer{openMPI("stream"), inGo("memcpy", "memory/copy", from(64<<10)), inGo("channels", "channels/stream", only(8)), inGo("net/rpc", "rpc/stream", only(8))}},
	{name: "stream-view", pes: 2, unit: "ns/message", of: "bytes", sizes: []int{64 << 10, 1 << 20}, repeats: 100, times: streamTimes, prepare: streamInPlace,
		peers: []peer{openMPI("stream"), inGo("memcpy", "memory/copy")}},
	{name: "exchange", pes: 2, unit: "ns/message", of: "bytes", sizes: streamSizes, repeats: 100, times: streamTimes, prepare: exchange,
		peers: []peer{openMPI("exchange")}},
}

// inFlight is how many messages of a stream are under way at once.
const inFlight = 64

// lineBytes is the size of a cache line.
const lineBytes = 64

// A Streamer sends windows of messages to the other of two PEs, each when all of
// the one before have arrived.
type Streamer struct {
	chare.Base
	other   StreamerProxy
	bytes   []byte // to send; nil: a number
	inPlace bool   // to be read where they arrive
	seen    byte
	windows int // that are yet to be sent
	arrived int // messages of the present window
	done    chare.Target[chare.Void]
}

// Begin sends so many windows of messages of a size.
func (s *Streamer) Begin(size, windows int, inPlace bool, done chare.Target[chare.Void]) {
	s.inPlace = inPlace
	if size != 8 && len(s.bytes) != size {
		s.bytes = make([]byte, size)
	}
	s.other = s.All().At(1 - s.PE())
	s.windows, s.done = windows, done
	s.Next()
}

// Next sends the next window, since all of the one before is there.
func (s *Streamer) Next() {
	if s.windows == 0 {
		s.done.Send(chare.Void{})
		return
	}
	s.windows--
	for i := range inFlight {
		switch {
		case s.bytes == nil:
			s.other.Number(i)
		case s.inPlace:
			s.other.Look(chare.ViewOf(s.bytes))
		default:
			s.other.Bytes(s.bytes)
		}
	}
}

// Number takes a message of 8 bytes.
func (s *Streamer) Number(int) { s.arrive() }

// Bytes takes any other.
func (s *Streamer) Bytes([]byte) { s.arrive() }

// Look takes bytes where they arrive, and looks at all of their cache lines.
func (s *Streamer) Look(v chare.View[byte]) {
	for bytes := v.Slice(); len(bytes) > 0; bytes = bytes[min(len(bytes), lineBytes):] {
		s.seen ^= bytes[0]
	}
	s.arrive()
}

func (s *Streamer) arrive() {
	if s.arrived++; s.arrived == inFlight {
		s.arrived = 0
		s.All().At(1 - s.PE()).Next()
	}
}

// windows is how many make so many messages.
func windows(messages int) int { return (messages + inFlight - 1) / inFlight }

// stream sends from PE 0 to PE 1.
func stream(t *chare.Task, size, times int) func() float64 { return streaming(t, size, times, false) }

// streamInPlace sends what is read where it arrives.
func streamInPlace(t *chare.Task, size, times int) func() float64 {
	return streaming(t, size, times, true)
}

func streaming(t *chare.Task, size, times int, inPlace bool) func() float64 {
	streamers := NewStreamerGroup(t)
	t.WaitCreated(streamers)
	return func() float64 {
		start := time.Now()
		done := chare.NewFuture[chare.Void](t)
		streamers.At(0).Begin(size, windows(times), inPlace, done.Target())
		done.Get(t)
		return since(start)
	}
}

// exchange sends both ways at the same time; times counts both.
func exchange(t *chare.Task, size, times int) func() float64 {
	streamers := NewStreamerGroup(t)
	t.WaitCreated(streamers)
	return func() float64 {
		start := time.Now()
		done := chare.NewMultiFuture[chare.Void](t, 2)
		streamers.Begin(size, windows(times/2), false, done.Target())
		done.Get(t)
		return since(start)
	}
}
