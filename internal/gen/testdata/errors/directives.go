package directives

import "github.com/charm4go/charm/chare"

// want 1: //charm:local has no effect here: it belongs to the comment directly above a method that would be an entry method
//
//charm:local
type Directives struct{ chare.Base }

// want 1: unknown directive //charm:lokal; there is //charm:local
//
//charm:lokal
func (d *Directives) Work() {}

// want 1: //charm:local has no effect here
//
//charm:local
func (d *Directives) Init() {}

// want 1: //charm:local has no effect here
//charm:local

func (d *Directives) Apart() {
	// want 2: unknown directive //charm:inside
	//charm:inside
}
