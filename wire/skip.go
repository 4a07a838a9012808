package wire

import "reflect"

// A Skipper is a type whose values do not travel: struct fields of that type
// are left out, and keep what they hold when the struct is read. It must be the
// type's own method: a struct that embeds a Skipper is none. The tag
// `charm:"-"` does the same for one field.
type Skipper interface {
	WireSkip()
}

func skips(t reflect.Type) bool {
	return implements[Skipper](t) && owns(t, wireSkip)
}

// implements reports whether *t has the methods of interface I. Pointers and
// interfaces have not: what they lead to is asked instead.
func implements[I any](t reflect.Type) bool {
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface {
		return false
	}
	return reflect.PointerTo(t).Implements(reflect.TypeFor[I]())
}
