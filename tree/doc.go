// Package tree says who stands above and below a PE when something is spread
// to many PEs or gathered from them.
//
// A tree is arithmetic: nothing is stored for the PEs it leads to, and every
// PE finds its own place without asking. The PEs below any PE are a range. A
// PE keeps the first of its range and deals the rest out evenly to its
// children, here 0..8 with an arity of 2:
//
//	        0
//	  ┌─────┴─────┐
//	  1           5
//	┌─┴─┐       ┌─┴─┐
//	2   4       6   8
//	│           │
//	3           7
//
// PEs are numbered host by host, so most of a range is on one host. Where each
// host must be entered only once, OverHosts builds a tree of hosts first and
// one inside each of them.
package tree
