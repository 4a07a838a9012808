package quic

import (
	"bytes"
	"slices"
	"testing"
)

// Whatever a stream brings is read or is an error, and goes to PEs that there
// are.
func FuzzLane(f *testing.F) {
	f.Add(small(3, "text", 1))
	f.Add(bytes.Join([][]byte{small(4, "", 0, 1, 2), refer(3, 0, 1), small(3, "held", 1)}, nil))
	f.Add(refer(3, 1<<40, 1)[:20])
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := newReceiver(t)
		if err := r.peer.inLanes[0].read(bytes.NewReader(stream)); err == nil {
			t.Error("the end of a stream is no error")
		}
		for pe, p := range r.ports {
			for {
				from, m, err := p.Recv()
				if err != nil || m != nil && from < 3 {
					t.Fatalf("PE %d got %q from PE %d, %v", pe, m, from, err)
				}
				if m == nil {
					break
				}
				p.Release()
			}
		}
	})
}

// So is what a bulk stream brings: heads, and as many bytes as a short one says,
// since a fuzzer is slow with long inputs.
func FuzzBulk(f *testing.F) {
	f.Add(reference{0, largeBytes + 1}.append(nil))
	f.Add(reference{0, 1 << 63}.append(reference{0, 1 << 39}.append(nil)))
	f.Fuzz(func(t *testing.T, heads []byte) {
		r := newReceiver(t)
		r.read(t, 0, refer(3, 0, 1))
		close(r.peer.gateway.over) // nobody waits for references that do not come
		var stream []byte
		for head := range slices.Chunk(heads, referenceBytes) {
			stream = append(append(stream, head...), largeOf(0)...)
		}
		if err := r.peer.readBulk(bytes.NewReader(stream)); err == nil && len(stream) < largeBytes {
			t.Error("the end of a stream is no error")
		}
	})
}

// A frame that is cut anywhere is waited for; one with another byte anywhere is
// itself, another, or an error.
func TestFramesAreWaitedForToTheLastByte(t *testing.T) {
	for _, b := range [][]byte{small(3, "text", 0, 2), refer(4, 7, 1)} {
		for n := range b {
			if f, used, err := parseFrame(b[:n], 3); used != 0 || err != nil {
				t.Errorf("%d of %d bytes of %q: %+v, %d, %v", n, len(b), b, f, used, err)
			}
		}
		if f, used, err := parseFrame(append(b, "more"...), 3); used != len(b) || err != nil {
			t.Errorf("%q: %+v, %d, %v", b, f, used, err)
		}
	}
}
