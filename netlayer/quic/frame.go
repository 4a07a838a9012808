package quic

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A frame is a message on a lane, or a reference to one on a bulk stream:
//
//	 0  kind      u8
//	 1  PEs       u24, how many it is for
//	 4  from      u32, the PE that has sent it
//	 8  length    u32, of what follows the PEs
//	12  PEs       u32 each
//	 .  message   or, of a reference: number u64, length u64
type frame struct {
	kind    frameKind
	from    uint32
	pes     []byte // as they are in the frame
	payload []byte
}

type frameKind uint8

const (
	frameMessage frameKind = 1 + iota
	frameReference
)

const (
	frameHead      = 12
	referenceBytes = 16

	// largeBytes is how long a message must be to go on a bulk stream. It is also
	// the most that a message on a lane can be held up by another.
	largeBytes = 32 << 10

	// maxMessage is only there to tell a length from nonsense.
	maxMessage = min(1<<40, math.MaxInt)
)

// maxFrame is how long a frame for a host with so many PEs can be.
func maxFrame(pes int) int { return frameHead + 4*pes + largeBytes }

// appendFrameHead appends what stands before the payload.
func appendFrameHead(b []byte, kind frameKind, from int, pes []int32, length int) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(kind)|uint32(len(pes))<<8)
	b = binary.LittleEndian.AppendUint32(b, uint32(from))
	b = binary.LittleEndian.AppendUint32(b, uint32(length))
	for _, pe := range pes {
		b = binary.LittleEndian.AppendUint32(b, uint32(pe))
	}
	return b
}

// parseFrame returns the frame at the beginning of b, for a host with so many PEs,
// and how long it is. That is zero if some of it is still missing.
func parseFrame(b []byte, pes int) (f frame, n int, err error) {
	if len(b) < frameHead {
		return frame{}, 0, nil
	}
	head := binary.LittleEndian.Uint32(b)
	f.kind, f.from = frameKind(head), binary.LittleEndian.Uint32(b[4:])
	readers, length := int(head>>8), binary.LittleEndian.Uint32(b[8:])
	switch {
	case f.kind != frameMessage && f.kind != frameReference:
		return frame{}, 0, fmt.Errorf("there is no kind %d of frame", f.kind)
	case readers < 1 || readers > pes:
		return frame{}, 0, fmt.Errorf("a message to %d PEs, want 1 to %d", readers, pes)
	case length > largeBytes:
		return frame{}, 0, fmt.Errorf("a frame of %d bytes, want at most %d", length, largeBytes)
	case f.kind == frameReference && length != referenceBytes:
		return frame{}, 0, fmt.Errorf("a reference of %d bytes, want %d", length, referenceBytes)
	}
	payload := frameHead + 4*readers
	n = payload + int(length)
	if len(b) < n {
		return frame{}, 0, nil
	}
	f.pes, f.payload = b[frameHead:payload], b[payload:n]
	return f, n, nil
}

// pe returns one of the PEs that a frame is for.
func (f *frame) pe(i int) uint32 { return binary.LittleEndian.Uint32(f.pes[4*i:]) }

// A reference says which message of the bulk streams has its place here.
type reference struct{ number, length uint64 }

func (r reference) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, r.number)
	return binary.LittleEndian.AppendUint64(b, r.length)
}

// parseReference reads what append has written, from a frame or from the
// beginning of a message on a bulk stream.
func parseReference(b []byte) (reference, error) {
	r := reference{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])}
	if r.length <= largeBytes || r.length > maxMessage {
		return r, fmt.Errorf("a large message of %d bytes, want more than %d and at most %d", r.length, largeBytes, uint64(maxMessage))
	}
	return r, nil
}
