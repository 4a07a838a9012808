package taken

import "github.com/charm4go/charm/chare"

// want 6: charmgen would have to declare HelloAllAwait twice for the chares of this package: rename a chare or an entry method
// want 6: charmgen would have to declare HelloAllTo twice
type Hello struct{ chare.Base }

func (h *Hello) Work() {}

type HelloAll struct{ chare.Base }

func (h *HelloAll) Work() {}

// want 6: charmgen declares NewHello for a chare of this package: rename this one
func NewHello() {}

// want 5: charmgen declares helloWork for a chare of this package: rename this one
var helloWork int
