// Package entries has all that is an entry method, and all that is none.
//
// want: Waits(*chare.Task)
// want: ResumeFromSync()
// want: Shared(int)
// want: Generic(string) string
// want: c.(*Entries).Shared(a.n)
// none: Lock
// none: Migrated
// none: Helper
// none: hidden
// none: Foreign
// none: WireSkip
// want: type BothProxy struct{ chare.Ref }
// want: c.(*Both).Only()
package entries

import (
	"sync"

	"github.com/charm4go/charm/chare"
)

// Mixin has methods for chares.
type Mixin struct{ n int }

func (m *Mixin) Shared(n int) {}

// Typed has them for any type.
type Typed[T any] struct{ v T }

func (t *Typed[T]) Generic(v T) T { return v }

type Foreign interface{ FromInterface() }

type Entries struct {
	chare.Base
	sync.Mutex
	Mixin
	Typed[string]
}

func (*Entries) Waits(t *chare.Task) {}

func (*Entries) hidden() {}

func (*Entries) ResumeFromSync() {}

func (*Entries) Migrated() {}

// Helper is for the chare itself.
//
//charm:local
func (*Entries) Helper(c chan int) {}

// Both is a chare by embedding one, and has its entry methods and its own.
type Both struct {
	Entries
	extra int
}

func (*Both) Only() {}
