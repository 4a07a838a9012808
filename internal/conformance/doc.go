// Package conformance holds programs that check what package chare promises:
// scenarios, each of which is a few chares and a function that uses them and
// panics where something is not as it should be, and endings, which are programs
// whose end is what matters.
//
// The tests run the same programs in three ways: all PEs in one process, each PE
// a process, and simulated under many seeds. A scenario therefore works with any
// number of PEs, shares no variables between chares, and does not look at the
// clock to decide what is right.
package conformance

//go:generate go run github.com/charm4go/charm/cmd/charmgen
