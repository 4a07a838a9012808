// Package aliases declares the names of packages that generated code imports.
//
// want: chare_ "github.com/charm4go/charm/chare"
// want: wire_ "github.com/charm4go/charm/wire"
// want: const _ = wire_.V1 // run charmgen again if this does not compile
// want: type AliasesProxy struct{ chare_.Ref }
// want: e.String(string(a.w))
// want: a.w = wire(d.String())
package aliases

import c "github.com/charm4go/charm/chare"

type wire string

func chare() {}

type Aliases struct{ c.Base }

func (*Aliases) Connect(t *c.Task, w wire, near c.Target[wire]) {}
