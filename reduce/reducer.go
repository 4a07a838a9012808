package reduce

// A Reducer says how contributions of type V become a result of type R. It is
// called to get the details; functions such as Sum are used as Reducers
// without naming their type parameter.
type Reducer[V, R any] func() *Spec[V, R]

// A Spec has the details of a Reducer.
type Spec[V, R any] struct {
	name     string
	newRound func(ctx any, locals, children int) Round[V, R]
}

// Name names the reducer and what it is for, such as "sum of []float64".
// Contributions to one reduction must agree in it.
func (s *Spec[V, R]) Name() string { return s.name }

// NewRound returns a Round that waits for the contributions of locals chares
// and for the results of children PEs. ctx is the wire context for
// contributions that have to be copied.
func (s *Spec[V, R]) NewRound(ctx any, locals, children int) Round[V, R] {
	return s.newRound(ctx, locals, children)
}
