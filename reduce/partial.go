package reduce

import (
	"fmt"

	"github.com/charm4go/charm/wire"
)

// A Partial is one reduction as seen from one PE, for code that need not know
// its types.
type Partial interface {
	// Name is the Name of the Spec.
	Name() string
	// AddChild adds the result of child i, which is the rest of d. It keeps
	// no reference to the bytes.
	AddChild(i int, d *wire.Decoder) error
	// Missing returns how many contributions and results are still to come.
	Missing() int
	// Encode writes the result of this PE for the PE above. Nothing may be
	// missing.
	Encode(e *wire.Encoder)
}

// A Host is a Partial of a PE that has chares of its own.
type Host interface {
	Partial
	// AddAway adds the contribution of a chare that counts as one of this PE,
	// at a position as for Add, but is on another: the rest of d is what a
	// Round there, of that contribution alone, has encoded. It keeps no
	// reference to the bytes.
	AddAway(position int, d *wire.Decoder) error
	// Expect changes how many contributions are to come: chares have arrived
	// on this PE, or left it before they contributed.
	Expect(delta int)
}

func mustBeComplete(p Partial) {
	if n := p.Missing(); n > 0 {
		panic(fmt.Sprintf("reduce: %s: %d contributions or results are missing", p.Name(), n))
	}
}

func unexpected(name string, from Origin) error {
	return fmt.Errorf("reduce: %s: %v is not among those missing", name, from)
}
