package wire

import (
	"reflect"
	"testing"
)

type small struct{ n int }

func (small) WireSkip()                    {}
func (s *small) GobDecode(b []byte) error  { s.n = int(b[0]); return nil }
func (s small) GobEncode() ([]byte, error) { return []byte{byte(s.n)}, nil }

type (
	inherits struct {
		small
		n int
	}
	inheritsByPointer       struct{ *small }
	inheritsTwice           struct{ inherits }
	inheritsGeneric[T any]  struct{ small }
	overrides               struct{ small }
	overridesGeneric[T any] struct {
		small
		v T
	}
	overridesByPointer struct{ *small }
)

func (overrides) WireSkip()           {}
func (overridesGeneric[T]) WireSkip() {}
func (*overridesByPointer) WireSkip() {}

func TestInheritedMethodsAreNotTheTypesOwn(t *testing.T) {
	for typ, want := range map[reflect.Type]bool{
		reflect.TypeFor[small]():                 true,
		reflect.TypeFor[inherits]():              false,
		reflect.TypeFor[inheritsByPointer]():     false,
		reflect.TypeFor[inheritsTwice]():         false,
		reflect.TypeFor[inheritsGeneric[int]]():  false,
		reflect.TypeFor[overrides]():             true,
		reflect.TypeFor[overridesGeneric[int]](): true,
		reflect.TypeFor[overridesByPointer]():    true,
		reflect.TypeFor[*small]():                false,
		reflect.TypeFor[Skipper]():               false,
	} {
		if got := has[Skipper](typ, wireSkip); got != want {
			t.Errorf("%v is a Skipper itself: got %v, want %v", typ, got, want)
		}
	}
}
