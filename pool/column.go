package pool

import "github.com/charm4go/charm/wire"

// A column is inputs or results of one task that travel together.
type column interface {
	len() int
	size() int // on the wire; -1: not known
	encode(e *wire.Encoder)
	decode(d *wire.Decoder)
}

// columnOf is a column of one type.
type columnOf[T any] struct {
	codec *wire.Codec[[]T]
	list  []T
}

func (c *columnOf[T]) len() int               { return len(c.list) }
func (c *columnOf[T]) size() int              { return c.codec.Size(&c.list) }
func (c *columnOf[T]) encode(e *wire.Encoder) { c.codec.Encode(e, &c.list) }
func (c *columnOf[T]) decode(d *wire.Decoder) { c.codec.Decode(d, &c.list) }
