package gen

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
)

// A traveler looks for what cannot travel in a type. What it lets pass can still
// fail at the call: an interface may hold anything.
type traveler struct {
	string  func(types.Type) string
	seen    map[types.Type]bool
	at      token.Pos // the field looked at, or what was there before
	unknown token.Pos // set to at where the type checker did not know a type
}

// obstacle tells what in t cannot travel and the way there, such as
// "field C: chan int: channels cannot travel". It is empty if all of t can.
func (v *traveler) obstacle(t types.Type) string {
	t = types.Unalias(t)
	if v.seen[t] {
		return "" // told already, or about to be
	}
	if v.seen == nil {
		v.seen = make(map[types.Type]bool)
	}
	v.seen[t] = true

	if isTask(t) {
		return v.string(t) + ": only the first parameter can be a task: it is the caller of Get and Wait, which no other PE has"
	}
	if named, ok := t.(*types.Named); ok {
		if why := v.obstacleByName(named); why != "" {
			return v.string(t) + ": " + why
		}
		if travelsItself(named) {
			return ""
		}
	}
	why := v.obstacleWithin(t)
	if why != "" && owns(t, "UnmarshalText") && has(t, "MarshalText") {
		return "" // wire's last resort
	}
	return why
}

// obstacleWithin looks for what cannot travel in the parts of t.
func (v *traveler) obstacleWithin(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch u.Kind() {
		case types.UnsafePointer, types.Uintptr:
			return v.string(t) + ": addresses cannot travel"
		case types.Invalid:
			v.unknown = v.at
			return "its type is unknown"
		}
	case *types.Chan:
		return v.string(t) + ": channels cannot travel"
	case *types.Signature:
		return v.string(t) + ": functions cannot travel (a chare.Target can)"
	case *types.Interface:
		if t == types.Type(u) && u.NumMethods() > 0 {
			return v.string(t) + ": give this interface a name, so that the types it can hold can be registered"
		}
	case *types.Pointer:
		return v.obstacle(u.Elem())
	case *types.Slice:
		return within("element", v.obstacle(u.Elem()))
	case *types.Array:
		return within("element", v.obstacle(u.Elem()))
	case *types.Map:
		if why := v.obstacle(u.Key()); why != "" {
			return within("key", why)
		}
		return within("value", v.obstacle(u.Elem()))
	case *types.Struct:
		for i := range u.NumFields() {
			f := u.Field(i)
			if reflect.StructTag(u.Tag(i)).Get("charm") == "-" || f.Name() == "_" || owns(f.Type(), "WireSkip") {
				continue
			}
			before := v.at
			v.at = f.Pos()
			if why := v.obstacle(f.Type()); why != "" {
				return within("field "+f.Name(), why)
			}
			v.at = before
		}
	}
	return ""
}

// obstacleByName tells about types that cannot travel for what they are, not for
// what they are made of.
func (v *traveler) obstacleByName(t *types.Named) string {
	if embedsBase(t) != nil {
		return fmt.Sprintf("a chare stays where it is; pass its proxy, %s", namesOf(t.Obj().Name()).Proxy)
	}
	if t.Obj().Pkg() == nil {
		return ""
	}
	switch path := t.Obj().Pkg().Path(); path + "." + t.Obj().Name() {
	case charePath + ".Base":
		return "a chare stays where it is; pass its proxy"
	case charePath + ".Future":
		return "a future stays with those who wait for it; pass its Target()"
	case charePath + ".Caller", "context.Context":
		return "it means something only where it was made"
	case "os.File", "internal/poll.FD":
		return "it is open in one process only"
	default:
		if _, ok := t.Underlying().(*types.Struct); ok && path == "sync" {
			return "locks cannot travel"
		}
	}
	return ""
}

func within(where, why string) string {
	if why == "" {
		return ""
	}
	return where + ": " + why
}

// travelsItself reports whether a type turns itself into bytes and back, so that
// wire does not ask what it is made of. Going by the names of methods, not by
// the interfaces of wire and encoding, spares loading those.
func travelsItself(t types.Type) bool {
	return owns(t, "MarshalWire") && has(t, "UnmarshalWire") ||
		owns(t, "UnmarshalBinary") && (has(t, "AppendBinary") || has(t, "MarshalBinary")) ||
		owns(t, "GobDecode") && has(t, "GobEncode")
}

// has reports whether a pointer to t has a method.
func has(t types.Type, method string) bool {
	_, ok := lookup(t, method)
	return ok
}

// owns reports whether a pointer to t has a method that is not an embedded
// field's. Like wire: such a method knows nothing of the fields beside.
func owns(t types.Type, method string) bool {
	depth, ok := lookup(t, method)
	return ok && depth == 1
}

// lookup finds a method of a named type, not of what a pointer or an interface
// may lead to, and how many embedded fields deep it is, from 1.
func lookup(t types.Type, method string) (depth int, ok bool) {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || types.IsInterface(named) {
		return 0, false
	}
	f, index, _ := types.LookupFieldOrMethod(named, true, nil, method)
	_, ok = f.(*types.Func)
	return len(index), ok
}
