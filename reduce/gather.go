package reduce

import (
	"reflect"
	"slices"
)

// A Key orders what is gathered, as time.Time and chare.Index do.
type Key[K any] interface{ Compare(K) int }

// Keyed is a contribution to Gather.
type Keyed[K Key[K], V any] struct {
	Key   K
	Value V
}

// Gather collects the values of all contributions in the order of their keys.
// Where keys are equal, in the order of their positions and PEs.
func Gather[K Key[K], V any]() *Spec[Keyed[K, V], []V] {
	return cached(gather, func() *Spec[Keyed[K, V], []V] {
		return recipe[Keyed[K, V], []Keyed[K, V], []V]{
			name:     nameFor[V](gather.String()) + " by " + reflect.TypeFor[K]().String(), // so that another order is another reducer
			pre:      listed[K, V](),
			combiner: combiner[[]Keyed[K, V]]{merge: func(acc, p *[]Keyed[K, V]) { *acc = append(*acc, *p...) }},
			post:     sorted[K, V],
		}.spec()
	})
}

// listed returns a function that makes a list of one contribution.
func listed[K Key[K], V any]() func(ctx any, v Keyed[K, V]) ([]Keyed[K, V], error) {
	own := owned(same[Keyed[K, V]])
	return func(ctx any, v Keyed[K, V]) ([]Keyed[K, V], error) {
		v, err := own(ctx, v)
		return []Keyed[K, V]{v}, err
	}
}

func sorted[K Key[K], V any](all []Keyed[K, V]) []V {
	slices.SortStableFunc(all, func(a, b Keyed[K, V]) int { return a.Key.Compare(b.Key) })
	values := make([]V, len(all))
	for i := range all {
		values[i] = all[i].Value
	}
	return values
}
