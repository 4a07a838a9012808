package wire

import (
	"reflect"
	"sync"
)

// A Codec writes and reads values of type T. It is safe for concurrent use.
type Codec[T any] struct {
	once sync.Once
	plan *plan
	err  error
}

var codecs sync.Map // reflect.Type -> *Codec of that type

// For returns the Codec for T, the same for every call. It is meant for package
// variables and costs little there: how a T travels is worked out when it is
// first needed, so that Register may be called in between.
func For[T any]() *Codec[T] {
	t := reflect.TypeFor[T]()
	if c, ok := codecs.Load(t); ok {
		return c.(*Codec[T])
	}
	c, _ := codecs.LoadOrStore(t, new(Codec[T]))
	return c.(*Codec[T])
}

func (c *Codec[T]) compile() { c.plan, c.err = planOf(reflect.TypeFor[T]()) }

// Encode appends *v.
func (c *Codec[T]) Encode(e *Encoder, v *T) {
	c.once.Do(c.compile)
	if c.err != nil {
		e.Fail(c.err)
		return
	}
	encodeRoot(e, c.plan, placeOf(v))
}

// Decode takes what Encode appended and stores it in *v. Fields that do not
// travel keep what they hold. After an error *v is partly written.
func (c *Codec[T]) Decode(d *Decoder, v *T) {
	c.once.Do(c.compile)
	if c.err != nil {
		d.Fail(c.err)
		return
	}
	decodeRoot(d, c.plan, placeOf(v))
}

// DecodeInPlace is Decode for a slice of numbers that can stay where it is in the
// input: *v is valid as long as that is, and not to be written. It reports
// whether that is so; if not, it has taken nothing.
func (c *Codec[T]) DecodeInPlace(d *Decoder, v *T) bool {
	c.once.Do(c.compile)
	if c.err != nil {
		return false
	}
	s, ok := c.plan.ops.(*sliceOps)
	if !ok || !s.elem.raw || !littleEndian {
		return false
	}
	before := *d
	n, _ := d.count(s.elem.size)
	h, ok := sliceIn(d.Take(n*s.elem.size), n, s.align)
	if !ok || d.Err() != nil {
		*d = before
		return false
	}
	*at[sliceHeader](placeOf(v)) = h
	return true
}

// Size returns the number of bytes that Encode will append, or -1 if that
// cannot be told without following a pointer, map or interface, or asking a
// type that is no Sizer.
func (c *Codec[T]) Size(v *T) int {
	c.once.Do(c.compile)
	if c.err != nil {
		return -1
	}
	return c.plan.measure(placeOf(v))
}

// Flat reports whether a T that is assigned is as good as one that has travelled:
// all of it travels, and nothing in it is shared.
func (c *Codec[T]) Flat() bool {
	c.once.Do(c.compile)
	return c.err == nil && (c.plan.raw || c.plan.typ.Size() == 0)
}

// Err returns why values of type T cannot travel, like Check.
func (c *Codec[T]) Err() error { return Check(reflect.TypeFor[T]()) }

// Check returns nil if values of type t can travel, else an error that says
// which part of t cannot and why, such as
//
//	field Conn: net.Conn: an interface whose concrete types are not registered
//
// A type may get better by a later Register.
func Check(t reflect.Type) error {
	p, err := planOf(t)
	if err != nil {
		return err
	}
	return unregistered(p, map[*plan]bool{})
}

// unregistered returns an error for an interface in p that nothing can fill.
func unregistered(p *plan, seen map[*plan]bool) error {
	seen[p] = true
	if i, ok := p.ops.(*interfaceOps); ok {
		return i.check()
	}
	for _, part := range p.parts {
		if seen[part.plan] {
			continue
		}
		if err := unregistered(part.plan, seen); err != nil {
			return within(part.step, err)
		}
	}
	return nil
}
