package wire

import "fmt"

// maxDepth is how many slices, maps and interfaces may stand within each other.
// Pointers do not count, however long the list: see share.go. The limit keeps a
// message from exhausting the stack, and ends the walk over a slice that
// contains itself.
const maxDepth = 10_000

func errDepth() error {
	return fmt.Errorf("more than %d slices, maps and interfaces within each other", maxDepth)
}

// enter reports whether a value may be written within the present one. The
// caller counts depth down again when it is.
func (e *Encoder) enter() bool {
	if e.depth == maxDepth {
		e.Fail(errDepth())
		return false
	}
	e.depth++
	return true
}

// enter reports whether a value may be read within the present one. The caller
// counts depth down again when it is.
func (d *Decoder) enter() bool {
	if d.depth == maxDepth {
		d.Fail(errDepth())
		return false
	}
	d.depth++
	return true
}
