package inside

// want: type ProbeProxy struct{ chare.Ref }
// want: Watch(MainProxy)
// none: run_charmgen_again_Main

import "github.com/charm4go/charm/chare"

type Probe struct{ chare.Base }

func (p *Probe) Watch(m MainProxy) { m.Do() }
