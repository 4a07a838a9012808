// Package chare is what a program of chares imports: objects whose methods are
// called from anywhere, on PEs that are processes.
//
// A chare is a struct that embeds [Base]. Its exported methods are entry
// methods; charmgen writes proxies with the same methods, and functions that
// make chares:
//
//	type Hello struct{ chare.Base }
//
//	func (h *Hello) Square(x float64) float64 { return x * x }
//
//	func run(t *chare.Task) {
//		hellos := NewHelloArray(t, chare.Dims(5))
//		fmt.Println(hellos.At(3).Ret().Square(3).Get(t)) // 9
//		t.Exit(0)
//	}
//
//	func main() { chare.Main(run) }
//
// # Rules
//
// One entry method runs at a time on a PE, and it gives way only where it
// waits; so a chare needs no locks. A method that may wait takes a [*Task] as
// its first parameter. Nothing here is for other goroutines; [Go] is the way to
// run one and wait for it.
//
// A message may have to wait until its chare is ready for it: with
//
//	//charm:when b.step == step
//
// above an entry method, it is kept until the condition on the chare and the
// arguments holds. Those that have waited longest come first.
//
// Arguments are taken at the time of the call. On the same PE they go by
// reference, so a slice that was sent is not to be changed any more; between
// PEs they are copied, as [Options].LocalCopy does everywhere. A broadcast gives
// each chare its own copy.
//
// Messages between one pair of PEs arrive in order. All chares of a collection
// get its broadcasts in the same order. An error or panic goes to whoever waits
// for the method; if nobody does, it ends the job.
//
// # How a call travels
//
//	generated method     Send: a call, with its arguments, from a pool
//	 ├ same PE           onto the queue of package pe, arguments by reference
//	 └ other PE          encoded by package wire, into the Port of netlayer
//	                      └ kernel.handle there: decoded into a call again
//	call.Run             the method; its end or result goes to an endpoint:
//	                     a future here, a reply to another PE, a collector
//
// A kernel is all of this on one PE, and knows each collection (a single chare, a
// group, an array, a section) as a collection, each chare that it has heard of as
// a location, and each that it has as an element. What concerns a whole
// collection goes up and down its tree of PEs; see collection.
package chare
