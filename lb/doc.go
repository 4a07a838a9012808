// Package lb plans which objects move to which PEs, so that all PEs are about
// equally busy.
//
// It is a calculation: a [Stats] says what was measured, a [Strategy] makes a
// [Plan] of it, and nothing is sent. Who measures and moves is above.
//
//	words: +balancer GreedyRefine:tolerance=1.1      measurements
//	                  │ Parse                             │
//	              Sequence ──── At(step) ──► Strategy ◄── Stats
//	                                            │ Balance
//	               Evaluate: max/mean, moves ◄─ Plan
//
// [Step] does all of it once, and drops plans that would gain too little.
//
// # Loads
//
// The load of an object is the time that it kept the PE it is on, since the
// last step; the near future will resemble it. On a PE of twice the speed it
// will take half of that. What a PE does besides its objects is its background.
// How busy a PE is is the sum of both. A number that is no measurement (NaN, or
// below zero) counts as 0.
//
// # What holds for each plan
//
// Objects that are not migratable stay. A PE that is not available gets no
// object, and objects that can leave it do. Objects without any load stay where
// they are, but for plans that are not made for their gain. Equal input and equal
// seed make equal plans.
package lb
