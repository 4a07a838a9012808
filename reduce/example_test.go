package reduce_test

import (
	"fmt"

	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// all reduces one value for each of some chares on one PE, as a stand-in for
// chare.Reduce: it is enough to name the reducer.
func all[V, R any](r reduce.Reducer[V, R], values ...V) R {
	round := r().NewRound(nil, len(values), 0)
	for i, v := range values {
		if err := round.Add(i, v); err != nil {
			panic(err)
		}
	}
	return round.Result()
}

func Example() {
	fmt.Println(all(reduce.Sum, 1.5, 2, 3))
	fmt.Println(all(reduce.Max, []int{1, 9}, []int{5, 5}))
	fmt.Println(all(reduce.And, true, false))
	// Output:
	// 6.5
	// [5 9]
	// false
}

type tally struct {
	Sum float64
	N   int
}

var mean = reduce.New("mean",
	func(a, b tally) tally { return tally{a.Sum + b.Sum, a.N + b.N} },
	reduce.Pre(func(v float64) tally { return tally{v, 1} }),
	reduce.Post(func(t tally) float64 { return t.Sum / float64(t.N) }))

func ExampleNew() {
	fmt.Println(all(mean, 1, 2, 6))
	// Output: 3
}

var longest = reduce.Func("longest", func(a, b string) string {
	if len(b) > len(a) {
		return b
	}
	return a
})

func ExampleFunc() {
	fmt.Println(all(longest, "spam", "parrot", "egg"))
	// Output: parrot
}

// Two PEs: what one has combined travels to the other, which is the root.
func ExampleRound() {
	below := reduce.Sum[float64]().NewRound(nil, 1, 0)
	below.Add(0, 4)
	var e wire.Encoder
	below.Encode(&e)

	root := reduce.Sum[float64]().NewRound(nil, 2, 1)
	root.Add(0, 1)
	root.Add(1, 2)
	var d wire.Decoder
	d.Reset(e.Bytes(), nil)
	root.AddChild(0, &d)
	fmt.Println(root.Name(), "misses", root.Missing(), "and is", root.Result())
	// Output: sum of float64 misses 0 and is 7
}
