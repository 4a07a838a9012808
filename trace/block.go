package trace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
)

// A Part is what one PE has to tell at the end.
type Part struct {
	Head
	Events []Event             // in the order of At
	Name   func(uint32) string // of events
}

// A Head tells of a part as a whole. Each of its blocks begins with it.
type Head struct {
	PE, Host int
	Began    int64  // Unix time in nanoseconds at which At is 0
	Recorded uint64 // events there were
	Kept     uint64 // events of the part
}

// blockBytes is about how long a block is.
const blockBytes = 64 << 10

// blockVersion begins a block.
const blockVersion = 1

// Blocks yields the part as bytes, in pieces of some 64 KiB: one at least. A
// block is good until the next.
//
//	version, PE, host, began, recorded, kept     what Head has
//	kind, at, took, flow, bytes, name, index     an event, and so on to the end
//
// All but the kinds and strings are numbers of variable length. Times of events
// count from the event before. A name is a number, the position among the names of
// the block; where it is that of a new one, the name follows, after its length.
func (p *Part) Blocks() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var e blockEncoder
		e.begin(p)
		for i := range p.Events {
			if len(e.b) >= blockBytes {
				if !yield(e.b) {
					return
				}
				e.begin(p)
			}
			e.event(&p.Events[i])
		}
		yield(e.b)
	}
}

// A blockEncoder appends to a block.
type blockEncoder struct {
	b     []byte
	p     *Part
	at    int64
	names map[uint32]uint64 // of the PE to that of the block
}

func (e *blockEncoder) begin(p *Part) {
	*e = blockEncoder{b: append(e.b[:0], blockVersion), p: p, names: map[uint32]uint64{}}
	e.uint(uint64(p.PE))
	e.uint(uint64(p.Host))
	e.int(p.Began)
	e.uint(p.Recorded)
	e.uint(p.Kept)
}

func (e *blockEncoder) uint(v uint64) { e.b = binary.AppendUvarint(e.b, v) }
func (e *blockEncoder) int(v int64)   { e.b = binary.AppendVarint(e.b, v) }

func (e *blockEncoder) event(v *Event) {
	e.b = append(e.b, byte(v.Kind))
	e.int(v.At - e.at)
	e.at = v.At
	e.int(v.Took)
	e.uint(uint64(v.Flow))
	e.uint(uint64(v.Bytes))
	at, known := e.names[v.Name]
	if !known {
		at = uint64(len(e.names))
		e.names[v.Name] = at
	}
	e.uint(at)
	if !known {
		name := e.p.Name(v.Name)
		e.uint(uint64(len(name)))
		e.b = append(e.b, name...)
	}
	e.uint(uint64(v.Dims))
	for _, x := range v.Index[:v.Dims] {
		e.int(int64(x))
	}
}

// A blockReader reads a block, which may come from anywhere.
type blockReader struct {
	b     []byte
	err   error
	at    int64
	names []string

	head  Head
	event Event // the last one read; its Name is a position in names
}

var errBlock = errors.New("trace: a block that ends too early")

func newBlockReader(b []byte) *blockReader {
	r := &blockReader{b: b}
	if v := r.byte(); v != blockVersion && r.err == nil {
		r.err = fmt.Errorf("trace: a block of version %d, want %d", v, blockVersion)
	}
	r.head = Head{PE: r.small(peMask), Host: r.small(peMask), Began: r.int(), Recorded: r.uint(), Kept: r.uint()}
	return r
}

// next reads an event, and reports whether there was one.
func (r *blockReader) next() bool {
	if len(r.b) == 0 || r.err != nil {
		return false
	}
	r.event = Event{}
	e := &r.event
	e.Kind = Kind(r.byte())
	if e.Kind == 0 || e.Kind > lastKind {
		r.fail(fmt.Errorf("trace: an event of kind %d", e.Kind))
	}
	r.at += r.int()
	e.At, e.Took, e.Flow = r.at, r.int(), Flow(r.uint())
	e.Bytes = uint32(r.uint())
	e.Name = uint32(r.small(len(r.names)))
	if int(e.Name) == len(r.names) {
		n := r.small(len(r.b))
		if r.err == nil && n > len(r.b) {
			r.fail(errBlock)
		}
		if r.err == nil {
			r.names = append(r.names, string(r.b[:n]))
			r.b = r.b[n:]
		}
	}
	e.Dims = int8(r.small(len(e.Index)))
	if r.err != nil {
		return false
	}
	for i := range e.Index[:e.Dims] {
		e.Index[i] = int32(r.int())
	}
	return r.err == nil
}

func (r *blockReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *blockReader) byte() byte {
	if r.err != nil || len(r.b) == 0 {
		r.fail(errBlock)
		return 0
	}
	v := r.b[0]
	r.b = r.b[1:]
	return v
}

func (r *blockReader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail(errBlock)
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *blockReader) int() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail(errBlock)
		return 0
	}
	r.b = r.b[n:]
	return v
}

// small reads a number of at most most.
func (r *blockReader) small(most int) int {
	v := r.uint()
	if v > uint64(most) {
		r.fail(fmt.Errorf("trace: a number of %d in a block, want at most %d", v, most))
		return 0
	}
	return int(v)
}
