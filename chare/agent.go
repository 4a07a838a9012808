package chare

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// An agent is the runtime's own chare on each PE. What the runtimes of several
// PEs ask of each other now and then they ask as programs do, by calls of its
// entry methods. The group of agents is there from the start on, as residents
// are.
type agent struct{ Base }

var agentClass = NewClass("github.com/charm4go/charm/chare.agent", func() Chare { return new(agent) })

type agentSetArgs struct {
	global uint32
	value  []byte
}

var agentSet = NewEntry(agentClass, "Set", Method[agentSetArgs, Void]{
	Call: func(c Chare, _ *Task, a *agentSetArgs) (Void, error) {
		k := c.kernel()
		return Void{}, k.globals.set(k, a.global, a.value)
	},
	Encode: func(e *wire.Encoder, a *agentSetArgs) {
		e.Uint32(a.global)
		e.ByteSlice(a.value)
	},
	Decode: func(d *wire.Decoder, a *agentSetArgs) {
		a.global = d.Uint32()
		a.value = d.ByteSlice()
	},
})

var agentStats = NewEntry(agentClass, "Stats", Method[Void, Stats]{
	Call:   func(c Chare, _ *Task, _ *Void) (Stats, error) { return c.kernel().stats(), nil },
	Encode: func(*wire.Encoder, *Void) {},
	Decode: func(*wire.Decoder, *Void) {},
	Result: wire.For[Stats](),
})

type agentPrintArgs struct{ text string }

var agentPrint = NewEntry(agentClass, "Print", Method[agentPrintArgs, Void]{
	Call: func(_ Chare, _ *Task, a *agentPrintArgs) (Void, error) {
		_, err := fmt.Print(a.text)
		return Void{}, err
	},
	Encode: func(e *wire.Encoder, a *agentPrintArgs) { e.String(a.text) },
	Decode: func(d *wire.Decoder, a *agentPrintArgs) { a.text = d.String() },
})
