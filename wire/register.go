package wire

import (
	"fmt"
	"hash/fnv"
	"reflect"
	"sync"
	"time"
)

// An id stands on the wire for a registered type or error. It is a hash of the
// name, so it depends neither on the order of registration nor on what else is
// registered. 0 is a nil interface.
type id uint64

func idOf(name string) id {
	h := fnv.New64a()
	h.Write([]byte(name))
	return id(h.Sum64())
}

// registry holds what may stand in an interface. It is only added to; looking
// up takes no lock.
var registry struct {
	adding sync.Mutex
	names  map[id]string
	byID   sync.Map // id -> *registration
	byType sync.Map // reflect.Type -> *registration

	errors    []error  // those of RegisterError, in the order of registration
	errorOf   sync.Map // id -> error
	idOfError sync.Map // error -> id
}

// A registration is a type that may stand in an interface.
type registration struct {
	id  id
	typ reflect.Type

	once sync.Once
	plan *plan
	err  error
}

// compiled returns the plan for r's type. It is not made before the first use,
// when other types that it needs may be registered as well.
func (r *registration) compiled() (*plan, error) {
	r.once.Do(r.compile)
	return r.plan, r.err
}

func (r *registration) compile() { r.plan, r.err = planOf(r.typ) }

// Register lets values of type T travel in interfaces. The name under which
// they do is that of the type, with its import path, unless one is given; it
// must be the same in all processes. Register is called from init functions and
// package variables, or later in all processes before the first such value
// arrives. It panics if the name is taken by another type.
func Register[T any](name ...string) {
	t := reflect.TypeFor[T]()
	if t.Kind() == reflect.Interface {
		panic(fmt.Sprintf("wire: Register of %v: an interface; register the types that it may hold", t))
	}
	n := fullName(t)
	if len(name) > 0 {
		n = name[0]
	}
	registry.adding.Lock()
	defer registry.adding.Unlock()
	if old, ok := registry.byType.Load(t); ok {
		if old := old.(*registration).id; old != idOf(n) {
			panic(fmt.Sprintf("wire: Register of %v as %q: it is registered as %q", t, n, registry.names[old]))
		}
		return
	}
	r := &registration{id: take(n, t), typ: t}
	registry.byID.Store(r.id, r)
	registry.byType.Store(t, r)
}

// take reserves the id of a name for what.
func take(name string, what any) id {
	i := idOf(name)
	if i == 0 {
		panic(fmt.Sprintf("wire: Register of %v: the name %q cannot be used; give it another", what, name))
	}
	if taken, ok := registry.names[i]; ok {
		panic(fmt.Sprintf("wire: Register of %v as %q: %q is taken; give it another name", what, name, taken))
	}
	if registry.names == nil {
		registry.names = map[id]string{}
	}
	registry.names[i] = name
	return i
}

// fullName is the name of t with the import path of its package.
func fullName(t reflect.Type) string {
	switch {
	case t.Name() == "" && t.Kind() == reflect.Pointer:
		return "*" + fullName(t.Elem())
	case t.PkgPath() == "":
		return t.String()
	}
	return t.PkgPath() + "." + t.Name()
}

// What an any most often holds needs no registration.
func init() {
	Register[bool]()
	Register[int]()
	Register[int8]()
	Register[int16]()
	Register[int32]()
	Register[int64]()
	Register[uint]()
	Register[uint8]()
	Register[uint16]()
	Register[uint32]()
	Register[uint64]()
	Register[float32]()
	Register[float64]()
	Register[complex64]()
	Register[complex128]()
	Register[string]()
	Register[[]bool]()
	Register[[]byte]()
	Register[[]int]()
	Register[[]float64]()
	Register[[]string]()
	Register[[]any]()
	Register[map[string]any]()
	Register[struct{}]()
	Register[time.Time]()
	Register[time.Duration]()
}
