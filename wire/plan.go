package wire

import (
	"reflect"
	"sync"
)

// A plan is how values of one type travel. It is compiled once per type and
// does not change afterwards.
type plan struct {
	typ reflect.Type
	ops ops

	// raw is whether the value is in memory what it is on the wire, on hosts
	// that are littleEndian. It then has no pointers and no padding.
	raw bool

	size int // in bytes on the wire, -1 if that depends on the value
	min  int // the least it can be

	parts  []part // what it may contain
	points bool   // whether it may contain pointers
}

// A part is what a plan needs another plan for. Parts may lead back to where
// they came from.
type part struct {
	step string // as in a pathError
	plan *plan
}

// ops are what differs from type to type. encode and decode are called while
// there is no error; on return there may be one, to which the caller adds its
// step of the path.
type ops interface {
	encode(e *Encoder, p place)
	decode(d *Decoder, p place)
}

// A measurer is the ops of a type whose values differ in size. measure returns
// the size of one, or -1 if it would have to follow pointers for that.
type measurer interface {
	measure(p place) int
}

func (pl *plan) encode(e *Encoder, p place) {
	if pl.raw && littleEndian {
		e.buf = append(e.buf, memory(p, pl.size)...)
		return
	}
	pl.ops.encode(e, p)
}

func (pl *plan) decode(d *Decoder, p place) {
	if pl.raw && littleEndian {
		copy(memory(p, pl.size), d.Take(pl.size))
		return
	}
	pl.ops.decode(d, p)
}

func (pl *plan) measure(p place) int {
	if pl.size >= 0 {
		return pl.size
	}
	if m, ok := pl.ops.(measurer); ok {
		return m.measure(p)
	}
	return -1
}

// plans are the finished ones. They are only added to, so that looking one up
// takes no lock.
var plans struct {
	compiling sync.Mutex
	byType    sync.Map // reflect.Type -> *plan
}

// planOf returns the plan for t, compiled now if it is the first to ask.
func planOf(t reflect.Type) (*plan, error) {
	if p, ok := plans.byType.Load(t); ok {
		return p.(*plan), nil
	}
	plans.compiling.Lock()
	defer plans.compiling.Unlock()
	c := compiler{plans: map[reflect.Type]*plan{}}
	p, err := c.plan(t)
	if err != nil {
		return nil, err
	}
	for _, p := range c.made {
		p.points = reaches(p, map[*plan]bool{})
	}
	for _, p := range c.made {
		plans.byType.Store(p.typ, p)
	}
	return p, nil
}

// reaches reports whether a pointer may be among what p contains.
func reaches(p *plan, seen map[*plan]bool) bool {
	seen[p] = true
	switch p.ops.(type) {
	case *pointerOps, *interfaceOps:
		return true
	}
	for _, part := range p.parts {
		if !seen[part.plan] && reaches(part.plan, seen) {
			return true
		}
	}
	return false
}
