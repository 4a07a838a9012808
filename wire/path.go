package wire

import "reflect"

// A pathError is an error of a part of a value; the parts read from the outside
// in: "field Peers: element 3: field Conn: …".
type pathError struct {
	step string
	err  error
}

func (p *pathError) Error() string { return p.step + ": " + p.err.Error() }
func (p *pathError) Unwrap() error { return p.err }

// within adds a step to the front of the path of err.
func within(step string, err error) error { return &pathError{step, err} }

// withinType says which type err is about.
func withinType(t reflect.Type, err error) error { return &pathError{t.String(), err} }
