package wire

import (
	"cmp"
	"reflect"
	"strings"
)

// order returns a function that compares two values of type t, or nil if there
// is no way that would be the same in every run: pointers and interfaces have
// none. It looks at memory alone, whatever methods t has.
func order(t reflect.Type) func(a, b place) int {
	switch t.Kind() {
	case reflect.Bool:
		return compare[uint8] // a bool is a byte, 0 or 1
	case reflect.Int:
		return compare[int]
	case reflect.Int8:
		return compare[int8]
	case reflect.Int16:
		return compare[int16]
	case reflect.Int32:
		return compare[int32]
	case reflect.Int64:
		return compare[int64]
	case reflect.Uint:
		return compare[uint]
	case reflect.Uint8:
		return compare[uint8]
	case reflect.Uint16:
		return compare[uint16]
	case reflect.Uint32:
		return compare[uint32]
	case reflect.Uint64:
		return compare[uint64]
	case reflect.Uintptr:
		return nil
	case reflect.Float32:
		return compare[float32]
	case reflect.Float64:
		return compare[float64]
	case reflect.Complex64:
		return repeated(compare[float32], 2, t.Size()/2)
	case reflect.Complex128:
		return repeated(compare[float64], 2, t.Size()/2)
	case reflect.String:
		return compareStrings
	case reflect.Array:
		if elem := order(t.Elem()); elem != nil {
			return repeated(elem, t.Len(), t.Elem().Size())
		}
	case reflect.Struct:
		return byFields(t)
	}
	return nil
}

func compare[T cmp.Ordered](a, b place) int { return cmp.Compare(*at[T](a), *at[T](b)) }

// compareStrings looks at the strings once, where cmp.Compare does so twice.
func compareStrings(a, b place) int { return strings.Compare(*at[string](a), *at[string](b)) }

// repeated compares n values that stand stride bytes apart, one after the other.
func repeated(one func(a, b place) int, n int, stride uintptr) func(a, b place) int {
	return func(a, b place) int {
		for i := range uintptr(n) {
			if c := one(step(a, i*stride), step(b, i*stride)); c != 0 {
				return c
			}
		}
		return 0
	}
}

// byFields compares structs field by field, leaving out those without order.
func byFields(t reflect.Type) func(a, b place) int {
	type field struct {
		offset  uintptr
		compare func(a, b place) int
	}
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		if o := order(f.Type); o != nil && f.Name != "_" {
			fields = append(fields, field{f.Offset, o})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return func(a, b place) int {
		for _, f := range fields {
			if c := f.compare(step(a, f.offset), step(b, f.offset)); c != 0 {
				return c
			}
		}
		return 0
	}
}
