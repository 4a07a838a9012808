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

func mustBeComplete(p Partial) {
	if n := p.Missing(); n > 0 {
		panic(fmt.Sprintf("reduce: %s: %d contributions or results are missing", p.Name(), n))
	}
}

func unexpected(name string, from Origin) error {
	return fmt.Errorf("reduce: %s: %v is not among those missing", name, from)
}
