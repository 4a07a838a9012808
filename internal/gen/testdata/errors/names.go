package names

import "github.com/charm4go/charm/chare"

type Names struct{ chare.Base }

// want 17: PE cannot be a method of Names: chare.Base has a method of that name; rename it
func (n *Names) PE() int { return 0 }

// want 17: This cannot be a method of Names: charmgen gives every chare a method of that name; rename it
func (n *Names) This() {}

// want 17: At cannot be an entry method of Names: every proxy has a field or method of that name; rename it, or mark it //charm:local if only the chare itself calls it
func (n *Names) At() {}

// want 17: MarshalWire cannot be an entry method of Names: every proxy has a field or method of that name
func (n *Names) MarshalWire() {}

// want 17: Many cannot be an entry method of Names: every proxy has a field or method of that name
func (n *Names) Many() {}

// want 17: Insert cannot be an entry method of Names: every proxy has a field or method of that name
func (n *Names) Insert() {}

// want 17: DoneInserting cannot be an entry method of Names: every proxy has a field or method of that name
func (n *Names) DoneInserting() {}

// want 17: Split cannot be an entry method of Names: every proxy has a field or method of that name
func (n *Names) Split() int { return 0 }

// want 17: Slice cannot be an entry method of Names: every proxy has a field or method of that name
func (n *Names) Slice() {}

// want 17: Pick cannot be an entry method of Names: every proxy has a field or method of that name
func (n *Names) Pick() {}

// want 17: Release cannot be an entry method of Names: every proxy has a field or method of that name
func (n *Names) Release() {}

//charm:local
func (n *Names) String() string { return "" }

type Fields struct {
	chare.Base
	// want 2: Fields cannot have a field All: charmgen gives every chare a method of that name
	All []int
}
