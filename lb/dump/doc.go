// Package dump writes down what steps of balancing saw, and reads it again: for
// people, and to try other strategies on it.
//
// A dump is text, compressed by gzip where the name of its file ends in .gz:
//
//	lb dump 1
//	step 0 cost=0.0012 moved=40
//	pe 0 background=0.25 speed=1 host=0 available
//	pe 1 background=0.5 speed=1 host=0 available
//	object 17 pe=0 load=0.125 bytes=4000 array=2 index=3,4
//	object 18 pe=1 load=0.5 fixed
//	edge 0 1 messages=20 bytes=8000
//	edge 1 pe:0 messages=1 bytes=8
//	end
//
// The first line has the version of the format. A step has its number, a line
// for each PE, in order, for each object, by its ID, and for each edge, from and
// to objects by their positions in the step, counted from 0, or to a PE. Times
// are in seconds. Fields that are 0 may be left out; fixed objects are those that
// are not migratable. Empty lines and those that begin with # mean nothing.
package dump
