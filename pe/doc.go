// Package pe is the scheduler of one PE: it takes messages from a Port and
// items from a queue of its own, and runs them one at a time. It knows nothing
// of chares.
//
// # Who runs the loop
//
// What an item runs may have to wait, and the items behind it may not wait with
// it. So the loop runs inside a coroutine, the runner. While items run to their
// end, the runner is the only one, and nothing is ever switched. When the code
// of an item suspends, its coroutine takes the item's stack along and stops
// being the runner; another coroutine, kept from earlier, carries on the loop:
//
//	root     resumes the runner, whichever it is
//	 └ runner A   step, step, step … an item suspends: A parks, with the item
//	 └ runner B   step, step … A is ready: B resumes A
//	     └ A      the item goes on; it ends (or suspends again): A parks
//	 └ runner B   step, step …             A waits to be the next runner
//
// So an item that never waits costs no switch, and one that waits n times
// costs n + 1 pairs of switches. A loop with a coroutine for every item that
// may wait would cost the same for those that wait, and one pair for those that
// do not.
//
// Most that wait are woken by items that do not. So an item that waits first has
// others run on top of it, on its own stack, and only suspends when one comes
// that may wait itself; see PE.Help.
//
// One rule follows for the code that runs items: calling a user's function is
// the last thing that a step does, since it may come back in another order
// than it was called. Work on many chares is an item that does one of them and
// puts itself back in front; see PE.PushFront.
package pe
