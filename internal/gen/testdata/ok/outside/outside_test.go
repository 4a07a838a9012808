package outside_test

// want: package outside_test
// want: "example.com/test/ok/outside"
// want: type ProbeProxy struct{ chare.Ref }
// want: Watch(outside.MainProxy, outside.Secret)
// want: var probeClass = chare.NewClass("example.com/test/ok/outside_test.Probe", func() chare.Chare { return new(Probe) })

import (
	"example.com/test/ok/outside"
	"github.com/charm4go/charm/chare"
)

type Probe struct{ chare.Base }

func (p *Probe) Watch(m outside.MainProxy, s outside.Secret) { m.Do() }
