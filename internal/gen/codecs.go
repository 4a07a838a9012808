package gen

import (
	"fmt"
	"go/types"
	"strings"
)

// codecs writes how the parameters of a chare's methods travel: plain ones by the
// methods of Encoder and Decoder, slices of numbers as memory, and all others by
// a wire.Codec in a variable, one for each type.
type codecs struct {
	*emitter
	prefix string // of the variables
	list   []codecText
}

// codecText is a variable that holds a codec.
type codecText struct{ Var, Type string }

// fixedSizes are the types with a method of their own in Encoder and Decoder,
// with the bytes each takes; a string takes more than its 0.
var fixedSizes = map[types.BasicKind]int{
	types.Bool: 1,
	types.Int:  8, types.Int8: 1, types.Int16: 2, types.Int32: 4, types.Int64: 8,
	types.Uint: 8, types.Uint8: 1, types.Uint16: 2, types.Uint32: 4, types.Uint64: 8,
	types.Float32: 4, types.Float64: 8, types.Complex64: 8, types.Complex128: 16,
	types.String: 0,
}

// statements returns the bodies of the functions Size, Encode and Decode of a
// method's parameters. That of Size is empty if it would always be -1.
func (c *codecs) statements(params []Param) (size, encode, decode []string) {
	var (
		fixed   int      // bytes
		sizes   []string // expressions for the rest
		checked []string // those of them that can be -1, given a name
		unknown bool
	)
	wire := c.imports.name(wirePath, "wire")
	for _, p := range params {
		field := "a." + p.Name
		if basic := plain(p.Type); basic != nil {
			value, take := field, "d."+methodName(basic)+"()"
			if !types.Identical(p.Type, basic) {
				value = basic.Name() + "(" + field + ")"
				take = c.typeString(p.Type) + "(" + take + ")"
			}
			encode = append(encode, fmt.Sprintf("e.%s(%s)", methodName(basic), value))
			decode = append(decode, field+" = "+take)
			fixed += fixedSizes[basic.Kind()]
			if basic.Kind() == types.String {
				sizes = append(sizes, fmt.Sprintf("%s.SizeString(%s)", wire, value))
			}
			continue
		}
		if elem := numbers(p.Type); elem != nil {
			encode = append(encode, fmt.Sprintf("%s.PutSlice(e, %s)", wire, field))
			decode = append(decode, fmt.Sprintf("%s = %s.TakeSlice[%s](d)", field, wire, c.typeString(elem)))
			sizes = append(sizes, fmt.Sprintf("%s.SizeSlice(%s)", wire, field))
			continue
		}
		codec := c.codec(p.Type)
		encode = append(encode, fmt.Sprintf("%s.Encode(e, &%s)", codec, field))
		decode = append(decode, fmt.Sprintf("%s.Decode(d, &%s)", codec, field))
		checked = append(checked, fmt.Sprintf("%s.Size(&%s)", codec, field))
		unknown = unknown || neverSized(p.Type)
	}
	if unknown {
		return nil, encode, decode
	}
	var negative []string
	for i, s := range checked {
		n := fmt.Sprintf("n%d", i)
		size = append(size, n+" := "+s)
		negative = append(negative, n+" < 0")
		sizes = append(sizes, n)
	}
	if len(checked) > 0 {
		size = append(size, "if "+strings.Join(negative, " || ")+" {", "return -1", "}")
	}
	if fixed > 0 || len(sizes) == 0 {
		sizes = append([]string{fmt.Sprint(fixed)}, sizes...)
	}
	return append(size, "return "+strings.Join(sizes, " + ")), encode, decode
}

// codec returns the variable that holds the codec of t.
func (c *codecs) codec(t types.Type) string {
	text := c.typeString(t)
	for _, known := range c.list {
		if known.Type == text {
			return known.Var
		}
	}
	name := fmt.Sprintf("%s%d", c.prefix, len(c.list))
	c.list = append(c.list, codecText{name, text})
	return name
}

// plain returns the basic type of a type that travels by a method of Encoder, nil
// for all others.
func plain(t types.Type) *types.Basic {
	basic, ok := t.Underlying().(*types.Basic)
	if !ok || travelsItself(t) {
		return nil
	}
	if _, ok := fixedSizes[basic.Kind()]; !ok {
		return nil
	}
	return basic
}

// numbers returns the element type of a slice that travels as memory, nil for all
// other types.
func numbers(t types.Type) types.Type {
	slice, ok := t.Underlying().(*types.Slice)
	if !ok || travelsItself(t) {
		return nil
	}
	elem := plain(slice.Elem())
	if elem == nil || elem.Info()&types.IsNumeric == 0 {
		return nil
	}
	return slice.Elem()
}

// neverSized reports whether the codec of t can tell no size without following
// pointers.
func neverSized(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Interface:
		return !travelsItself(t)
	}
	return false
}

// methodName is what Encoder and Decoder call their method for a basic type.
func methodName(t *types.Basic) string {
	name := types.Typ[t.Kind()].Name() // byte and rune by their other name
	return strings.ToUpper(name[:1]) + name[1:]
}
