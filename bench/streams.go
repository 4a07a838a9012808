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
	{name: "stream-new", pes: 2, unit: "ns/message", of: "bytes", sizes: []int{64 << 10, 1 << 20}, repeats: 100, times: streamTimes, prepare: streamNew,
		peers: []peer{openMPI("stream_new")}},
	{name: "stream-new-view", pes: 2, unit: "ns/message", of: "bytes", sizes: []int{64 << 10, 1 << 20}, repeats: 100, times: streamTimes, prepare: streamNewInPlace,
		peers: []peer{openMPI("stream_new")}},
	{name: "exchange", pes: 2, unit: "ns/message", of: "bytes", sizes: streamSizes, repeats: 100, times: streamTimes, prepare: exchange,
		peers: []peer{openMPI("exchange")}},
}

// inFlight is how many messages of a stream are under way at once.
const inFlight = 64

// lineBytes is the size of a cache line.
const lineBytes = 64

// A manner is how the messages of a stream go.
type manner uint8

const (
	inPlace manner = 1 << iota // read where they arrive
	renewed                    // each with other bytes than the one before
)

// A Streamer sends windows of messages to the other of two PEs, each when all of
// the one before have arrived.
type Streamer struct {
	chare.Base
	other   StreamerProxy
	bytes   []byte // to send; nil: a number
	manner  manner
	seen    byte
	windows int // that are yet to be sent
	arrived int // messages of the present window
	done    chare.Target[chare.Void]
}

// Begin sends so many windows of messages of a size.
func (s *Streamer) Begin(size, windows int, how manner, done chare.Target[chare.Void]) {
	s.manner = how
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
		if s.manner&renewed != 0 {
			s.renew()
		}
		switch {
		case s.bytes == nil:
			s.other.Number(i)
		case s.manner&inPlace != 0:
			s.other.Look(chare.ViewOf(s.bytes))
		default:
			s.other.Bytes(s.bytes)
		}
	}
}

// renew changes the bytes that are sent, in all of their cache lines.
func (s *Streamer) renew() {
	for i := 0; i < len(s.bytes); i += lineBytes {
		s.bytes[i]++
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
func stream(t *chare.Task, size, times int) func() float64 { return streaming(t, size, times, 0) }

// streamInPlace sends what is read where it arrives.
func streamInPlace(t *chare.Task, size, times int) func() float64 {
	return streaming(t, size, times, inPlace)
}

// streamNew sends messages of which no two are alike. The bytes of the others stay in
// the caches of both processors, where they are only read.
func streamNew(t *chare.Task, size, times int) func() float64 {
	return streaming(t, size, times, renewed)
}

// streamNewInPlace sends such messages, which are read where they arrive.
func streamNewInPlace(t *chare.Task, size, times int) func() float64 {
	return streaming(t, size, times, renewed|inPlace)
}

func streaming(t *chare.Task, size, times int, how manner) func() float64 {
	streamers := NewStreamerGroup(t)
	t.WaitCreated(streamers)
	return func() float64 {
		start := time.Now()
		done := chare.NewFuture[chare.Void](t)
		streamers.At(0).Begin(size, windows(times), how, done.Target())
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
		streamers.Begin(size, windows(times/2), 0, done.Target())
		done.Get(t)
		return since(start)
	}
}
