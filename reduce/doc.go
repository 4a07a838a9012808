// Package reduce combines what many chares contribute into one result.
//
// A Reducer says how: Sum, Product, Max, Min, And, Or, Xor, Gather, Nop, or
// one made by New or Func. The compiler checks that contributions, reducer and
// result agree:
//
//	func Reduce[V, R any](h Chare, v V, r Reducer[V, R], to Target[R])
//
//	Reduce(h, 1.0, reduce.Sum, to) // to is a Target[float64]
//
// A Round is one reduction as seen from one PE. It waits for the chares there
// and for the PEs right below in a tree of PEs. It takes values and returns
// values; whoever owns it does the sending:
//
//	   chares of this PE: Add         PEs below: AddChild
//	               └────────┬──────────────┘
//	                      Round
//	                        │ Missing() == 0
//	        ┌───────────────┴────────────────┐
//	Encode, for the PE above        Result, at the root
//
// # Order
//
// Contributions are combined in the order of their positions and the results
// from below in the order of the children, whatever order they arrive in. So
// sums of floating point numbers are the same, bit by bit, as long as the
// chares are placed the same.
//
// # What travels
//
// The result of a PE for the PE above it is a list, which ends its message:
//
//	┌────────────────┬─────────┬────────────────┬─────────┬────
//	│ length: uint32 │ partial │ length: uint32 │ partial │ ...
//	└────────────────┴─────────┴────────────────┴─────────┴────
//
// A partial is a value of the reducer's inner type as package wire encodes it.
// A Round writes one, or none if nobody contributed. A PE without any of the
// chares does not know the reducer and has no Round but a Relay, which strings
// together the lists of its children.
package reduce
