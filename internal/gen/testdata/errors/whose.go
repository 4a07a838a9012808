package whose

import "github.com/charm4go/charm/chare"

type Chare struct{ chare.Base }

type Other struct{ n int }

// want 1: Work has a condition, but it is no entry method: no chare has it
//
//charm:when o.n > 0
func (o *Other) Work() {}
