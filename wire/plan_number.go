package wire

import (
	"reflect"
	"strconv"
)

// numberPlan returns the plan for a type of numbers, whatever its methods; nil
// for other types. A number travels as its bits, so its sign does not matter.
func numberPlan(t reflect.Type) *plan {
	fixed := func(o ops, size int) *plan {
		return &plan{typ: t, ops: o, raw: size == int(t.Size()), size: size, min: size}
	}
	switch t.Kind() {
	case reflect.Int8, reflect.Uint8:
		return fixed(wordOps8{}, 1)
	case reflect.Int16, reflect.Uint16:
		return fixed(wordOps16{}, 2)
	case reflect.Int32, reflect.Uint32, reflect.Float32:
		return fixed(wordOps32{}, 4)
	case reflect.Int64, reflect.Uint64, reflect.Float64:
		return fixed(wordOps64{}, 8)
	case reflect.Complex64:
		return fixed(complexOps64{}, 8)
	case reflect.Complex128:
		return fixed(complexOps128{}, 16)
	case reflect.Int:
		if strconv.IntSize == 64 {
			return fixed(wordOps64{}, 8)
		}
		return fixed(intOps{}, 8)
	case reflect.Uint:
		if strconv.IntSize == 64 {
			return fixed(wordOps64{}, 8)
		}
		return fixed(uintOps{}, 8)
	}
	return nil
}

type wordOps8 struct{}

func (wordOps8) encode(e *Encoder, p place) { e.Uint8(*at[uint8](p)) }
func (wordOps8) decode(d *Decoder, p place) { *at[uint8](p) = d.Uint8() }

type wordOps16 struct{}

func (wordOps16) encode(e *Encoder, p place) { e.Uint16(*at[uint16](p)) }
func (wordOps16) decode(d *Decoder, p place) { *at[uint16](p) = d.Uint16() }

type wordOps32 struct{}

func (wordOps32) encode(e *Encoder, p place) { e.Uint32(*at[uint32](p)) }
func (wordOps32) decode(d *Decoder, p place) { *at[uint32](p) = d.Uint32() }

type wordOps64 struct{}

func (wordOps64) encode(e *Encoder, p place) { e.Uint64(*at[uint64](p)) }
func (wordOps64) decode(d *Decoder, p place) { *at[uint64](p) = d.Uint64() }

type complexOps64 struct{}

func (complexOps64) encode(e *Encoder, p place) { e.Complex64(*at[complex64](p)) }
func (complexOps64) decode(d *Decoder, p place) { *at[complex64](p) = d.Complex64() }

type complexOps128 struct{}

func (complexOps128) encode(e *Encoder, p place) { e.Complex128(*at[complex128](p)) }
func (complexOps128) decode(d *Decoder, p place) { *at[complex128](p) = d.Complex128() }

// intOps are for hosts where an int is not the 8 bytes that it is on the wire.
type intOps struct{}

func (intOps) encode(e *Encoder, p place) { e.Int(*at[int](p)) }
func (intOps) decode(d *Decoder, p place) { *at[int](p) = d.Int() }

// uintOps are intOps for uint.
type uintOps struct{}

func (uintOps) encode(e *Encoder, p place) { e.Uint(*at[uint](p)) }
func (uintOps) decode(d *Decoder, p place) { *at[uint](p) = d.Uint() }
