package quic

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/netlayer/route"
)

// A receiver is the receiving half of a gateway of host 0, of three PEs, with
// frames and bytes from host 1 put into it by hand.
type receiver struct {
	peer  *peer
	ports []netlayer.Port
	got   [3]string // by each PE: small messages as their text, large ones as their number, with the PE that has sent them
}

func newReceiver(t testing.TB) *receiver {
	hosts, err := route.NewHosts(3, 2)
	check(t, err)
	config := Config{Hosts: hosts}.filled()
	local, err := inproc.New(route.Places(3), inproc.Options{RingBytes: 16 << 10, BlockBytes: 512 << 10})
	check(t, err)
	g := &Gateway{config: config, hosts: config.Hosts, in: newWayIn(local[4], config.limits.backlog), over: make(chan struct{})}
	r := &receiver{peer: newPeer(g, 1, nil)}
	for _, l := range local[:3] {
		port, err := route.New(l, config.Hosts, 0)
		check(t, err)
		r.ports = append(r.ports, port)
	}
	return r
}

// small is a frame of a message from a PE, which is the text.
func small(from int, text string, pes ...int32) []byte {
	return append(appendFrameHead(nil, frameMessage, from, pes, len(text)), text...)
}

// refer is the frame of a reference to a large message.
func refer(from int, number uint64, pes ...int32) []byte {
	return reference{number, largeBytes + 1}.append(appendFrameHead(nil, frameReference, from, pes, referenceBytes))
}

// largeOf is the large message with a number.
func largeOf(number uint64) []byte {
	b := bytes.Repeat([]byte{'#'}, largeBytes+1)
	binary.LittleEndian.PutUint64(b, number)
	return b
}

// read puts frames into a lane.
func (r *receiver) read(t *testing.T, lane int, frames ...[]byte) {
	t.Helper()
	for _, b := range frames {
		f, n, err := parseFrame(b, 3)
		if err != nil || n != len(b) {
			t.Fatalf("%q: %d of %d bytes, %v", b, n, len(b), err)
		}
		check(t, r.peer.inLanes[lane].take(f))
	}
}

// arrive puts in the bytes of a large message.
func (r *receiver) arrive(t *testing.T, number uint64) {
	t.Helper()
	if r.peer.came(reference{number, largeBytes + 1}, largeOf(number)) == nil {
		t.Fatalf("large message %d is not wanted", number)
	}
}

// receive takes what has arrived at all PEs.
func (r *receiver) receive(t *testing.T) {
	t.Helper()
	for some := true; some; {
		some = false
		r.peer.gateway.in.port.Flush()
		for pe, p := range r.ports {
			from, m, err := p.Recv()
			check(t, err)
			if m == nil {
				continue
			}
			some = true
			if len(m) > largeBytes {
				r.got[pe] += fmt.Sprintf("%d:#%d ", from, binary.LittleEndian.Uint64(m))
			} else {
				r.got[pe] += fmt.Sprintf("%d:%s ", from, m)
			}
			p.Release()
		}
	}
}

// want compares what has arrived at a PE since it was last asked.
func (r *receiver) want(t *testing.T, pe int, want string) {
	t.Helper()
	r.receive(t)
	if r.got[pe] != want {
		t.Errorf("PE %d got %q, want %q", pe, r.got[pe], want)
	}
	r.got[pe] = ""
}

func TestALargeMessageHoldsUpOnlyItsPair(t *testing.T) {
	r := newReceiver(t)
	r.read(t, 0, refer(3, 0, 1), small(3, "same pair", 1), small(3, "other reader", 2), small(4, "other sender", 1))
	r.want(t, 1, "4:other sender ")
	r.want(t, 2, "3:other reader ")
	r.arrive(t, 0)
	r.want(t, 1, "3:#0 3:same pair ")
	r.read(t, 0, small(3, "after", 1))
	r.want(t, 1, "3:after ")
}

func TestBytesMayComeBeforeTheirPlace(t *testing.T) {
	r := newReceiver(t)
	r.arrive(t, 5)
	r.want(t, 0, "")
	r.read(t, 0, small(3, "before", 0), refer(3, 5, 0, 2), small(3, "after", 0))
	r.want(t, 0, "3:before 3:#5 3:after ")
	r.want(t, 2, "3:#5 ")
}

// A message to several PEs of which only some wait for something.
func TestMessagesToManyWaitWhereTheyMust(t *testing.T) {
	r := newReceiver(t)
	r.read(t, 0, refer(3, 0, 1), refer(3, 1, 0, 1, 2), small(3, "all", 0, 1, 2))
	r.arrive(t, 1)
	r.want(t, 0, "3:#1 3:all ")
	r.want(t, 1, "")
	r.want(t, 2, "3:#1 3:all ")
	r.arrive(t, 0)
	r.want(t, 1, "3:#0 3:#1 3:all ")
}

// Whatever is the order in which bytes and frames come, each pair gets its
// messages in the order of the frames.
func TestPairsGetTheirMessagesInOrder(t *testing.T) {
	seeds := uint64(200)
	if raceEnabled {
		seeds = 20
	}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 0))
		r := newReceiver(t)
		var want, got [3][2]string // of each PE, from PEs 3 and 4
		var frames [2][][]byte     // of the lanes of PEs 3 and 4
		var numbers []uint64
		for i := range 30 {
			from := 3 + random.IntN(2)
			pes := []int32{0, 1, 2}
			random.Shuffle(3, func(a, b int) { pes[a], pes[b] = pes[b], pes[a] })
			pes = pes[:1+random.IntN(3)]
			item, frame := fmt.Sprintf("%d:%d ", from, i), small(from, fmt.Sprint(i), pes...)
			if random.IntN(3) == 0 {
				item, frame = fmt.Sprintf("%d:#%d ", from, i), refer(from, uint64(i), pes...)
				numbers = append(numbers, uint64(i))
			}
			frames[from-3] = append(frames[from-3], frame)
			for _, pe := range pes {
				want[pe][from-3] += item
			}
		}
		random.Shuffle(len(numbers), func(a, b int) { numbers[a], numbers[b] = numbers[b], numbers[a] })
		for len(frames[0])+len(frames[1])+len(numbers) > 0 {
			switch source := random.IntN(3); {
			case source < 2 && len(frames[source]) > 0:
				r.read(t, source, frames[source][0])
				frames[source] = frames[source][1:]
			case source == 2 && len(numbers) > 0:
				r.arrive(t, numbers[0])
				numbers = numbers[1:]
			}
		}
		r.receive(t)
		for pe := range got {
			for item := range strings.FieldsSeq(r.got[pe]) {
				got[pe][item[0]-'3'] += item + " "
			}
		}
		if got != want {
			t.Fatalf("seed %d:\ngot  %q\nwant %q", seed, got, want)
		}
		for _, l := range r.peer.inLanes {
			if len(l.held) > 0 || l.bytes != 0 || r.peer.larges.Size() > 0 {
				t.Fatalf("seed %d: all has come, and %d pairs hold %d bytes, %d large messages are half there", seed, len(l.held), l.bytes, r.peer.larges.Size())
			}
		}
	}
}
