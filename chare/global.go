package chare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charm4go/charm/wire"
)

// A Global is a value that each PE has of its own, and that any PE can change on
// all. It is made once, as a package variable:
//
//	var limit = chare.NewGlobal[int]("limit")
//
// A package variable alone would not do: PEs are processes, or, in tests, share
// the variables of one.
type Global[T any] struct {
	globalInfo
	codec *wire.Codec[T]
}

// globalInfo is the part of a Global that has no type.
type globalInfo struct {
	name string
	typ  string
	id   uint32 // position among the sorted names
	take func(d *wire.Decoder) any
}

// NewGlobal registers a Global under a name that no other has. Its value is zero
// until it is set. T is what can travel.
func NewGlobal[T any](name string) *Global[T] {
	g := &Global[T]{codec: wire.For[T]()}
	g.globalInfo = globalInfo{name: name, typ: fmt.Sprintf("%T", new(T)), take: func(d *wire.Decoder) any {
		var v T
		g.codec.Decode(d, &v)
		return v
	}}
	if err := g.codec.Err(); err != nil {
		panic(fmt.Sprintf("chare: NewGlobal %s: %v", name, err))
	}
	classes.Lock()
	defer classes.Unlock()
	if classes.globals[name] != nil {
		panic(fmt.Sprintf("chare: global %s is registered twice", name))
	}
	if classes.globals == nil {
		classes.globals = map[string]*globalInfo{}
	}
	classes.globals[name] = &g.globalInfo
	classes.sortedGlobals = nil
	return g
}

// sortedGlobals returns all globals, each at the position that is its id.
func sortedGlobals() []*globalInfo {
	classes.Lock()
	defer classes.Unlock()
	if classes.sortedGlobals == nil {
		for _, g := range classes.globals {
			classes.sortedGlobals = append(classes.sortedGlobals, g)
		}
		slices.SortFunc(classes.sortedGlobals, func(a, b *globalInfo) int { return strings.Compare(a.name, b.name) })
		for i, g := range classes.sortedGlobals {
			g.id = uint32(i)
		}
	}
	return classes.sortedGlobals
}

// Get returns the value on the PE of the caller. All callers there get the same
// value, by reference.
func (g *Global[T]) Get(c Caller) T {
	v, _ := c.kernel().globals.values[g.id].(T) // nil: zero
	return v
}

// Set gives the Global a value on all PEs, each of which gets a copy of its own.
// The future is ready when all have it. When several PEs set it at once, the same
// value is the last on all.
func (g *Global[T]) Set(c Caller, v T) *Future[Void] {
	k := c.kernel()
	return AwaitAll(k.agents, agentSet, agentSetArgs{g.id, g.encode(k, &v)})
}

// SetOn gives the Global a value on one PE. The future is ready when it has it.
// What Set has sent before may come after it, unless that was awaited.
func (g *Global[T]) SetOn(c Caller, pe int, v T) *Future[Void] {
	k := c.kernel()
	return Await(Ref{k.agents.coll.at(k.existing(pe))}, agentSet, agentSetArgs{g.id, g.encode(k, &v)})
}

func (g *Global[T]) encode(k *kernel, v *T) []byte {
	e := k.encoder(nil)
	g.codec.Encode(e, v)
	if err := e.Err(); err != nil {
		panic(fmt.Sprintf("chare: a value of global %s cannot travel: %v", g.name, err))
	}
	return e.Bytes()
}

// globals are the values of one PE.
type globals struct {
	infos  []*globalInfo
	values []any // by id; nil: never set
}

// set takes a value as it travels.
func (gs *globals) set(k *kernel, id uint32, encoded []byte) error {
	if int(id) >= len(gs.infos) {
		return fmt.Errorf("there is no global %d", id)
	}
	d := k.decoder(encoded)
	v := gs.infos[id].take(d)
	if err := d.Err(); err != nil {
		return fmt.Errorf("global %s: %w", gs.infos[id].name, err)
	}
	gs.values[id] = v
	return nil
}
