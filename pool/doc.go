// Package pool runs functions on the PEs of a job: those marked
//
//	//charm:task
//	func square(t *chare.Task, x int) int { return x * x }
//
// which charmgen registers. They are given to the pool from anywhere, from
// chares as well as from tasks:
//
//	ys := pool.Map(t, square, xs)      // of each input, in order
//	f := pool.MapAsync(t, square, xs)  // *chare.Future[[]int]
//	f := pool.Call(t, square, 3)       // *chare.Future[int]
//	pool.Go(t, search, state)          // nobody waits for it
//	for y := range pool.MapSeq(t, square, seq) { … }
//
// # Rules
//
// PE 0 schedules and the others run tasks; a single PE does both. A task that
// waits, for other tasks or anything else, frees its PE for the next one; so
// tasks may make tasks and wait for them to any depth.
//
// A function that can fail, func(*chare.Task, A) (R, error), is given as
// pool.Try(f). What it returns, or panics with, fails the whole job given by one
// call: what has not begun is dropped, and when the rest has ended the future
// fails with all failures, joined. A failure of Go ends the program.
//
// Inputs go by reference if the task happens to be run on the same PE, and are
// copied to others, as arguments of entry methods are: an input that was given
// is not to be changed any more.
//
// # How it works
//
// The PE on which a job was given to the pool owns it: there it waits, from
// there inputs go to the PEs that run them, and there results come back. PE 0
// only brings together those who have nothing to do and those who have more than
// they can do:
//
//	worker 2           scheduler (PE 0)         worker 3, an owner
//	   |---- Idle ---------->|----- Wanted ---------->|
//	   |                     |<---- Spare ------------|
//	   |                     |----- Feed(2) --------->|
//	   |<------------------- Take(grant) -------------|
//	   |-------------------- Report ----------------->|
//	   |<------------------- Take, while there is more|
//
// A grant is so many tasks as are worth a message, by the time that those before
// took; and a PE has two at a time, so that it never waits for the owner. Tasks
// made by a task wait on its own PE, which takes the newest first, and others
// the oldest.
package pool
