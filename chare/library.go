package chare

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charm4go/charm/coro"
	"github.com/charm4go/charm/wire"
)

// This file holds what libraries written with chares need beside what programs
// do. Package pool is one.

// A Resident is a group that each job has from its start, one chare on each PE,
// without anybody making it: for what a library does on all PEs. Its Init is not
// called.
type Resident struct {
	class *Class
	id    int // position among the residents, by the names of their classes
}

// NewResident makes residents of a class, for a package variable.
func NewResident(c *Class) *Resident {
	r := &Resident{class: c}
	classes.Lock()
	defer classes.Unlock()
	classes.residents = append(classes.residents, r)
	slices.SortFunc(classes.residents, func(a, b *Resident) int { return strings.Compare(a.class.name, b.class.name) })
	for i, r := range classes.residents {
		r.id = i
	}
	return r
}

// All returns the group.
func (r *Resident) All(c Caller) Many { return c.kernel().residents[r.id] }

// On returns the chare on a PE.
func (r *Resident) On(c Caller, pe int) Ref { return r.All(c).Element(pe) }

// Here returns the chare on the caller's PE itself.
func (r *Resident) Here(c Caller) Chare { return r.All(c).coll.members[0].chare }

// addResidents makes the groups known that need not be created, the runtime's
// own first, and this PE's chares of them. Their names are those of the first
// collections of PE 0.
func (k *kernel) addResidents() {
	k.agents = k.addResident(agentClass)
	classes.Lock()
	residents := slices.Clone(classes.residents)
	classes.Unlock()
	for _, r := range residents {
		k.residents = append(k.residents, k.addResident(r.class))
	}
}

func (k *kernel) addResident(class *Class) Many {
	c := &collection{k: k, id: collID(1 + len(k.residents)), class: class, kind: group}
	if class == agentClass {
		c.id = 0
	}
	if k.me == c.id.creator() {
		k.made++
	}
	c.add()
	c.populate()
	c.members[0].made = true
	return Many{c}
}

// Now returns the time since the start of the job by the clock of the PE. A
// simulation has a clock of its own.
func Now(c Caller) time.Duration { return time.Duration(c.kernel().pe.Now()) }

// Given returns v as a call on the caller's own PE passes it: v itself, or with
// Options.LocalCopy a copy, made by codec.
func Given[T any](c Caller, codec *wire.Codec[T], v T) T {
	k := c.kernel()
	if !k.options.LocalCopy {
		return v
	}
	e := k.encoder(nil)
	codec.Encode(e, &v)
	if err := e.Err(); err != nil {
		panic(fmt.Sprintf("chare: a %T cannot travel: %v", v, err))
	}
	var copied T
	d := k.decoder(e.Bytes())
	codec.Decode(d, &copied)
	if err := d.Err(); err != nil {
		panic(fmt.Sprintf("chare: copying a %T: %v", v, err))
	}
	return copied
}

// Fail makes the future ready with a failure instead of a value, on the PE that
// made it. If err is not an *Error already, it becomes one of the running method.
func (f *Future[T]) Fail(err error) {
	if f.core.ready {
		panic(fmt.Sprintf("chare: a failure for %v, which is ready", f))
	}
	var none T
	f.ended(none, asError(f.core.k.current(), f.core.k.me, err, ""))
}

// Try calls f, and returns its error, or what it panicked with, as whoever waits
// for an entry method gets it. The task is named by its label, if it has one.
func (t *Task) Try(f func() error) (failed *Error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if _, ok := v.(unwinding); ok || coro.IsStop(v) {
			panic(v)
		}
		failed = t.asError(panicError(v), t.k.stack())
	}()
	if err := f(); err != nil {
		return t.asError(err, "")
	}
	return nil
}

func (t *Task) asError(err error, stack string) *Error {
	e := asError(t.activity, t.k.me, err, stack)
	if t.label != nil && error(e) != err {
		e.Chare, e.Entry = t.label.String(), ""
	}
	return e
}

// SetLabel says what the task works on, for a library that runs functions of
// others inside a method of its own: reports name the task by it, and the
// library finds it again where such a function calls it with the Task.
func (t *Task) SetLabel(label fmt.Stringer) { t.label = label }

// Label returns what SetLabel was given last, or nil.
func (t *Task) Label() fmt.Stringer { return t.label }
