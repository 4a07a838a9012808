package reduce

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/charm4go/charm/wire"
)

// A First is what is done to a contribution before it is combined with others.
type First[V, P any] struct{ f func(V) P }

// A Last is what is done to the last value after all have been combined.
type Last[P, R any] struct{ f func(P) R }

// Pre makes the first step of a reducer. It runs where a chare contributes.
func Pre[V, P any](f func(V) P) First[V, P] { return First[V, P]{f} }

// Post makes the last step of a reducer. It runs once, where all is combined: at
// the root, or for an all-reduce among few PEs on each of them.
func Post[P, R any](f func(P) R) Last[P, R] { return Last[P, R]{f} }

// New returns a reducer that turns contributions by pre into values of type P,
// combines those in pairs, and turns the last one into the result by post.
// It is meant for package variables, so that all PEs have it:
//
//	var mean = reduce.New("mean", add, reduce.Pre(one), reduce.Post(divide))
//
// combine must be associative. It gets contributions by PE and not by index;
// if their order matters to it, the result depends on where chares are. It may
// change and keep both arguments, which are copies if they hold pointers, and
// it is not called for a single contribution.
//
// New panics if another reducer has the name.
func New[V, P, R any](name string, combine func(a, b P) P, pre First[V, P], post Last[P, R]) Reducer[V, R] {
	register(name)
	spec := recipe[V, P, R]{
		name:     nameFor[V](name),
		pre:      owned(pre.f),
		combiner: combiner[P]{merge: func(acc, p *P) { *acc = combine(*acc, *p) }},
		post:     post.f,
	}.spec()
	return func() *Spec[V, R] { return spec }
}

// Func is New without a first and a last step.
func Func[P any](name string, combine func(a, b P) P) Reducer[P, P] {
	return New(name, combine, Pre(same[P]), Post(same[P]))
}

// owned makes f's results share no memory with its arguments.
func owned[V, P any](f func(V) P) func(ctx any, v V) (P, error) {
	if !hasReferences(reflect.TypeFor[P]()) {
		return func(_ any, v V) (P, error) { return f(v), nil }
	}
	codec := wire.For[P]()
	return func(ctx any, v V) (P, error) {
		p := f(v)
		err := deepCopy(codec, ctx, &p)
		return p, err
	}
}

var names = struct {
	sync.Mutex
	taken map[string]bool
}{taken: make(map[string]bool)}

func init() {
	for _, name := range opNames {
		register(name)
	}
}

// register panics if a reducer has the name already: contributions to one
// reduction are known to go together by their names.
func register(name string) {
	names.Lock()
	defer names.Unlock()
	if names.taken[name] {
		panic(fmt.Sprintf("reduce: two reducers are named %q", name))
	}
	names.taken[name] = true
}
