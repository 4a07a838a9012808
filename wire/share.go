package wire

import (
	"errors"
	"fmt"
	"io"
)

// Pointers keep their shape within a message: pointers that are equal when
// written are equal when read, also where they form cycles. For that each side
// numbers the pointers as they come.
//
// The values pointed to follow behind the value that holds the pointers, last
// pointer first, rather than in their places. So a list of a million nodes is a
// loop here and not a million calls deep.

// What stands for a pointer.
const (
	pointerNil   = iota
	pointerNew   // it gets the next number, and its value follows
	pointerAgain // its number follows, in 4 bytes
)

// A pointee is a value that a pointer points to. The type is part of it because
// a struct and its first field have one address.
type pointee struct {
	at   place
	plan *plan
}

// fewPointers is how many pointers are compared one by one, which takes no
// table.
const fewPointers = 8

// met are the pointers that an Encoder has written. They are held as pointers so
// that no other value can come to stand at the address of one that was dropped
// in between.
type met struct {
	all []pointee // by number

	// slots is a hash table of numbers, each plus one, for more than a few. Its
	// length is a power of two and at least twice that of all. A Go map here
	// took several times as long.
	slots []uint32
}

// number returns the number that p was given, if any.
func (m *met) number(p pointee) (number uint32, ok bool) {
	if len(m.all) <= fewPointers {
		for i, q := range m.all {
			if q == p {
				return uint32(i), true
			}
		}
		return 0, false
	}
	if n := *m.slot(p); n > 0 {
		return n - 1, true
	}
	return 0, false
}

// add gives p the next number. If it has one already, it goes on under that.
func (m *met) add(p pointee) {
	m.all = append(m.all, p)
	n := len(m.all)
	switch {
	case n <= fewPointers:
	case len(m.slots) < 2*n:
		m.slots = make([]uint32, max(8*fewPointers, 4*len(m.slots)))
		for i := range m.all {
			m.put(i)
		}
	case n == fewPointers+1: // the table of an earlier message serves again
		for i := range m.all {
			m.put(i)
		}
	default:
		m.put(n - 1)
	}
}

// put enters the pointer with the given number into the table.
func (m *met) put(number int) {
	if slot := m.slot(m.all[number]); *slot == 0 {
		*slot = uint32(number) + 1
	}
}

// slot returns where the number of p is, or belongs.
func (m *met) slot(p pointee) *uint32 {
	mask := len(m.slots) - 1
	for i := hash(p.at) & mask; ; i = (i + 1) & mask {
		slot := &m.slots[i]
		if *slot == 0 || m.all[*slot-1] == p {
			return slot
		}
	}
}

func (m *met) reset() {
	if len(m.all) > fewPointers {
		clear(m.slots)
	}
	m.all = emptied(m.all)
	if m.all == nil {
		m.slots = nil
	}
}

// emptied is s without elements, and without its memory if that is large.
func emptied(s []pointee) []pointee {
	const keep = 1024
	if cap(s) > keep {
		return nil
	}
	clear(s)
	return s[:0]
}

// pointer writes a pointer to a value of plan p.
func (e *Encoder) pointer(to place, p *plan) {
	if to == nil {
		e.Uint8(pointerNil)
		return
	}
	target := pointee{to, p}
	if number, again := e.met.number(target); again {
		e.Uint8(pointerAgain)
		e.Uint32(number)
		return
	}
	e.Uint8(pointerNew)
	e.met.add(target)
	e.pending = append(e.pending, target)
}

// pointer reads a pointer to a value of plan p.
func (d *Decoder) pointer(p *plan) place {
	switch tag := d.Uint8(); tag {
	case pointerNil:
		return nil
	case pointerNew:
		if d.owed += p.min; d.owed > d.Len() {
			d.Fail(fmt.Errorf("pointers to %d bytes, %d left: %w", d.owed, d.Len(), io.ErrUnexpectedEOF))
			return nil
		}
		to := pointee{newPlace(p.typ), p}
		d.met = append(d.met, to)
		d.pending = append(d.pending, to)
		return to.at
	case pointerAgain:
		number := d.Uint32()
		if d.Err() != nil {
			return nil
		}
		if uint64(number) >= uint64(len(d.met)) || d.met[number].plan != p {
			d.Fail(fmt.Errorf("no *%v with number %d came before", p.typ, number))
			return nil
		}
		return d.met[number].at
	default:
		d.Fail(errors.New("neither a pointer nor nil"))
		return nil
	}
}

// encodeRoot writes the value at p and what it points to.
func encodeRoot(e *Encoder, pl *plan, p place) {
	if e.err != nil {
		return
	}
	if !pl.points {
		pl.encode(e, p)
		return
	}
	e.met.add(pointee{p, pl}) // a pointer back to the root is one to what is read there
	waiting := len(e.pending)
	pl.encode(e, p)
	for len(e.pending) > waiting && e.err == nil {
		last := len(e.pending) - 1
		to := e.pending[last]
		e.pending[last] = pointee{} // lest it be kept alive from here
		e.pending = e.pending[:last]
		to.plan.encode(e, to.at)
		if e.err != nil {
			e.err = withinType(to.plan.typ, e.err)
		}
	}
}

// decodeRoot reads what encodeRoot wrote.
func decodeRoot(d *Decoder, pl *plan, p place) {
	if d.Err() != nil {
		return
	}
	if !pl.points {
		pl.decode(d, p)
		return
	}
	d.met = append(d.met, pointee{p, pl})
	waiting := len(d.pending)
	pl.decode(d, p)
	for len(d.pending) > waiting && d.Err() == nil {
		last := len(d.pending) - 1
		to := d.pending[last]
		d.pending[last] = pointee{} // lest it be kept alive from here
		d.pending = d.pending[:last]
		d.owed -= to.plan.min
		to.plan.decode(d, to.at)
		if err := d.Err(); err != nil {
			d.err = withinType(to.plan.typ, err)
		}
	}
}
